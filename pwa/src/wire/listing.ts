// Listed supervision: cases, their figures by level, and a case with its months.
import { HAZARD_STATES, LIST_LEVELS, STOPS, type HazardState, type ListLevel, type Stop } from './hazard'
import { fieldsOf, flag, list, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields } from './read'

export const LISTING_STATES = ['proposed', 'refused', 'approved', 'in_treatment', 'delist_applied', 'returned', 'extended', 'delisted', 'closed_down'] as const
export type ListingState = (typeof LISTING_STATES)[number]

export interface Listing {
  readonly id: string
  readonly hazard_id: string
  readonly state: ListingState
  readonly level: ListLevel
  readonly number: string | null
  readonly reason: string
  readonly proposed_by_name: string
  readonly raise_to: ListLevel | null
  readonly raise_reason: string
  readonly leader: string
  readonly responsible_unit: string
  readonly responsible_person: string
  readonly responsible_phone: string
  readonly approved_on: string | null
  readonly decided_by_name: string | null
  readonly opinion: string
  readonly deadline: string | null
  readonly original_deadline: string | null
  readonly applied_on: string | null
  readonly accept_by: string | null
  readonly accept_late: boolean
  readonly evaluation: Fields
  readonly summary: string
  readonly funds_yuan: number | null
  readonly accepted_by_name: string | null
  readonly acceptance: string
  readonly ended_on: string | null
  readonly ledger_no: string
  readonly description: string
  readonly place: string
  readonly hazard_state: HazardState
  readonly stop: Stop
  readonly enterprise_id: string
  readonly enterprise_name: string
  readonly town_name: string | null
  readonly spent_yuan: number
  readonly months_owed: readonly string[]
  readonly overdue: boolean
  readonly raise_due: boolean
  readonly is_demo: boolean
}

export interface LevelFigures {
  readonly level: ListLevel
  readonly listed: number
  readonly done: number
  readonly overdue: number
  readonly months_owed: number
  readonly funds_yuan: number
}

export interface Listings {
  readonly items: readonly Listing[]
  readonly levels: readonly LevelFigures[]
}

export interface Progress {
  readonly month: string
  readonly text: string
  readonly funds_yuan: number
  readonly photos: readonly string[]
  readonly at: string
  readonly by_name: string
}

export interface ListingFile extends Listing {
  readonly progress: readonly Progress[]
  readonly may: readonly string[]
}

export function listingsOf(row: Fields): Listings {
  return {
    items: list(row, 'items', listingOf),
    levels: list(row, 'levels', (level) => ({
      level: oneOf(LIST_LEVELS, level['level'], 'town'),
      listed: number(level, 'listed'),
      done: number(level, 'done'),
      overdue: number(level, 'overdue'),
      months_owed: number(level, 'months_owed'),
      funds_yuan: number(level, 'funds_yuan'),
    })),
  }
}

export function listingFileOf(row: Fields): ListingFile {
  return {
    ...listingOf(row),
    progress: list(row, 'progress', (month) => ({
      month: text(month, 'month'),
      text: text(month, 'text'),
      funds_yuan: number(month, 'funds_yuan'),
      photos: texts(month, 'photos'),
      at: text(month, 'at'),
      by_name: text(month, 'by_name'),
    })),
    may: texts(row, 'may'),
  }
}

function listingOf(row: Fields): Listing {
  return { ...caseOf(row), ...ordersOf(row), ...endingOf(row) }
}

function caseOf(row: Fields) {
  return {
    id: text(row, 'id'),
    hazard_id: text(row, 'hazard_id'),
    state: oneOf(LISTING_STATES, row['state'], 'proposed'),
    level: oneOf(LIST_LEVELS, row['level'], 'town'),
    number: textOrNull(row, 'number'),
    reason: text(row, 'reason'),
    proposed_by_name: text(row, 'proposed_by_name'),
    raise_to: LIST_LEVELS.find((level) => level === row['raise_to']) ?? null,
    raise_reason: text(row, 'raise_reason'),
    ledger_no: text(row, 'ledger_no'),
    description: text(row, 'description'),
    place: text(row, 'place'),
    hazard_state: oneOf(HAZARD_STATES, row['hazard_state'], 'open'),
    stop: oneOf(STOPS, row['stop'], 'none'),
    enterprise_id: text(row, 'enterprise_id'),
    enterprise_name: text(row, 'enterprise_name'),
    town_name: textOrNull(row, 'town_name'),
    is_demo: flag(row, 'is_demo'),
  }
}

function ordersOf(row: Fields) {
  return {
    leader: text(row, 'leader'),
    responsible_unit: text(row, 'responsible_unit'),
    responsible_person: text(row, 'responsible_person'),
    responsible_phone: text(row, 'responsible_phone'),
    approved_on: textOrNull(row, 'approved_on'),
    decided_by_name: textOrNull(row, 'decided_by_name'),
    opinion: text(row, 'opinion'),
    deadline: textOrNull(row, 'deadline'),
    original_deadline: textOrNull(row, 'original_deadline'),
    spent_yuan: number(row, 'spent_yuan'),
    months_owed: texts(row, 'months_owed'),
    overdue: flag(row, 'overdue'),
    raise_due: flag(row, 'raise_due'),
  }
}

function endingOf(row: Fields) {
  return {
    applied_on: textOrNull(row, 'applied_on'),
    accept_by: textOrNull(row, 'accept_by'),
    accept_late: flag(row, 'accept_late'),
    evaluation: fieldsOf(row['evaluation']),
    summary: text(row, 'summary'),
    funds_yuan: numberOrNull(row, 'funds_yuan'),
    accepted_by_name: textOrNull(row, 'accepted_by_name'),
    acceptance: text(row, 'acceptance'),
    ended_on: textOrNull(row, 'ended_on'),
  }
}
