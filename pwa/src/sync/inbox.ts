// Fetches messages. What was read here goes first, so that the answer counts it; nothing is fetched over what is owed.
import type { PersonDb } from '../store/db'
import { owedReads, putInbox, readInboxState, settleReads } from '../store/inbox'
import type { Client, FailureKind } from '../wire/client'
import { readInbox } from '../wire/inbox'

const INBOX = '/api/v1/inbox'
/** The server takes so many at once. */
const AT_ONCE = 500

/** Tell what was read, then take the newest messages. Null when all went well. */
export async function refreshInbox(db: PersonDb, client: Client, now: () => Date): Promise<FailureKind | null> {
  const told = await tellReads(db, client)
  return told ?? (await take(db, client, now))
}

/** Take the messages before those that are here. */
export async function olderMessages(db: PersonDb, client: Client, now: () => Date): Promise<FailureKind | null> {
  const { next } = await readInboxState(db)
  return next === null ? null : await take(db, client, now, next)
}

async function tellReads(db: PersonDb, client: Client): Promise<FailureKind | null> {
  for (;;) {
    const ids = (await owedReads(db)).slice(0, AT_ONCE)
    if (ids.length === 0) return null
    const answer = await client.tell(`${INBOX}/read`, JSON.stringify({ ids: ids.map(Number) }))
    if (!answer.ok) return answer.kind
    await settleReads(db, ids)
  }
}

async function take(db: PersonDb, client: Client, now: () => Date, after: string | null = null): Promise<FailureKind | null> {
  const answer = await client.get(after === null ? INBOX : `${INBOX}?after=${after}`, readInbox)
  if (!answer.ok) return answer.kind
  await putInbox(db, answer.body, now(), { older: after !== null })
  return null
}
