// The signed-in person as every screen sees them, and the databases that go with them.
import { computed, shallowRef, type ComputedRef } from 'vue'
import { setZone } from '../domain/days'
import { PersonDb } from '../store/db'
import { DeviceDb } from '../store/deviceDb'
import { currentPerson, settleSignOut } from '../sync/session'
import { showIn } from '../text/format'
import type { Person } from '../wire/person'

const device = new DeviceDb()
const person = shallowRef<Person | null>(null)
const db = shallowRef<PersonDb | null>(null)

/** The browser's own small memory of who has signed in. */
export function deviceDb(): DeviceDb {
  return device
}

/** Take on the person this device remembers; null when somebody has to sign in. Throws while the storage can't be opened. */
export async function resumePerson(at: Date): Promise<Person | null> {
  await device.open() // also after it could not be: what failed once is not tried again by itself
  takeOn(await currentPerson(device, at))
  // A session left behind while offline ends as soon as the server can be told; nobody has to wait for that.
  if (person.value === null) void settleSignOut(device)
  return person.value
}

export function takeOn(next: Person | null): void {
  if (next?.id !== person.value?.id) db.value = next === null ? null : new PersonDb(next.id)
  const zone = next?.time_zone
  if (typeof zone === 'string') { // one kept by an older page has none
    setZone(zone)
    showIn(zone)
  }
  person.value = next
}

export function usePerson(): ComputedRef<Person | null> {
  return computed(() => person.value)
}

/** The signed-in person's database. Screens behind the sign-in always have one. */
export function personDb(): PersonDb {
  if (db.value === null) throw new Error('Nobody is signed in: a screen behind the sign-in was opened too early')
  return db.value
}
