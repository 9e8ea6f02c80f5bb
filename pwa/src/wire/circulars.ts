// Circulars with their receipts and answers as the server tells them; reports that are due.
import { OFFICE_KINDS, type OfficeKind } from './contacts'
import { fieldsOf, flag, list, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields } from './read'

export const CIRCULAR_KINDS = ['notice', 'task', 'summary', 'quarter_report', 'briefing'] as const
export type CircularKind = (typeof CIRCULAR_KINDS)[number]
/** Those that go up; the others go down. */
export const UPWARD: readonly CircularKind[] = ['summary', 'quarter_report', 'briefing']
export const RECEIPT_STATES = ['sent', 'read', 'signed', 'answered', 'returned', 'done'] as const
export type ReceiptState = (typeof RECEIPT_STATES)[number]
export const SIDES = ['all', 'read', 'unread', 'signed', 'unsigned', 'answered', 'unanswered', 'to_decide', 'overdue'] as const
export type Side = (typeof SIDES)[number]
export const REPORTS = ['quarter_report', 'summary'] as const
export const STANDINGS = ['in_time', 'late', 'waiting', 'missed'] as const
export type Standing = (typeof STANDINGS)[number]

export interface Share {
  readonly n: number
  readonly d: number
}
export interface Attached {
  readonly sha256: string
  readonly name: string
  readonly bytes: number
}
export interface Rates {
  readonly read: Share
  readonly signed: Share
  readonly answered: Share
  readonly overdue: Share
}
export interface Answered {
  readonly id: string
  readonly n: number
  readonly body: string
  readonly attachments: readonly Attached[]
  readonly at: string
  readonly by_name: string
  readonly accepted: boolean | null
  readonly opinion: string
}
export interface Receipt {
  readonly id: string
  readonly name: string
  readonly town_name: string | null
  readonly state: ReceiptState
  readonly due_on: string | null
  readonly is_overdue: boolean
  readonly read_at: string | null
  readonly readers: number
  readonly signed_at: string | null
  readonly signed_name: string
  readonly answered_at: string | null
  readonly answers: readonly Answered[]
}
export interface Circular {
  readonly id: string
  readonly number: string
  readonly office: string
  readonly office_name: string
  readonly kind: CircularKind
  readonly title: string
  readonly due_on: string | null
  readonly wants_answer: boolean
  readonly period: string | null
  readonly issued_at: string
  readonly issued_by_name: string
  readonly withdrawn_at: string | null
  readonly is_demo: boolean
  readonly files: number
  readonly receipts: readonly Receipt[]
  /** Null for who is an addressee only. */
  readonly rates: Rates | null
}
export interface CircularWhole extends Circular {
  readonly body: string
  readonly attachments: readonly Attached[]
  readonly withdraw_reason: string
  readonly mine: readonly Receipt[]
  readonly may: readonly string[]
}
export interface Duty {
  readonly id: string
  readonly kind: OfficeKind
  readonly name: string
  readonly standing: Standing
  readonly circular: string | null
  readonly number: string | null
  readonly issued_at: string | null
}
export interface Duties extends Share {
  readonly kind: CircularKind
  readonly period: string
  readonly due_on: string
  readonly items: readonly Duty[]
}

export function circularOf(row: Fields): Circular {
  const rates = row['rates'] === null ? null : fieldsOf(row['rates'])
  return {
    id: text(row, 'id'),
    number: text(row, 'number'),
    office: text(row, 'office'),
    office_name: text(row, 'office_name'),
    kind: oneOf(CIRCULAR_KINDS, row['kind'], 'notice'),
    title: text(row, 'title'),
    due_on: textOrNull(row, 'due_on'),
    wants_answer: flag(row, 'wants_answer'),
    period: textOrNull(row, 'period'),
    issued_at: text(row, 'issued_at'),
    issued_by_name: text(row, 'issued_by_name'),
    withdrawn_at: textOrNull(row, 'withdrawn_at'),
    is_demo: flag(row, 'is_demo'),
    files: number(row, 'files'),
    receipts: list(row, 'receipts', receiptOf),
    rates: rates === null ? null : { read: shareOf(rates, 'read'), signed: shareOf(rates, 'signed'), answered: shareOf(rates, 'answered'), overdue: shareOf(rates, 'overdue') },
  }
}

export function circularWholeOf(row: Fields): CircularWhole {
  return { ...circularOf(row), body: text(row, 'body'), attachments: list(row, 'attachments', attachedOf), withdraw_reason: text(row, 'withdraw_reason'), mine: list(row, 'mine', receiptOf), may: texts(row, 'may') }
}

export function receiptOf(row: Fields): Receipt {
  return {
    id: text(row, 'addressee'),
    name: text(row, 'name'),
    town_name: textOrNull(row, 'town_name'),
    state: oneOf(RECEIPT_STATES, row['state'], 'sent'),
    due_on: textOrNull(row, 'due_on'),
    is_overdue: flag(row, 'overdue'),
    read_at: textOrNull(row, 'read_at'),
    readers: number(row, 'readers'),
    signed_at: textOrNull(row, 'signed_at'),
    signed_name: text(row, 'signed_name'),
    answered_at: textOrNull(row, 'answered_at'),
    answers: list(row, 'answers', answeredOf),
  }
}

export function readReceipts(body: unknown): { readonly total: number; readonly items: readonly Receipt[]; readonly next: string | null } | null {
  const row = fieldsOf(body)
  return numberOrNull(row, 'total') === null ? null : { total: number(row, 'total'), items: list(row, 'items', receiptOf), next: textOrNull(row, 'next') }
}

export function readDuties(body: unknown): Duties | null {
  const row = fieldsOf(body)
  if (textOrNull(row, 'period') === null) return null
  return {
    kind: oneOf(CIRCULAR_KINDS, row['kind'], 'quarter_report'), period: text(row, 'period'), due_on: text(row, 'due_on'), n: number(row, 'n'), d: number(row, 'd'),
    items: list(row, 'items', (each) => ({
      id: text(each, 'office'), kind: oneOf(OFFICE_KINDS, each['kind'], 'town'), name: text(each, 'name'), standing: oneOf(STANDINGS, each['standing'], 'waiting'),
      circular: textOrNull(each, 'circular'), number: textOrNull(each, 'number'), issued_at: textOrNull(each, 'issued_at'),
    })),
  }
}

export function readReach(body: unknown): { readonly enterprises: number; readonly with_account: number } | null {
  const row = fieldsOf(body)
  return numberOrNull(row, 'enterprises') === null ? null : { enterprises: number(row, 'enterprises'), with_account: number(row, 'with_account') }
}

export function readDraft(body: unknown): { readonly title: string; readonly body: string } | null {
  const row = fieldsOf(body)
  return textOrNull(row, 'title') === null ? null : { title: text(row, 'title'), body: text(row, 'body') }
}

export function attachedOf(row: Fields): Attached {
  return { sha256: text(row, 'sha256'), name: text(row, 'name'), bytes: number(row, 'bytes') }
}

export function shareOf(row: Fields, key: string): Share {
  const found = fieldsOf(row[key])
  return { n: number(found, 'n'), d: number(found, 'd') }
}

function answeredOf(row: Fields): Answered {
  return {
    id: text(row, 'id'), n: number(row, 'n'), body: text(row, 'body'), attachments: list(row, 'attachments', attachedOf), at: text(row, 'at'), by_name: text(row, 'by_name'),
    accepted: typeof row['accepted'] === 'boolean' ? row['accepted'] : null, opinion: text(row, 'opinion'),
  }
}
