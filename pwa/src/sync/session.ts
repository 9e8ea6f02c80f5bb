// Signing in and out. A sign-in lasts 30 days without network; signing out hides what is unsent, never deletes it.
import { forgetCurrent, owesSignOut, otherPeople, readKnown, rememberPerson, type DeviceDb } from '../store/deviceDb'
import { unsentCount } from '../store/outbox'
import { PersonDb } from '../store/db'
import { forgetArea } from '../store/area'
import { MODELS_CACHE, THUMB_CACHE, TILE_CACHE } from '../wire/caches'
import { createClient, type Failure, type Send } from '../wire/client'
import { readSession, type Person } from '../wire/person'

const SESSION = '/api/v1/session'
const OFFLINE_DAYS = 30
const DAY_MS = 24 * 3600 * 1000

export type SignIn = { readonly ok: true; readonly person: Person } | Failure

/** Ask the server who this is, and remember it on this device. */
export async function signIn(
  device: DeviceDb,
  given: { readonly username: string; readonly password: string },
  at: Date,
  send?: Send,
): Promise<SignIn> {
  const answer = await createClient(null, send).post(SESSION, JSON.stringify(given), readSession)
  if (!answer.ok) return answer
  const before = await readKnown(device)
  if (before !== null && before.id !== answer.body.person.id) await forgetTiles()
  await rememberPerson(device, answer.body.person, at)
  return { ok: true, person: answer.body.person }
}

/** Who may work on this device now, without asking anybody; null after 30 days out of touch. */
export async function currentPerson(device: DeviceDb, at: Date): Promise<Person | null> {
  const known = await readKnown(device)
  if (known === null) return null
  const ageDays = (at.getTime() - Date.parse(known.confirmed_at)) / DAY_MS
  return ageDays <= OFFLINE_DAYS ? known.person : null
}

export type SessionCheck =
  { readonly kind: 'same' } | { readonly kind: 'other-person' } | { readonly kind: 'failed'; readonly failure: Failure }

/** Ask the server whose cookie this browser holds; renews the 30 days when it is still this person's. */
export async function checkSession(device: DeviceDb, personId: string, at: Date, send?: Send): Promise<SessionCheck> {
  const answer = await createClient(null, send).get(SESSION, readSession)
  if (!answer.ok) return { kind: 'failed', failure: answer }
  if (answer.body.person.id !== personId) return { kind: 'other-person' }
  const known = await readKnown(device)
  if (known !== null && known.id === personId) await rememberPerson(device, answer.body.person, at)
  return { kind: 'same' }
}

export type SignOut = { readonly done: true } | { readonly done: false; readonly unsent: number }

/** Leave. With unsent acts it is refused unless `hide` is given; hidden acts wait for the same person. */
export async function signOut(
  device: DeviceDb,
  db: PersonDb,
  { hide }: { readonly hide: boolean },
  send?: Send,
): Promise<SignOut> {
  const unsent = await unsentCount(db)
  if (unsent > 0 && !hide) return { done: false, unsent }
  if (unsent === 0) await forgetArea(db)
  await forgetTiles()
  const answer = await createClient(null, send).remove(SESSION)
  await forgetCurrent(device, !answer.ok && answer.kind !== 'signed-out')
  return { done: true }
}

/** End on the server a session that was left while offline. */
export async function settleSignOut(device: DeviceDb, send?: Send): Promise<void> {
  if (!(await owesSignOut(device))) return
  const answer = await createClient(null, send).remove(SESSION)
  if (answer.ok || answer.kind === 'signed-out') await forgetCurrent(device, false)
}

export interface Waiting {
  readonly name: string
  readonly unsent: number
}

/** Other people whose unsent acts wait in this browser, so that the phone is not wiped or handed on unknowingly. */
export async function waitingOfOthers(device: DeviceDb, personId: string): Promise<Waiting[]> {
  const found: Waiting[] = []
  for (const known of await otherPeople(device, personId)) {
    const db = new PersonDb(known.id)
    const unsent = await unsentCount(db)
    db.close()
    if (unsent > 0) found.push({ name: known.person.name, unsent })
  }
  return found
}

async function forgetTiles(): Promise<void> {
  if (!('caches' in globalThis)) return
  await Promise.all([caches.delete(TILE_CACHE), caches.delete(THUMB_CACHE), caches.delete(MODELS_CACHE)])
}
