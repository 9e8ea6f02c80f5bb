// Compares what the server says it holds with what this phone knows it sent, and keeps the last answer to show.
import { readReconciled, type Reconciled } from '../wire/reconcile'
import type { BlobMeta, PersonDb } from './db'
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

/** Photos the server has taken, as far as this phone knows; asked before the server is asked what it misses. */
export async function takenPhotos(db: PersonDb): Promise<BlobMeta[]> {
  const received = await db.blob_meta.where('state').equals('received').toArray()
  return [...received, ...(await db.blob_meta.where('state').equals('confirmed').toArray())]
}

/**
 * Of photos taken before the server was asked, those it still owes to an act go out again and the others are confirmed;
 * says how many go out again. A photo that arrived while it was counting cannot be judged by its answer.
 */
export async function settlePhotos(
  db: PersonDb,
  taken: readonly BlobMeta[],
  owed: readonly string[],
  at: Date,
): Promise<number> {
  const missing = new Set(owed)
  const lost = taken.filter(({ sha256 }) => missing.has(sha256))
  const safe = taken.filter(({ sha256, state }) => state === 'received' && !missing.has(sha256))
  for (const { sha256 } of lost) await setPhoto(db, sha256, 'queued', { tries: 1, next_try: 0 }, at)
  for (const { sha256 } of safe) await setPhoto(db, sha256, 'confirmed', {}, at)
  return lost.length
}
