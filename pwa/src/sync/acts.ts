// The data lane: sends frozen acts in batches and files what the server said about each. Whatever happens to a
// request as a whole, no act leaves the outbox for it; a bad act holds up its own chain only.
import { afterResult, nextActDue, sendableActs, setStates } from '../store/outbox'
import type { OutboxRow, PersonDb } from '../store/db'
import type { Client, Failure } from '../wire/client'
import { MAX_BATCH_BYTES, MAX_ITEMS, readActsAnswer, type ActsAnswer } from '../wire/envelope'
import { backOffMs, done, stopped, type LaneRun } from './lane'

const ACTS = '/api/v1/acts'
const FRAME_BYTES = 256 // device id and punctuation around the items

export interface ActsLane {
  /** Send until nothing may go now or the network refuses. */
  run: () => Promise<LaneRun>
}

export function createActsLane(
  db: PersonDb,
  client: Client,
  deviceId: string,
  now: () => Date,
  onServerTime: (serverTime: string, askedAt: Date) => void = () => undefined,
): ActsLane {
  let limit = MAX_ITEMS

  async function run(): Promise<LaneRun> {
    let did = 0
    for (;;) {
      const batch = fitting(await sendableActs(db, now(), limit))
      if (batch.length === 0) return done(did, await nextActDue(db))
      await mark(batch, 'sending')
      const askedAt = now()
      const answer = await post(client, deviceId, batch)
      if (answer.ok) {
        onServerTime(answer.body.server_time, askedAt)
        did += await file(answer.body)
        limit = Math.min(MAX_ITEMS, limit * 2)
        continue
      }
      await keep(batch, answer)
      if (!isAboutContent(answer)) return stopped(did, answer)
    }
  }

  async function file(answer: ActsAnswer): Promise<number> {
    const tries = new Map(
      (await db.outbox_state.bulkGet(answer.items.map(({ id }) => id))).map((act) => [act?.id, act?.tries ?? 0]),
    )
    const changes = answer.items.map((item) => {
      const after = afterResult(item)
      return after.state === 'queued'
        ? { id: item.id, state: after.state, with: { ...after.with, ...later(tries.get(item.id) ?? 0) } }
        : { id: item.id, ...after }
    })
    await setStates(db, changes, now())
    return changes.filter(({ state }) => state !== 'queued').length
  }

  /** Put a batch back. One that may be poisoned is halved until the bad act stands alone, which then waits by itself. */
  async function keep(batch: readonly OutboxRow[], failure: Failure): Promise<void> {
    const isSuspect = isAboutContent(failure) || failure.kind === 'server'
    if (isSuspect && batch.length > 1) limit = Math.ceil(batch.length / 2)
    const alone = isSuspect && batch.length === 1 ? batch[0] : undefined
    if (alone === undefined) {
      await mark(batch, 'queued')
      return
    }
    const tries = (await db.outbox_state.get(alone.id))?.tries ?? 0
    const told = { code: failure.code ?? failure.kind, reason: failure.detail, ...later(tries) }
    await setStates(db, [{ id: alone.id, state: 'queued', with: told }], now())
  }

  async function mark(batch: readonly OutboxRow[], state: 'sending' | 'queued'): Promise<void> {
    await setStates(
      db,
      batch.map(({ id }) => ({ id, state })),
      now(),
    )
  }

  function later(tries: number): { tries: number; next_try: number } {
    return { tries: tries + 1, next_try: now().getTime() + backOffMs(tries + 4) }
  }

  return { run }
}

/** The server read the request and rejects it as a whole: some act in it is at fault, not the network. */
function isAboutContent(failure: Failure): boolean {
  return failure.kind === 'refused' || failure.kind === 'too-large'
}

function post(client: Client, deviceId: string, batch: readonly OutboxRow[]) {
  const ids = batch.map(({ id }) => id)
  const items = batch.map(({ frozen }) => frozen).join(',')
  const body = `{"device_id":${JSON.stringify(deviceId)},"items":[${items}]}`
  return client.post(ACTS, body, (answer) => readActsAnswer(answer, ids))
}

/** The longest beginning that fits one request; an act too big for any request goes alone, to be told so. */
function fitting(rows: readonly OutboxRow[]): OutboxRow[] {
  const encoder = new TextEncoder()
  let bytes = FRAME_BYTES
  const fit: OutboxRow[] = []
  for (const row of rows) {
    bytes += encoder.encode(row.frozen ?? '').length + 1
    if (bytes > MAX_BATCH_BYTES && fit.length > 0) break
    fit.push(row)
  }
  return fit
}
