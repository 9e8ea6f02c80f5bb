// What happens to acts after the server has spoken: confirmation, the person's decision, clearing, the list on screen.
import type { ActState, OutboxLog, OutboxRow, OutboxState, PersonDb } from './db'
import { guarded } from './errors'
import { setStates } from './outbox'

const KEPT_DAYS = 30
const DAY_MS = 24 * 3600 * 1000

/** An act as a list shows it. */
export interface ListedAct {
  readonly row: OutboxRow
  readonly state: OutboxState
}

/** Every act still on this phone, newest first. */
export async function listActs(db: PersonDb): Promise<ListedAct[]> {
  return db.transaction('r', db.outbox, db.outbox_state, async () => {
    const states = await db.outbox_state.orderBy('seq').reverse().toArray()
    const rows = await db.outbox.bulkGet(states.map(({ id }) => id))
    return states.flatMap((state, index) => {
      const row = rows[index]
      return row === undefined ? [] : [{ row, state }]
    })
  })
}

/** The history of one act, oldest line first. */
export function historyOf(db: PersonDb, id: string): Promise<OutboxLog[]> {
  return db.outbox_log.where('id').equals(id).sortBy('n')
}

/** Mark acts whose effect was seen on the server's side and take their changes off the local view. */
export async function confirmActs(db: PersonDb, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length === 0) return
  await guarded(() =>
    db.transaction('rw', [db.outbox, db.outbox_log, db.outbox_state, db.overlay, db.receipts], async () => {
      await setStates(
        db,
        ids.map((id) => ({ id, state: 'confirmed' as const })),
        at,
      )
      for (const id of ids) await db.overlay.where('act_id').equals(id).delete()
      const states = await db.outbox_state.bulkGet([...ids])
      const rows = await db.outbox.bulkGet([...ids])
      await db.receipts.bulkPut(
        states.flatMap((state, index) => {
          const row = rows[index]
          if (state === undefined || row === undefined) return []
          const { id, receipt, server_time, aggregate_id } = state
          return [{ id, kind: row.kind, aggregate_id, receipt, server_time, confirmed_at: at.toISOString() }]
        }),
      )
    }),
  )
}

/** Ask the server once more: nothing about the act changes, it only queues again. */
export async function retryAct(db: PersonDb, id: string, at: Date): Promise<void> {
  await decide(db, id, 'queued', at)
}

/** Take an act off the list of what needs attention. Its payload stays; what depends on it goes out. */
export async function setAsideAct(db: PersonDb, id: string, at: Date): Promise<void> {
  await decide(db, id, 'set_aside', at)
  await guarded(() => db.overlay.where('act_id').equals(id).delete())
}

async function decide(db: PersonDb, id: string, state: ActState, at: Date): Promise<void> {
  if ((await db.outbox_state.get(id))?.state !== 'needs_you') return
  const fresh = state === 'queued' ? { code: null, reason: null, detail: {} } : {}
  await setStates(db, [{ id, state, with: { ...fresh, tries: 0, next_try: 0 } }], at)
}

/** Acts the server has received and nobody has seen in a pull yet. */
export async function receivedActs(db: PersonDb): Promise<OutboxState[]> {
  return db.outbox_state.where('state').equals('received').sortBy('seq')
}

/** Clear what was confirmed more than 30 days ago: acts, then photos. Receipts stay. Nothing else is ever cleared. */
export async function clearOld(db: PersonDb, at: Date): Promise<{ readonly acts: number; readonly photos: number }> {
  const before = new Date(at.getTime() - KEPT_DAYS * DAY_MS).toISOString()
  return guarded(() =>
    db.transaction('rw', [db.outbox, db.outbox_log, db.outbox_state, db.blobs, db.blob_meta], async () => {
      const acts = await clearActs(db, before)
      return { acts, photos: await clearPhotos(db, before) }
    }),
  )
}

async function clearActs(db: PersonDb, before: string): Promise<number> {
  const confirmed = await db.outbox_state.where('state').equals('confirmed').toArray()
  const old = confirmed.filter((state) => state.changed_at < before).map(({ id }) => id)
  if (old.length === 0) return 0
  await db.outbox.bulkDelete(old)
  await db.outbox_state.bulkDelete(old)
  await db.outbox_log.where('id').anyOf(old).delete()
  return old.length
}

async function clearPhotos(db: PersonDb, before: string): Promise<number> {
  const confirmed = await db.blob_meta.where('state').equals('confirmed').toArray()
  const old = confirmed.filter((meta) => meta.changed_at < before)
  if (old.length === 0) return 0
  const needed = new Set((await db.outbox.toArray()).flatMap((row) => row.photos))
  const free = old.map(({ sha256 }) => sha256).filter((sha256) => !needed.has(sha256))
  await db.blobs.bulkDelete(free)
  await db.blob_meta.bulkDelete(free)
  return free.length
}

/** How far one act is; null when it is not on this phone. */
export async function stateOf(db: PersonDb, id: string): Promise<OutboxState | null> {
  return (await db.outbox_state.get(id)) ?? null
}
