// Small values that belong to one person on this device.
import type { PersonDb } from './db'
import { guarded } from './errors'

/** This person's outbox on this device, as the server knows it. Made once. */
export async function deviceId(db: PersonDb): Promise<string> {
  const made = await guarded(() =>
    db.transaction('rw', db.meta, async () => {
      const row = await db.meta.get('device-id')
      if (typeof row?.value === 'string') return row.value
      const value: string = crypto.randomUUID()
      await db.meta.put({ key: 'device-id', value })
      return value
    }),
  )
  return made
}

export async function readMeta(db: PersonDb, key: string): Promise<unknown> {
  return (await db.meta.get(key))?.value ?? null
}

export async function writeMeta(db: PersonDb, key: string, value: unknown): Promise<void> {
  await guarded(() => db.meta.put({ key, value }))
}
