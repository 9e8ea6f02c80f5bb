// A phone for tests: a fresh database, acts as an officer makes them, and a loop whose time the test turns by hand.
import { expect, vi } from 'vitest'
import { PersonDb } from '../src/store/db'
import { DeviceDb, rememberPerson } from '../src/store/deviceDb'
import { recordAct } from '../src/store/outbox'
import { keepPhoto } from '../src/store/photos'
import { createSyncLoop, type SyncLoop, type SyncOptions } from '../src/sync/loop'
import type { Page } from '../src/sync/page'
import type { Command } from '../src/wire/commands'
import type { Stamp } from '../src/wire/envelope'
import type { Person } from '../src/wire/person'
import type { FakeServer } from './server'

let serial = 0
const opened = new Map<string, PersonDb>()

export interface Phone {
  readonly db: PersonDb
  readonly device: DeviceDb
  readonly loop: SyncLoop
  readonly server: FakeServer
  /** Let time pass and try again until nothing changes any more. */
  settle: (rounds?: number) => Promise<void>
  now: () => Date
  pass: (ms: number) => void
  /** Let time pass, with what the loop had set itself to do by then, and nothing else to wake it. */
  elapse: (ms: number) => Promise<void>
}

export function personNamed(id: string): Person {
  return { id, username: id, name: id, roles: ['officer'], area: null, locale: 'zh', units: [], enterprise_id: null, licence_no: null }
}

export async function makePhone(
  server: FakeServer,
  personId = 'person-a',
  device?: DeviceDb,
  options: Partial<Pick<SyncOptions, 'lanes' | 'send'>> & { readonly alone?: Page['alone'] } = {},
): Promise<Phone> {
  serial += 1
  const own = device ?? new DeviceDb(`device-${serial}`)
  opened.get(personId)?.close()
  const db = new PersonDb(personId)
  opened.set(personId, db)
  if (device === undefined) await db.delete({ disableAutoOpen: false })
  const now = () => new Date(server.clockMs)
  await rememberPerson(own, personNamed(personId), now())
  const timers = new Set<{ readonly at: number; readonly run: () => void }>()
  const later = (run: () => void, ms: number) => {
    const timer = { at: server.clockMs + ms, run }
    timers.add(timer)
    return () => void timers.delete(timer)
  }
  const { alone = (_name, run) => run(), ...others } = options
  const page: Page = { onWake: () => () => undefined, alone, later }
  const loop = createSyncLoop({ db, device: own, page, now, send: server.send, ...others })
  const pass = (ms: number) => {
    server.clockMs += ms
  }
  const elapse = async (ms: number) => {
    pass(ms)
    const due = [...timers].filter(({ at }) => at <= server.clockMs)
    for (const timer of due) {
      timers.delete(timer)
      timer.run()
    }
    await new Promise((resolve) => setTimeout(resolve, 0)) // a lane begins one turn after its timer
    await vi.waitFor(() => {
      expect(Object.values(loop.status()).map(({ isRunning }) => isRunning)).toEqual([false, false, false])
    })
  }
  const settle = async (rounds = 40) => {
    for (let round = 0; round < rounds; round += 1) {
      await loop.wake(true)
      pass(6 * 60_000)
      const counts = ['queued', 'sending', 'received'].flatMap((state) =>
        [db.outbox_state, db.blob_meta].map((table) => table.where('state').equals(state).count()),
      )
      if ((await Promise.all(counts)).every((count) => count === 0)) return
    }
  }
  return { db, device: own, loop, server, settle, now, pass, elapse }
}

export function stampAt(at: Date): Stamp {
  return {
    act_wall: at.toISOString(),
    act_tz: 'Asia/Shanghai',
    act_mono_ms: 1,
    boot_id: crypto.randomUUID(),
    server_offset_ms: 0,
  }
}

/** The fake server reads nothing of a command but its kind and photos. */
export function command(kind: string, fields: Record<string, unknown> = {}): Command {
  return { kind, ...fields } as unknown as Command
}

/** One visit: start, some hazards found on it (each with photos), finish. Returns the ids of the acts. */
export async function makeVisit(
  { db, now }: Pick<Phone, 'db' | 'now'>,
  hazards = 3,
  photosEach = 0,
): Promise<string[]> {
  const visit = crypto.randomUUID()
  const start = await recordAct(db, stampAt(now()), { command: command('start-visit', { visit }), aggregateId: visit })
  const ids = [start]
  for (let index = 0; index < hazards; index += 1) {
    const hazard = crypto.randomUUID()
    const photos: string[] = []
    for (let each = 0; each < photosEach; each += 1) photos.push(await makePhoto(db, now()))
    ids.push(
      await recordAct(db, stampAt(now()), {
        command: command('record-hazard', { hazard, visit, photos: photos.map((sha256) => ({ sha256 })) }),
        aggregateId: hazard,
        parentId: start,
        photos,
        effects: [{ store: 'hazards', id: hazard, change: { state: 'reported' } }],
      }),
    )
  }
  ids.push(await recordAct(db, stampAt(now()), { command: command('finish-visit', { visit }), aggregateId: visit }))
  return ids
}

export async function makePhoto(db: PersonDb, at: Date, size = 2000): Promise<string> {
  const bytes = crypto.getRandomValues(new Uint8Array(size)).buffer
  return keepPhoto(db, { bytes, mime: 'image/jpeg', width: 40, height: 30, taken_at: at.toISOString(), fix: null }, at)
}

/** Everything in the person's database, to compare before and after. */
export async function contents(db: PersonDb): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {}
  for (const table of db.tables) found[table.name] = await table.toArray()
  return found
}
