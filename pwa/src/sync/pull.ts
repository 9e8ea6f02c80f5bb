// The pull lane: the whole area once, then what changed since the cursor. It never touches the outbox, except to
// mark acts whose effect has come back.
import { applyDelta, applyPack, isWhole, readCursor } from '../store/area'
import type { OutboxState, PersonDb } from '../store/db'
import { confirmActs, receivedActs } from '../store/outboxKeeping'
import { readDelta, readPack } from '../wire/area'
import type { Client } from '../wire/client'
import { done, stopped, type LaneRun } from './lane'

const PACK = '/api/v1/pack'
const CHANGES = '/api/v1/changes'
const PAGE = 500

/** Bring the area up to date. Takes a whole pack when there is none yet, an older app took it, or the cursor is gone. */
export async function pullArea(
  db: PersonDb,
  client: Client,
  now: () => Date,
  onServerTime: (serverTime: string, askedAt: Date) => void = () => undefined,
): Promise<LaneRun> {
  // Only acts received before the pull began can be judged by it.
  const received = await receivedActs(db)
  const cursor = await readCursor(db)
  if (cursor === null || !isWhole(cursor)) return await takePack(db, client, received, now, onServerTime)
  let did = 0
  let from = cursor.cursor
  for (;;) {
    const answer = await client.get(`${CHANGES}?cursor=${encodeURIComponent(from)}&limit=${PAGE}`, readDelta)
    if (!answer.ok && answer.kind === 'gone') return await takePack(db, client, received, now, onServerTime)
    if (!answer.ok) return stopped(did, answer)
    await applyDelta(db, answer.body, now())
    const upserts = Object.values(answer.body.upserts)
      .flat()
      .map(({ id }) => id)
    const seen = [...upserts, ...Object.values(answer.body.removed).flat()]
    await confirmSeen(db, received, new Set(seen), now())
    did += seen.length
    if (!answer.body.more) return done(did)
    from = answer.body.cursor
  }
}

async function takePack(
  db: PersonDb,
  client: Client,
  received: readonly OutboxState[],
  now: () => Date,
  onServerTime: (serverTime: string, askedAt: Date) => void,
): Promise<LaneRun> {
  const askedAt = now()
  const answer = await client.get(PACK, readPack)
  if (!answer.ok) return stopped(0, answer)
  onServerTime(answer.body.server_time, askedAt)
  await applyPack(db, answer.body, now())
  const ids = Object.values(answer.body.rows)
    .flat()
    .map(({ id }) => id)
  await confirmSeen(db, received, new Set(ids), now())
  return done(ids.length)
}

async function confirmSeen(
  db: PersonDb,
  received: readonly OutboxState[],
  seen: ReadonlySet<string>,
  at: Date,
): Promise<void> {
  const confirmed = received.filter((act) => seen.has(act.aggregate_id)).map(({ id }) => id)
  await confirmActs(db, confirmed, at)
}
