// Messages on this phone: what was loaded stays readable. What was read here is known at once and owed to the server until
// it has taken it; what is owed outlives a sign-out, as numbers only.
import type { Inbox, Message } from '../wire/inbox'
import { fieldsOf, numberOrNull, textOrNull, texts } from '../wire/read'
import type { PersonDb } from './db'
import { guarded } from './errors'

const STATE = 'inbox'
const OWED = 'inbox-read'
const MOST = 1_000

export interface InboxState {
  /** How many are unread, of those not loaded too. */
  readonly unread: number
  /** Give it back as `after` to get older ones; null when all are here. */
  readonly next: string | null
  /** When the newest were fetched; null for never. */
  readonly at: string | null
}

export async function readInboxState(db: PersonDb): Promise<InboxState> {
  const kept = fieldsOf((await db.meta.get(STATE))?.value)
  return { unread: numberOrNull(kept, 'unread') ?? 0, next: textOrNull(kept, 'next'), at: textOrNull(kept, 'at') }
}

/** Newest first. */
export async function listMessages(db: PersonDb): Promise<Message[]> {
  return (await db.messages.toArray()).sort(newestFirst)
}

/** Put a page that came: the newest, or with `older` those before what is here. */
export async function putInbox(db: PersonDb, inbox: Inbox, at: Date, { older = false } = {}): Promise<void> {
  await guarded(() =>
    db.transaction('rw', [db.messages, db.meta], async () => {
      const [before, owed] = [await readInboxState(db), await owedReads(db)]
      const joins = older || (await db.messages.bulkGet(inbox.items.map(({ id }) => id))).some((row) => row !== undefined)
      await db.messages.bulkPut(inbox.items.map((row) => (owed.includes(row.id) ? { ...row, read_at: row.read_at ?? at.toISOString() } : row)))
      const unreadHere = inbox.items.filter(({ read_at }) => read_at === null).length
      if (!older && inbox.unread === unreadHere) await readEarlier(db, inbox, at)
      const oldest = older ? null : await prune(db)
      const next = oldest ?? (!older && joins ? before.next : inbox.next)
      const state = { unread: Math.max(0, inbox.unread - owed.length), next, at: older ? before.at : at.toISOString() }
      await db.meta.put({ key: STATE, value: state })
    }),
  )
}

/** Mark messages as read here; the server is told by the next `refreshInbox`. */
export async function markRead(db: PersonDb, ids: readonly string[], at: Date): Promise<void> {
  await guarded(() =>
    db.transaction('rw', [db.messages, db.meta], async () => {
      const fresh = (await db.messages.bulkGet([...ids])).flatMap((row) => (row === undefined || row.read_at !== null ? [] : [row]))
      await db.messages.bulkPut(fresh.map((row) => ({ ...row, read_at: at.toISOString() })))
      const state = await readInboxState(db)
      await db.meta.put({ key: STATE, value: { ...state, unread: Math.max(0, state.unread - fresh.length) } })
      await db.meta.put({ key: OWED, value: [...(await owedReads(db)), ...fresh.map(({ id }) => id)] })
    }),
  )
}

/** What was read here and the server does not know of yet. */
export async function owedReads(db: PersonDb): Promise<string[]> {
  return texts({ owed: (await db.meta.get(OWED))?.value }, 'owed')
}

export async function settleReads(db: PersonDb, taken: readonly string[]): Promise<void> {
  await guarded(() =>
    db.transaction('rw', [db.meta], async () => {
      await db.meta.put({ key: OWED, value: (await owedReads(db)).filter((id) => !taken.includes(id)) })
    }),
  )
}

export async function forgetInbox(db: PersonDb): Promise<void> {
  await db.transaction('rw', [db.messages, db.meta], async () => {
    await db.messages.clear()
    await db.meta.delete(STATE)
  })
}

/** All that is unread is in this page: what lies before it was read, here or at a desk. */
async function readEarlier(db: PersonDb, { items }: Inbox, at: Date): Promise<void> {
  const known = new Set(items.map(({ id }) => id))
  await db.messages
    .filter(({ id, read_at }) => read_at === null && !known.has(id))
    .modify({ read_at: at.toISOString() })
}

/** Keep the newest; the oldest that stayed, where some had to go. */
async function prune(db: PersonDb): Promise<string | null> {
  if ((await db.messages.count()) <= MOST) return null
  const all = await listMessages(db)
  await db.messages.bulkDelete(all.slice(MOST).map(({ id }) => id))
  return all[MOST - 1]?.id ?? null
}

function newestFirst(a: Message, b: Message): number {
  return Number(b.id) - Number(a.id)
}
