// Messages to one person, newest first, as the server words them in the reader's language.
import { pageOf, type Page } from './page'
import { fieldsOf, numberOrNull, text, textOrNull } from './read'

export interface Message {
  readonly id: string
  readonly title: string
  readonly body: string
  readonly event: string
  readonly ref_kind: string
  readonly ref_id: string
  readonly created_at: string
  readonly read_at: string | null
}

export interface Inbox extends Page<Message> {
  readonly unread: number
}

/** The server gives so many at a time; a shorter page is the last. */
const INBOX_PAGE = 100

const readMessages = pageOf((row) => ({
  id: text(row, 'id'),
  title: text(row, 'title'),
  body: text(row, 'body'),
  event: text(row, 'event'),
  ref_kind: text(row, 'ref_kind'),
  ref_id: text(row, 'ref_id'),
  created_at: text(row, 'created_at'),
  read_at: textOrNull(row, 'read_at'),
}))

export function readInbox(body: unknown): Inbox | null {
  const page = readMessages(body)
  const unread = numberOrNull(fieldsOf(body), 'unread')
  if (page === null || unread === null) return null
  return { ...page, unread, next: page.items.length < INBOX_PAGE ? null : (page.items.at(-1)?.id ?? null) }
}
