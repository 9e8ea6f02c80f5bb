// Compares what the server says it holds with what this phone knows it sent, and keeps the last answer to show.
import { readReconciled, type Reconciled } from '../wire/reconcile'
import type { PersonDb } from './db'
import { guarded } from './errors'
import { setPhoto } from './photos'

const LAST = 'reconciled'

export interface LastReconciled {
  readonly at: string
  readonly server: Reconciled
}

export async function keepReconciled(db: PersonDb, server: Reconciled, at: Date): Promise<void> {
  await guarded(() => db.meta.put({ key: LAST, value: { at: at.toISOString(), server } }))
}

/** The last comparison, for "37 of 37"; null before the first. */
export async function lastReconciled(db: PersonDb): Promise<LastReconciled | null> {
  const value = (await db.meta.get(LAST))?.value
  if (typeof value !== 'object' || value === null) return null
  const server = readReconciled(Reflect.get(value, 'server'))
  return server === null ? null : { at: String(Reflect.get(value, 'at')), server }
}

/** Acts this phone knows the server took: those waiting to be seen in a pull, and all receipts. */
export async function knownReceived(db: PersonDb): Promise<number> {
  return (await db.outbox_state.where('state').equals('received').count()) + (await db.receipts.count())
}

/** Photos the server still owes to an act go out again; the others are confirmed. */
export async function settlePhotos(db: PersonDb, owed: readonly string[], at: Date): Promise<void> {
  const missing = new Set(owed)
  const received = await db.blob_meta.where('state').equals('received').toArray()
  const confirmed = await db.blob_meta.where('state').equals('confirmed').toArray()
  for (const meta of [...received, ...confirmed]) {
    if (missing.has(meta.sha256)) await setPhoto(db, meta.sha256, 'queued', { tries: 1, next_try: 0 }, at)
    else if (meta.state === 'received') await setPhoto(db, meta.sha256, 'confirmed', {}, at)
  }
}
