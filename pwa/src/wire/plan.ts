// Plans of inspections, their draws and changes, frequency by grade, conflicts of inspectors, campaigns.
import type { Criteria } from './commands'
import { GRADES_AND_NONE, type GradeOrNone } from './grading'
import { fieldsOf, flag, list, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields } from './read'

export const PLAN_STATES = ['draft', 'submitted', 'approved', 'filed', 'active', 'closed'] as const
export type PlanState = (typeof PLAN_STATES)[number]
export const HOWS = ['key', 'random', 'added'] as const
export const CHANGE_OPS = ['add', 'drop', 'move'] as const

export interface Plan {
  readonly id: string
  readonly district: string
  readonly authority: string
  readonly classes: readonly string[]
  readonly year: number
  readonly title: string
  readonly state: PlanState
  readonly revision: number
  readonly drawn_on_revision: number | null
  readonly criteria: Criteria
  readonly number: string | null
  readonly filed_on: string | null
  readonly opinion: string
  readonly summary: string
  readonly author_name: string
  readonly decided_by_name: string | null
  readonly is_demo: boolean
  readonly planned: number
  readonly enterprises: number
  readonly key: number
  readonly random: number
  readonly due: number
  readonly done: number
  readonly overdue: number
  readonly may: readonly string[]
}

export interface Draw {
  readonly id: string
  readonly number: number
  readonly seed: string
  readonly at: string
  readonly by_name: string
  readonly drawn: number
  readonly objects: number
  readonly conflicts: number
}

export interface PlanChangeRow {
  readonly id: string
  readonly op: (typeof CHANGE_OPS)[number]
  readonly enterprise: string
  readonly turn: number | null
  readonly month: number | null
  readonly reason: string
  readonly at: string
  readonly by_name: string
  readonly approved: boolean | null
  readonly opinion: string
  readonly decided_by_name: string | null
  readonly may: readonly string[]
}

export interface PlanWhole extends Plan {
  readonly capacity: { readonly inspectors: number; readonly pairs: number; readonly working_days: number; readonly inspections: number }
  readonly working_days: readonly number[]
  readonly share_of_days: number
  readonly visits_a_pair_day: number
  readonly months: readonly { readonly month: number; readonly how: string; readonly n: number }[]
  readonly strata: readonly { readonly stratum: string; readonly n: number }[]
  readonly inspectors: readonly { readonly id: string; readonly name: string; readonly objects: number }[]
  readonly draws_kept: readonly Draw[]
  /** What waits first; no more than a few hundred are listed. */
  readonly changes: readonly PlanChangeRow[]
  readonly changes_total: number
}

export interface PlanObject {
  readonly id: string
  readonly enterprise_id: string
  readonly enterprise: string
  readonly grade: GradeOrNone
  readonly town: string | null
  readonly turn: number
  readonly how: (typeof HOWS)[number]
  readonly why: readonly string[]
  readonly month: number
  readonly officer: string
  readonly second: string
  readonly state: string | null
}

export function planOf(row: Fields): Plan {
  return {
    ...headOf(row),
    state: oneOf(PLAN_STATES, row['state'], 'draft'),
    criteria: fieldsOf(row['criteria']) as Criteria,
    number: textOrNull(row, 'number'),
    filed_on: textOrNull(row, 'filed_on'),
    opinion: text(row, 'opinion'),
    summary: text(row, 'summary'),
    author_name: text(row, 'author_name'),
    decided_by_name: textOrNull(row, 'decided_by_name'),
    planned: number(row, 'planned'),
    enterprises: number(row, 'enterprises'),
    key: number(row, 'key'),
    random: number(row, 'random'),
    due: number(row, 'due'),
    done: number(row, 'done'),
    overdue: number(row, 'overdue'),
    may: texts(row, 'may'),
  }
}

function headOf(row: Fields) {
  return {
    id: text(row, 'id'),
    district: text(row, 'district'),
    authority: text(row, 'authority'),
    classes: texts(row, 'classes'),
    year: number(row, 'year'),
    title: text(row, 'title'),
    revision: number(row, 'revision'),
    drawn_on_revision: numberOrNull(row, 'drawn_on_revision'),
    is_demo: flag(row, 'is_demo'),
  }
}

export function planWholeOf(row: Fields): PlanWhole {
  const able = fieldsOf(row['capacity'])
  const days = row['working_days']
  return {
    ...planOf(row),
    capacity: { inspectors: number(able, 'inspectors'), pairs: number(able, 'pairs'), working_days: number(able, 'working_days'), inspections: number(able, 'inspections') },
    working_days: Array.isArray(days) ? days.map(Number) : [],
    share_of_days: number(row, 'share_of_days'),
    visits_a_pair_day: number(row, 'visits_a_pair_day'),
    months: list(row, 'months', (each) => ({ month: number(each, 'month'), how: text(each, 'how'), n: number(each, 'n') })),
    strata: list(row, 'strata', (each) => ({ stratum: text(each, 'stratum'), n: number(each, 'n') })),
    inspectors: list(row, 'inspectors', (each) => ({ id: text(each, 'id'), name: text(each, 'name'), objects: number(each, 'objects') })),
    draws_kept: list(row, 'draws_kept', drawOf),
    changes: list(row, 'changes', changeOf),
    changes_total: number(row, 'changes_total'),
  }
}

function drawOf(row: Fields): Draw {
  return {
    id: text(row, 'number'),
    number: number(row, 'number'),
    seed: text(row, 'seed'),
    at: text(row, 'at'),
    by_name: text(row, 'by_name'),
    drawn: number(row, 'drawn'),
    objects: number(row, 'objects'),
    conflicts: number(row, 'conflicts'),
  }
}

function changeOf(row: Fields): PlanChangeRow {
  return {
    id: text(row, 'id'),
    op: oneOf(CHANGE_OPS, row['op'], 'drop'),
    enterprise: text(row, 'enterprise'),
    turn: numberOrNull(row, 'turn'),
    month: numberOrNull(row, 'month'),
    reason: text(row, 'reason'),
    at: text(row, 'at'),
    by_name: text(row, 'by_name'),
    approved: typeof row['approved'] === 'boolean' ? row['approved'] : null,
    opinion: text(row, 'opinion'),
    decided_by_name: textOrNull(row, 'decided_by_name'),
    may: texts(row, 'may'),
  }
}

export function planObjectOf(row: Fields): PlanObject {
  return {
    id: `${text(row, 'enterprise_id')}-${text(row, 'turn')}`,
    enterprise_id: text(row, 'enterprise_id'),
    enterprise: text(row, 'enterprise'),
    grade: oneOf(GRADES_AND_NONE, row['grade'], 'none'),
    town: textOrNull(row, 'town'),
    turn: number(row, 'turn'),
    how: oneOf(HOWS, row['how'], 'random'),
    why: texts(row, 'why'),
    month: number(row, 'month'),
    officer: text(row, 'officer'),
    second: text(row, 'second'),
    state: textOrNull(row, 'state'),
  }
}
