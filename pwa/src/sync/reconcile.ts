// Proves that the server holds what this phone sent: counts for the person, a read-back for acts whose effect no
// pull can show, and another try for whatever the server has lost.
import type { OutboxState, PersonDb } from '../store/db'
import { afterResult, setStates } from '../store/outbox'
import { confirmActs, receivedActs } from '../store/outboxKeeping'
import { keepReconciled, knownReceived, settlePhotos, takenPhotos } from '../store/reconcile'
import type { Client, Failure } from '../wire/client'
import { readItemResult } from '../wire/envelope'
import { readReconciled } from '../wire/reconcile'
import { done, stopped, type LaneRun } from './lane'

const READ_BACK_AT_ONCE = 120
const SIDE_BY_SIDE = 6
/** A pull usually shows an act sooner than this; asking for each by itself is the exception. */
const SETTLE_MS = 60_000

export async function reconcile(db: PersonDb, client: Client, deviceId: string, now: () => Date): Promise<LaneRun> {
  // What arrives while the server is counting is not in its answer, and not judged by it.
  const [known, taken] = [await knownReceived(db), await takenPhotos(db)]
  const answer = await client.get(`/api/v1/reconcile?device_id=${deviceId}`, readReconciled)
  if (!answer.ok) return stopped(0, answer)
  await keepReconciled(db, answer.body, now())
  const lost = await settlePhotos(db, taken, answer.body.blobs.owed, now())
  const received = await receivedActs(db)
  const isShort = answer.body.acts.received < known
  const old = received.filter((act) => Date.parse(act.changed_at) + SETTLE_MS <= now().getTime())
  const doubtful = isShort ? [...received, ...(await confirmedActs(db))] : old
  const asked = doubtful.slice(0, READ_BACK_AT_ONCE)
  let isOwing = lost > 0
  for (let next = 0; next < asked.length; next += SIDE_BY_SIDE) {
    const some = asked.slice(next, next + SIDE_BY_SIDE)
    const found = await Promise.all(some.map((act) => readBack(db, client, act, now())))
    isOwing ||= found.includes('lost')
    const failure = found.find((each) => each !== 'lost' && each !== null)
    if (failure !== undefined) return { ...stopped(next, failure), isOwing }
  }
  return { ...done(asked.length), isOwing }
}

async function readBack(db: PersonDb, client: Client, act: OutboxState, at: Date): Promise<Failure | 'lost' | null> {
  const answer = await client.get(`/api/v1/acts/${act.id}`, readItemResult)
  if (!answer.ok && answer.kind === 'missing') {
    // The server no longer has what it once acknowledged (a restored backup): the payload is still here.
    await setStates(db, [{ id: act.id, state: 'queued', with: { tries: 0, next_try: 0, code: 'lost-by-server' } }], at)
    return 'lost'
  }
  if (!answer.ok) return answer
  const after = afterResult(answer.body)
  if (after.state === 'received') await confirmActs(db, [act.id], at)
  else await setStates(db, [{ id: act.id, ...after }], at)
  return null
}

function confirmedActs(db: PersonDb): Promise<OutboxState[]> {
  return db.outbox_state.where('state').equals('confirmed').reverse().sortBy('seq')
}
