// Enforcement inspection: a case, who entered, its numbered documents, and the year's numbers.
import { pageOf, type Page } from './page'
import { fieldsOf, flag, list, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields } from './read'

export const GROUNDS = ['plan', 'complaint', 'reinspection', 'transfer', 'directed'] as const
export type Ground = (typeof GROUNDS)[number]
export const CASE_STATES = ['proposed', 'approved', 'under_way', 'closed', 'refused', 'withdrawn'] as const
export type CaseState = (typeof CASE_STATES)[number]
export const FORMS = ['scheme', 'notice', 'record', 'measure', 'order', 'opinion', 'receipt'] as const
export type Form = (typeof FORMS)[number]
export const MODES = ['direct', 'left', 'mail', 'proxy', 'electronic', 'public'] as const
export type Mode = (typeof MODES)[number]

export interface Entry {
  readonly id: string
  readonly direction: 'in' | 'out'
  readonly method: string | null
  readonly code_fits: boolean | null
  readonly at: string
  readonly distance_m: number | null
  readonly person_name: string
}

/** A document as its case holds it; without a number it has not reached the server, or is a draft. */
export interface CasePaper {
  readonly id: string
  readonly kind: Form
  readonly state: 'draft' | 'issued' | 'voided'
  readonly number: string | null
  readonly issued_at: string | null
  readonly notice_id: string | null
  readonly signed_at: string | null
  readonly signed_by: string
}

export interface Inspection {
  readonly id: string
  readonly enterprise_id: string
  readonly enterprise_name: string
  readonly address: string
  readonly ground: Ground
  readonly announced: boolean
  readonly purpose: string
  readonly basis: string
  readonly content: string
  readonly method: string
  readonly planned_on: string
  readonly opened_by: string
  readonly opened_by_name: string
  readonly opened_by_licence: string | null
  readonly second_id: string
  readonly second_name: string
  readonly second_licence: string | null
  readonly opened_at: string
  readonly emergency: boolean
  readonly emergency_reason: string
  readonly follows_id: string | null
  readonly visit_id: string | null
  readonly state: CaseState
  readonly approved: boolean | null
  readonly decided_at: string | null
  readonly decided_by_name: string | null
  readonly opinion: string
  readonly started_at: string | null
  readonly ended_at: string | null
  readonly end_reason: string
  readonly number: string | null
  readonly authority: string
  readonly town_name: string | null
  readonly entered: boolean
  readonly recorded: boolean
  readonly forms: readonly string[]
  readonly approval_late: boolean
  readonly entry_missing: boolean
  readonly is_demo: boolean
  /** Empty in a list. */
  readonly entries: readonly Entry[]
  readonly documents: readonly CasePaper[]
  /** Hazards on the last order of the chain that counts, whichever case issued it. */
  readonly ordered: readonly string[]
}

export function inspectionOf(row: Fields): Inspection {
  return {
    id: text(row, 'id'),
    enterprise_id: text(row, 'enterprise_id'),
    enterprise_name: text(row, 'enterprise_name'),
    address: text(row, 'address'),
    ground: oneOf(GROUNDS, row['ground'], 'plan'),
    announced: flag(row, 'announced'),
    purpose: text(row, 'purpose'),
    basis: text(row, 'basis'),
    content: text(row, 'content'),
    method: text(row, 'method'),
    planned_on: text(row, 'planned_on'),
    opened_by: text(row, 'opened_by'),
    opened_by_name: text(row, 'opened_by_name'),
    opened_by_licence: textOrNull(row, 'opened_by_licence'),
    second_id: text(row, 'second_id'),
    second_name: text(row, 'second_name'),
    second_licence: textOrNull(row, 'second_licence'),
    opened_at: text(row, 'opened_at'),
    emergency: flag(row, 'emergency'),
    emergency_reason: text(row, 'emergency_reason'),
    follows_id: textOrNull(row, 'follows_id'),
    visit_id: textOrNull(row, 'visit_id'),
    state: oneOf(CASE_STATES, row['state'], 'proposed'),
    approved: typeof row['approved'] === 'boolean' ? row['approved'] : null,
    decided_at: textOrNull(row, 'decided_at'),
    decided_by_name: textOrNull(row, 'decided_by_name'),
    opinion: text(row, 'opinion'),
    started_at: textOrNull(row, 'started_at'),
    ended_at: textOrNull(row, 'ended_at'),
    end_reason: text(row, 'end_reason'),
    number: textOrNull(row, 'number'),
    authority: text(row, 'authority'),
    town_name: textOrNull(row, 'town_name'),
    entered: flag(row, 'entered'),
    recorded: flag(row, 'recorded'),
    forms: texts(row, 'forms'),
    approval_late: flag(row, 'approval_late'),
    entry_missing: flag(row, 'entry_missing'),
    is_demo: flag(row, 'is_demo'),
    entries: list(row, 'entries', entryOf),
    documents: list(row, 'documents', casePaperOf),
    ordered: texts(row, 'ordered'),
  }
}

function entryOf(row: Fields): Entry {
  return {
    id: text(row, 'id'),
    direction: oneOf(['in', 'out'], row['direction'], 'in'),
    method: textOrNull(row, 'method'),
    code_fits: typeof row['code_fits'] === 'boolean' ? row['code_fits'] : null,
    at: text(row, 'at'),
    distance_m: numberOrNull(row, 'distance_m'),
    person_name: text(row, 'person_name'),
  }
}

export function casePaperOf(row: Fields): CasePaper {
  return {
    id: text(row, 'id'),
    kind: oneOf(FORMS, row['kind'], 'record'),
    state: oneOf(['draft', 'issued', 'voided'], row['state'], 'draft'),
    number: textOrNull(row, 'number'),
    issued_at: textOrNull(row, 'issued_at'),
    notice_id: textOrNull(row, 'notice_id'),
    signed_at: textOrNull(row, 'signed_at'),
    signed_by: text(row, 'signed_by'),
  }
}

/** A document in a list: the enterprise's own, or those of an area. */
export interface Paper extends CasePaper {
  readonly inspection_id: string
  readonly enterprise_name: string
  readonly authority: string
  readonly void_reason: string
  readonly is_demo: boolean
}

export function paperOf(row: Fields): Paper {
  return {
    ...casePaperOf(row),
    inspection_id: text(row, 'inspection_id'),
    enterprise_name: text(row, 'enterprise_name'),
    authority: text(row, 'authority'),
    void_reason: text(row, 'void_reason'),
    is_demo: flag(row, 'is_demo'),
  }
}

export interface CaseHazard {
  readonly id: string
  readonly ledger_no: string
  readonly place: string
  readonly description: string
  readonly level: string
  readonly state: string
  readonly suggestion: string
  readonly notice_id: string | null
  readonly due_on: string | null
  /** Of this case; otherwise it is on the order that the case follows. */
  readonly here: boolean
}

/** A document of a case at the desk, with what was written on it and whether it counts. */
export interface FiledPaper extends CasePaper {
  readonly said: Fields
  readonly saved_at: string
  readonly saved_by_name: string
  readonly replaces_id: string | null
  readonly voided_by_name: string | null
  readonly void_reason: string
  readonly content_sha256: string | null
}

export interface CaseFile extends Inspection {
  readonly papers: readonly FiledPaper[]
  readonly hazards: readonly CaseHazard[]
  readonly may: readonly string[]
}

export function caseFileOf(row: Fields): CaseFile {
  return {
    ...inspectionOf(row),
    papers: list(row, 'documents', (each) => ({
      ...casePaperOf(each),
      said: fieldsOf(each['said']),
      saved_at: text(each, 'saved_at'),
      saved_by_name: text(each, 'saved_by_name'),
      replaces_id: textOrNull(each, 'replaces_id'),
      voided_by_name: textOrNull(each, 'voided_by_name'),
      void_reason: text(each, 'void_reason'),
      content_sha256: textOrNull(each, 'content_sha256'),
    })),
    hazards: list(row, 'hazards', (each) => ({
      id: text(each, 'id'),
      ledger_no: text(each, 'ledger_no'),
      place: text(each, 'place'),
      description: text(each, 'description'),
      level: text(each, 'level'),
      state: text(each, 'state'),
      suggestion: text(each, 'suggestion'),
      notice_id: textOrNull(each, 'notice_id'),
      due_on: textOrNull(each, 'due_on'),
      here: flag(each, 'here'),
    })),
    may: texts(row, 'may'),
  }
}

export interface Cases extends Page<Inspection> {
  /** How many of all that are wanted wait for leave. */
  readonly waiting: number
}

export function readCases(body: unknown): Cases | null {
  const page = pageOf(inspectionOf)(body)
  return page === null ? null : { ...page, waiting: number(fieldsOf(body), 'waiting') }
}
