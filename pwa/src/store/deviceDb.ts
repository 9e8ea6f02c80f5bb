// What this browser remembers across people: who has signed in here and who is signed in now.
// What a person recorded lives in that person's own database (db.ts), which nobody else opens.
import Dexie, { type Table } from 'dexie'
import type { Person } from '../wire/person'

export interface KnownPerson {
  readonly id: string
  readonly person: Person
  /** Last time the server confirmed this sign-in, UTC ISO 8601. */
  readonly confirmed_at: string
}

interface DeviceRow {
  readonly key: 'current' | 'owes-sign-out'
  readonly value: string
}

export class DeviceDb extends Dexie {
  declare readonly meta: Table<DeviceRow, string>
  declare readonly people: Table<KnownPerson, string>

  constructor(name = 'wangge-device') {
    super(name, { chromeTransactionDurability: 'strict' })
    this.version(1).stores({ meta: 'key', people: 'id' })
  }
}

export async function readKnown(device: DeviceDb): Promise<KnownPerson | null> {
  const current = await device.meta.get('current')
  if (current === undefined) return null
  return (await device.people.get(current.value)) ?? null
}

export async function rememberPerson(device: DeviceDb, person: Person, at: Date): Promise<void> {
  await device.transaction('rw', device.meta, device.people, async () => {
    await device.people.put({ id: person.id, person, confirmed_at: at.toISOString() })
    await device.meta.put({ key: 'current', value: person.id })
    await device.meta.delete('owes-sign-out')
  })
}

/** Hide the person; their database stays as it is. */
export async function forgetCurrent(device: DeviceDb, owesSignOut: boolean): Promise<void> {
  await device.transaction('rw', device.meta, async () => {
    await device.meta.delete('current')
    if (owesSignOut) await device.meta.put({ key: 'owes-sign-out', value: 'yes' })
    else await device.meta.delete('owes-sign-out')
  })
}

export async function owesSignOut(device: DeviceDb): Promise<boolean> {
  return (await device.meta.get('owes-sign-out')) !== undefined
}

export async function otherPeople(device: DeviceDb, personId: string): Promise<KnownPerson[]> {
  return (await device.people.toArray()).filter((known) => known.id !== personId)
}
