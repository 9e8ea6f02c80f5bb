// Spot checks of self-reports: orders, the sample, what was found item by item, and figures with n and d.
import { fieldsOf, flag, list, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields } from './read'

export const SPOT_RATES = ['confirmed', 'untrue', 'hidden', 'false_closing', 'mismatched'] as const
export type SpotRate = (typeof SPOT_RATES)[number]
export const SPOT_FLAGS = ['waiting', 'unassigned', 'overdue', 'done', 'impossible', 'mismatch', 'match'] as const
export type SpotFlag = (typeof SPOT_FLAGS)[number]
export const SPOT_SIDES = ['checked', 'true', 'not_true', 'missed', 'found', 'closings', 'false_closings'] as const
export type SpotSide = (typeof SPOT_SIDES)[number]
export const ITEM_KINDS = ['answer', 'hazard', 'closing'] as const
export type ItemKind = (typeof ITEM_KINDS)[number]
export type Verdict = 'true' | 'not_true'
export type Share = { readonly n: number; readonly d: number }

export interface SpotFigures {
  readonly counts: Readonly<Record<SpotFlag | 'sampled', number>>
  readonly rates: Readonly<Record<SpotRate, Share>>
}

export interface SpotOrder {
  readonly id: string
  readonly title: string
  readonly period: string
  readonly due_on: string
  readonly state: 'ordered' | 'drawn'
  readonly framed: number
  readonly supervision_class: string | null
  readonly ordered_at: string
  readonly ordered_by_name: string
  readonly drawn_at: string | null
  readonly is_demo: boolean
  readonly figures: SpotFigures
}

export interface Stratum {
  readonly size: number
  readonly town_name: string
  readonly supervision_class: string | null
  readonly grade: string | null
  readonly zero: boolean | null
  readonly drawn: number
}

export interface Checker {
  readonly id: string
  readonly name: string
  readonly department: boolean
}

export interface SpotWhole extends SpotOrder {
  readonly seed: string | null
  readonly drawn_by_name: string | null
  readonly strata: readonly Stratum[]
  readonly may: readonly string[]
  readonly checkers: readonly Checker[]
}

export interface DrawnAgain {
  readonly seed: string
  readonly framed: number
  readonly drawn: number
  readonly kept: number
  readonly same: boolean
}

export interface SpotTarget {
  readonly id: string
  readonly spot_check_id: string
  readonly title: string
  readonly period: string
  readonly due_on: string
  readonly enterprise_id: string
  readonly enterprise_name: string
  readonly town: string
  readonly supervision_class: string
  readonly grade: string | null
  readonly zero: boolean
  readonly state: 'waiting' | 'done' | 'impossible'
  readonly overdue: boolean
  readonly checker_name: string | null
  readonly second_name: string | null
  readonly second_id: string | null
  readonly checker_id: string | null
  readonly finished_at: string | null
  readonly by_name: string | null
  readonly person_met: string
  readonly remark: string
  readonly n_true: number
  readonly n_not_true: number
  readonly n_missed: number
  readonly n_false_closing: number
  readonly items: number
}

export interface SpotItem {
  readonly item: string
  readonly kind: ItemKind
  readonly said: string
  readonly title: string
  readonly title_en: string
  readonly verdict: Verdict | null
  readonly remark: string
  readonly hazard_id: string | null
}

export interface Missed {
  readonly hazard_id: string | null
  readonly ledger_no: string | null
  readonly description: string
  readonly state: string
}

export interface SpotTargetWhole extends SpotTarget {
  readonly listed: readonly SpotItem[]
  readonly missed: readonly Missed[]
  readonly may: readonly string[]
}

export interface SpotTown {
  readonly town_id: string | null
  readonly town: string
  readonly figures: SpotFigures
}

export interface SpotTargets {
  readonly items: readonly SpotTarget[]
  readonly total: number
  readonly figures: SpotFigures
  readonly towns: readonly SpotTown[]
}

export interface SpotResult {
  readonly id: string
  readonly kind: ItemKind | 'missed'
  readonly verdict: string
  readonly remark: string
  readonly hazard_id: string | null
  readonly ledger_no: string | null
  readonly target_id: string
  readonly enterprise_name: string
  readonly received_at: string
  readonly title: string
  readonly title_en: string
}

export interface Counted {
  readonly key: string
  readonly n: number
}

export interface SpotFrame {
  readonly framed: number
  readonly town: readonly Counted[]
  readonly supervision_class: readonly Counted[]
  readonly grade: readonly Counted[]
  readonly zero: readonly Counted[]
  readonly town_names: Readonly<Record<string, string>>
}

export function spotOrderOf(row: Fields): SpotOrder {
  return {
    id: text(row, 'id'), title: text(row, 'title'), period: text(row, 'period'), due_on: text(row, 'due_on'),
    state: oneOf(['ordered', 'drawn'] as const, row['state'], 'ordered'), framed: number(row, 'framed'),
    supervision_class: textOrNull(row, 'supervision_class'), ordered_at: text(row, 'ordered_at'),
    ordered_by_name: text(row, 'ordered_by_name'), drawn_at: textOrNull(row, 'drawn_at'), is_demo: flag(row, 'is_demo'),
    figures: figuresOf(fieldsOf(row['figures'])),
  }
}

export function spotWholeOf(row: Fields): SpotWhole {
  return {
    ...spotOrderOf(row), seed: textOrNull(row, 'seed'), drawn_by_name: textOrNull(row, 'drawn_by_name'), may: texts(row, 'may'),
    strata: list(row, 'strata', (each) => ({
      size: number(each, 'size'), town_name: text(each, 'town_name'), supervision_class: textOrNull(each, 'supervision_class'),
      grade: textOrNull(each, 'grade'), zero: typeof each['zero'] === 'boolean' ? each['zero'] : null, drawn: number(each, 'drawn'),
    })),
    checkers: list(row, 'checkers', (each) => ({ id: text(each, 'id'), name: text(each, 'name'), department: flag(each, 'department') })),
  }
}

export function readDrawnAgain(body: unknown): DrawnAgain | null {
  const row = fieldsOf(body)
  if (textOrNull(row, 'seed') === null) return null
  return { seed: text(row, 'seed'), framed: number(row, 'framed'), drawn: number(row, 'drawn'), kept: number(row, 'kept'), same: flag(row, 'same') }
}

export function readSpotTargets(body: unknown): SpotTargets | null {
  const row = fieldsOf(body)
  if (numberOrNull(row, 'total') === null) return null
  return {
    items: list(row, 'items', spotTargetOf), total: number(row, 'total'), figures: figuresOf(fieldsOf(row['figures'])),
    towns: list(row, 'towns', (each) => ({ town_id: textOrNull(each, 'town_id'), town: text(each, 'town'), figures: figuresOf(fieldsOf(each['figures'])) })),
  }
}

export function spotTargetWholeOf(row: Fields): SpotTargetWhole {
  return {
    ...spotTargetOf(row), may: texts(row, 'may'),
    listed: list(row, 'listed', (each) => ({
      item: text(each, 'item'), kind: oneOf(ITEM_KINDS, each['kind'], 'answer'), said: text(each, 'said'), title: text(each, 'title'), title_en: text(each, 'title_en'),
      verdict: each['verdict'] === 'true' || each['verdict'] === 'not_true' ? each['verdict'] : null, remark: text(each, 'remark'), hazard_id: textOrNull(each, 'hazard_id'),
    })),
    missed: list(row, 'missed', (each) => ({ hazard_id: textOrNull(each, 'hazard_id'), ledger_no: textOrNull(each, 'ledger_no'), description: text(each, 'description'), state: text(each, 'state') })),
  }
}

export function spotResultOf(row: Fields): SpotResult {
  const title = text(row, 'title') || text(row, 'description')
  return {
    id: text(row, 'id'), kind: oneOf([...ITEM_KINDS, 'missed'] as const, row['kind'], 'answer'), verdict: text(row, 'verdict'), remark: text(row, 'remark'),
    hazard_id: textOrNull(row, 'hazard_id'), ledger_no: textOrNull(row, 'ledger_no'), target_id: text(row, 'target_id'),
    enterprise_name: text(row, 'enterprise_name'), received_at: text(row, 'received_at'), title, title_en: text(row, 'title_en') || title,
  }
}

export function readSpotFrame(body: unknown): SpotFrame | null {
  const row = fieldsOf(body)
  if (numberOrNull(row, 'framed') === null) return null
  const counted = (name: string) => list(row, name, (each) => ({ key: String(each['key'] ?? ''), n: number(each, 'n') }))
  const names = Object.entries(fieldsOf(row['town_names'])).map(([key, name]) => [key, String(name)] as const)
  return { framed: number(row, 'framed'), town: counted('town'), supervision_class: counted('supervision_class'), grade: counted('grade'), zero: counted('zero'), town_names: Object.fromEntries(names) }
}

function spotTargetOf(row: Fields): SpotTarget {
  return {
    id: text(row, 'id'), spot_check_id: text(row, 'spot_check_id'), title: text(row, 'title'), period: text(row, 'period'), due_on: text(row, 'due_on'),
    enterprise_id: text(row, 'enterprise_id'), enterprise_name: text(row, 'enterprise_name'), town: text(row, 'town'),
    supervision_class: text(row, 'supervision_class'), grade: textOrNull(row, 'grade'), zero: flag(row, 'zero'),
    state: oneOf(['waiting', 'done', 'impossible'] as const, row['state'], 'waiting'), overdue: flag(row, 'overdue'),
    checker_id: textOrNull(row, 'checker_id'), checker_name: textOrNull(row, 'checker_name'), second_id: textOrNull(row, 'second_id'),
    second_name: textOrNull(row, 'second_name'), finished_at: textOrNull(row, 'finished_at'), by_name: textOrNull(row, 'by_name'),
    person_met: text(row, 'person_met'), remark: text(row, 'remark'), n_true: number(row, 'n_true'), n_not_true: number(row, 'n_not_true'),
    n_missed: number(row, 'n_missed'), n_false_closing: number(row, 'n_false_closing'), items: number(row, 'items'),
  }
}

function figuresOf(row: Fields): SpotFigures {
  const of = (name: SpotFlag | 'sampled') => number(row, name)
  const rate = (name: SpotRate): Share => ({ n: number(fieldsOf(row[name]), 'n'), d: number(fieldsOf(row[name]), 'd') })
  return {
    counts: {
      sampled: of('sampled'), waiting: of('waiting'), unassigned: of('unassigned'), overdue: of('overdue'), done: of('done'),
      impossible: of('impossible'), mismatch: of('mismatch'), match: of('match'),
    },
    rates: { confirmed: rate('confirmed'), untrue: rate('untrue'), hidden: rate('hidden'), false_closing: rate('false_closing'), mismatched: rate('mismatched') },
  }
}
