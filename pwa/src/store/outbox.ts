// The outbox: what a person did, frozen as text the moment it was done, with its whole history beside it.
// Rows and log lines are only ever added. The payload goes 30 days after the server's copy was seen, never before.
import type { AreaStore } from '../wire/area'
import type { Command } from '../wire/commands'
import type { Envelope, ItemResult, Stamp } from '../wire/envelope'
import type { ActState, OutboxRow, OutboxState, PersonDb } from './db'
import { guarded } from './errors'
import { mayGo } from './waiting'

export interface Effect {
  readonly store: AreaStore
  readonly id: string
  /** Fields as they will be once the server has applied the act; a new row when the id is unknown. */
  readonly change: Readonly<Record<string, unknown>>
}

export interface NewAct {
  readonly command: Command
  /** The thing the act is about; acts about the same thing stay in order. */
  readonly aggregateId: string
  /** The act this one depends on; when left out, the last act about the same thing. */
  readonly parentId?: string | null
  readonly photos?: readonly string[]
  readonly effects?: readonly Effect[]
  /** The draft that becomes this act; deleted in the same transaction. */
  readonly draftId?: string
  /** The act's key, when it was made as the person began; otherwise one is made now. */
  readonly id?: string
}

const LAST_SEQ = 'last-seq'

/** Keep an act: envelope, photos' release, local view and the draft's end in one transaction. Returns its id. */
export async function recordAct(db: PersonDb, stamp: Stamp, act: NewAct): Promise<string> {
  const id = act.id ?? crypto.randomUUID()
  const tables = [db.meta, db.outbox, db.outbox_log, db.outbox_state, db.overlay, db.drafts, db.blob_meta]
  await guarded(() =>
    db.transaction('rw', tables, async () => {
      const row = await freeze(db, stamp, act, id)
      const effects = (act.effects ?? []).map(({ store, id: row_id, change }) => ({ act_id: id, store, row_id, change }))
      // All at once: each alone would cost a slow phone a round to its database.
      await Promise.all([
        db.meta.put({ key: LAST_SEQ, value: row.seq }),
        db.outbox.add(row),
        db.outbox_log.add({ id, state: 'queued', at: stamp.act_wall, code: null, reason: null }),
        db.outbox_state.add(firstState(row, stamp.act_wall)),
        db.overlay.bulkAdd(effects),
        releasePhotos(db, act.photos ?? [], stamp.act_wall),
        act.draftId === undefined ? null : db.drafts.delete(act.draftId),
      ])
    }),
  )
  return id
}

/** Read an act back: its text is there whole and it stands in the queue. */
export async function isKept(db: PersonDb, id: string): Promise<boolean> {
  const [row, state] = await Promise.all([db.outbox.get(id), db.outbox_state.get(id)])
  return state !== undefined && row?.frozen?.startsWith(`{"id":"${id}"`) === true && row.frozen.endsWith('}')
}

/** The last act about a thing that is still on this phone, for acts about another thing that wait for it. */
export function lastActAbout(db: PersonDb, aggregateId: string): Promise<string | null> {
  return lastAbout(db, aggregateId)
}

async function freeze(db: PersonDb, stamp: Stamp, act: NewAct, id: string): Promise<OutboxRow> {
  const [last, parent_id] = await Promise.all([
    db.meta.get(LAST_SEQ).then((found) => found?.value),
    act.parentId === undefined ? lastAbout(db, act.aggregateId) : act.parentId,
  ])
  const seq = typeof last === 'number' ? last + 1 : 1
  const envelope: Envelope = {
    id,
    parent_id,
    aggregate_id: act.aggregateId,
    seq,
    schema_ver: 1,
    ...stamp,
    command: act.command,
  }
  return {
    id,
    seq,
    parent_id,
    aggregate_id: act.aggregateId,
    kind: act.command.kind,
    made_at: stamp.act_wall,
    frozen: JSON.stringify(envelope),
    photos: act.photos ?? [],
  }
}

/** The latest act about any of these things, for an act that needs them all: earlier ones go out before it. */
export async function latestActAbout(db: PersonDb, aggregateIds: readonly string[]): Promise<string | null> {
  const found = await Promise.all(aggregateIds.map((id) => lastAbout(db, id)))
  const states = await db.outbox_state.bulkGet(found.filter((id) => id !== null))
  const latest = states.reduce((last, next) => ((next?.seq ?? 0) > (last?.seq ?? 0) ? next : last), undefined)
  return latest?.id ?? null
}

/** An act the server said no to is nobody's parent: what is done instead must not wait for it for ever. */
async function lastAbout(db: PersonDb, aggregateId: string): Promise<string | null> {
  const range = db.outbox_state.where('[aggregate_id+seq]').between([aggregateId, 0], [aggregateId, Infinity])
  const standing = range.filter(({ state }) => state !== 'needs_you' && state !== 'set_aside')
  return (await standing.last())?.id ?? null
}

function firstState(row: OutboxRow, at: string): OutboxState {
  return {
    id: row.id,
    seq: row.seq,
    aggregate_id: row.aggregate_id,
    parent_id: row.parent_id,
    state: 'queued',
    changed_at: at,
    code: null,
    reason: null,
    detail: {},
    receipt: null,
    server_time: null,
    tries: 0,
    next_try: 0,
  }
}

async function releasePhotos(db: PersonDb, photos: readonly string[], at: string): Promise<void> {
  const found = await db.blob_meta.bulkGet([...photos])
  const missing = photos.find((_, index) => found[index] === undefined)
  if (missing !== undefined) throw new Error(`The act names a photo that is not on this phone: ${missing}`)
  const kept = found.filter((meta) => meta !== undefined).filter(({ state }) => state === 'kept')
  await db.blob_meta.bulkPut(kept.map((meta) => ({ ...meta, state: 'queued', changed_at: at })))
}

export type Change = Partial<
  Pick<OutboxState, 'code' | 'reason' | 'detail' | 'receipt' | 'server_time' | 'tries' | 'next_try'>
>

/** Append a line to the history of these acts and let their current state follow it, all or none. */
export async function setStates(
  db: PersonDb,
  changes: readonly { readonly id: string; readonly state: ActState; readonly with?: Change }[],
  at: Date,
): Promise<void> {
  const moment = at.toISOString()
  await guarded(() =>
    db.transaction('rw', db.outbox_log, db.outbox_state, async () => {
      const found = await db.outbox_state.bulkGet(changes.map(({ id }) => id))
      const next = changes.flatMap(({ state, with: change }, index) => {
        const before = found[index]
        return before === undefined ? [] : [{ ...before, ...change, state, changed_at: moment }]
      })
      const lines = next.filter((row, index) => isNews(found[index], row))
      await db.outbox_log.bulkAdd(lines.map(({ id, state, code, reason }) => ({ id, state, at: moment, code, reason })))
      await db.outbox_state.bulkPut(next)
    }),
  )
}

/** Trying is no news: a day without signal would fill the history with it. */
function isNews(before: OutboxState | undefined, after: OutboxState): boolean {
  const told = (state: ActState | undefined) => (state === 'sending' ? 'queued' : state)
  return told(before?.state) !== told(after.state) || before?.code !== after.code
}

/** What a per-item result means for the act. A held act stays queued: its parent has not arrived yet. */
export function afterResult(result: ItemResult): { state: ActState; with: Change } {
  const told = { code: result.code, reason: result.reason, detail: result.detail }
  const proof = { receipt: result.receipt, server_time: result.server_time, tries: 0, next_try: 0 }
  switch (result.status) {
    case 'applied':
    case 'duplicate':
      return { state: 'received', with: { ...told, ...proof } }
    case 'held':
      return { state: 'queued', with: { ...told, code: 'held' } }
    case 'conflict':
    case 'refused':
      return { state: 'needs_you', with: { ...told, ...proof } }
  }
}

const UNSENT: readonly ActState[] = ['queued', 'sending', 'needs_you']

/** Acts the server has not accepted yet, oldest first; those that need the person are among them. */
export async function unsentActs(db: PersonDb): Promise<OutboxState[]> {
  // One getAll per state: a cursor over several states is ten times slower with a thousand acts.
  const found = await Promise.all(UNSENT.map((state) => db.outbox_state.where('state').equals(state).toArray()))
  return found.flat().sort((a, b) => a.seq - b.seq)
}

/** Acts that may go now: every chain from its root, a parent always before its child, at most `limit`. */
export async function sendableActs(db: PersonDb, at: Date, limit: number): Promise<OutboxRow[]> {
  const unsent = await unsentActs(db)
  const waiting = new Set(unsent.map(({ id }) => id))
  const picked: string[] = []
  for (const act of unsent) {
    if (picked.length === limit) break
    const isBlocked = act.parent_id !== null && waiting.has(act.parent_id)
    if (isBlocked || act.state === 'needs_you' || !mayGo(act.next_try, at)) continue
    waiting.delete(act.id) // its children may follow in the same batch
    picked.push(act.id)
  }
  return (await db.outbox.bulkGet(picked)).filter((row) => row !== undefined)
}

/** When the first act that waits by itself may go, milliseconds since 1970; null when none does. */
export async function nextActDue(db: PersonDb): Promise<number | null> {
  const unsent = await unsentActs(db)
  const waiting = new Set(unsent.map(({ id }) => id))
  const roots = unsent.filter(({ parent_id }) => parent_id === null || !waiting.has(parent_id))
  const moments = roots.filter(({ state }) => state !== 'needs_you').map(({ next_try }) => next_try)
  return moments.length === 0 ? null : Math.min(...moments)
}

/** Let acts that wait by themselves go at once, because the person asked. */
export async function hurryActs(db: PersonDb): Promise<void> {
  const ready = { tries: 0, next_try: 0 }
  await guarded(() => db.outbox_state.where('state').anyOf('queued', 'sending').modify(ready))
}

/** Acts and photos that exist only on this phone. */
export async function unsentCount(db: PersonDb): Promise<number> {
  const counts = UNSENT.flatMap((state) => [
    db.outbox_state.where('state').equals(state).count(),
    db.blob_meta.where('state').equals(state).count(),
  ])
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
}
