// Proves that the server holds what this phone sent: counts for the person, a read-back for acts whose effect no
// pull can show, and another try for whatever the server has lost.
import type { OutboxState, PersonDb } from '../store/db'
import { afterResult, setStates } from '../store/outbox'
import { confirmActs, receivedActs } from '../store/outboxKeeping'
import { keepReconciled, knownReceived, settlePhotos, takenPhotos } from '../store/reconcile'
import type { Client } from '../wire/client'
import { readResults, type ItemResult } from '../wire/envelope'
import { readReconciled } from '../wire/reconcile'
import { done, stopped, type LaneRun } from './lane'

const RECONCILE = '/api/v1/reconcile'
/** One question asks for so many; the rest waits for the next run. */
const READ_BACK_AT_ONCE = 500
/** A pull usually shows an act sooner than this; asking for it by its id is for what no pull shows, such as a visit. */
const SETTLE_MS = 60_000

export async function reconcile(db: PersonDb, client: Client, deviceId: string, now: () => Date): Promise<LaneRun> {
  // What arrives while the server is counting is not in its answer, and not judged by it.
  const [known, taken] = [await knownReceived(db), await takenPhotos(db)]
  const answer = await client.get(`${RECONCILE}?device_id=${deviceId}`, readReconciled)
  if (!answer.ok) return stopped(0, answer)
  await keepReconciled(db, answer.body, now())
  const lost = await settlePhotos(db, taken, answer.body.blobs.owed, now())
  const received = await receivedActs(db)
  const isShort = answer.body.acts.received < known
  const old = received.filter((act) => Date.parse(act.changed_at) + SETTLE_MS <= now().getTime())
  const doubtful = isShort ? [...received, ...(await confirmedActs(db))] : old
  const run = await readBack(db, client, doubtful.slice(0, READ_BACK_AT_ONCE), now)
  return { ...run, isOwing: run.isOwing === true || lost > 0 }
}

async function readBack(db: PersonDb, client: Client, asked: readonly OutboxState[], now: () => Date): Promise<LaneRun> {
  if (asked.length === 0) return done(0)
  const ids = asked.map(({ id }) => id)
  const answer = await client.post(RECONCILE, JSON.stringify({ ids }), (body) => readResults(body, ids))
  if (!answer.ok) return stopped(0, answer)
  const told = new Map(answer.body.map((item) => [item.id, item]))
  await confirmActs(db, answer.body.filter(isThere).map(({ id }) => id), now())
  const others = ids.flatMap((id) => {
    const item = told.get(id)
    // The server no longer has what it once acknowledged (a restored backup): the payload is still here.
    if (item === undefined) return [{ id, state: 'queued' as const, with: { tries: 0, next_try: 0, code: 'lost-by-server' } }]
    return isThere(item) ? [] : [{ id, ...afterResult(item) }]
  })
  await setStates(db, others, now())
  return { ...done(asked.length), isOwing: ids.some((id) => !told.has(id)) }
}

function isThere(item: ItemResult): boolean {
  return afterResult(item).state === 'received'
}

function confirmedActs(db: PersonDb): Promise<OutboxState[]> {
  return db.outbox_state.where('state').equals('confirmed').reverse().sortBy('seq')
}
