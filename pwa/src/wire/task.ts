// Tasks that are owed, their figures, what one visit would do for, runs, and how days are laid out.
import { GRADES_AND_NONE, type GradeOrNone } from './grading'
import { fieldsOf, flag, list, lonLat, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields, type LonLat } from './read'

export const TASK_KINDS = ['patrol', 'inspection'] as const
export const TASK_STATES = ['generated', 'assigned', 'accepted', 'in_progress', 'submitted', 'done', 'returned', 'waived', 'merged', 'superseded'] as const
export const TASK_BASES = ['floor', 'plan', 'campaign', 'report', 'transfer', 'accident', 'major_hazard', 'reinspection', 'assigned'] as const
export const TASK_BY = ['grade', 'class', 'officer', 'town', 'month', 'authority'] as const
export type TaskBy = (typeof TASK_BY)[number]
export const TASK_FLAGS = ['due', 'done', 'in_time', 'late', 'overdue', 'waiting', 'unassigned', 'review', 'waived', 'merged'] as const
export type TaskFlag = (typeof TASK_FLAGS)[number]

export interface Task {
  readonly id: string
  readonly kind: (typeof TASK_KINDS)[number]
  readonly basis: (typeof TASK_BASES)[number]
  readonly authority: string
  readonly state: (typeof TASK_STATES)[number]
  readonly window_from: string
  readonly due_on: string
  readonly day: string | null
  readonly place_no: number | null
  readonly minutes: number
  readonly overdue: boolean
  readonly enterprise_id: string
  readonly enterprise: string
  readonly address: string
  readonly grade: GradeOrNone
  readonly town: string | null
  readonly unit: string | null
  readonly officer_id: string | null
  readonly officer: string | null
  readonly second_id: string | null
  readonly second: string | null
  readonly plan: string | null
  readonly reason: string
  /** Who handed it back, when and why; the last first. */
  readonly returns: readonly { readonly by: string; readonly at: string; readonly reason: string }[]
  readonly point: LonLat | null
  readonly may: readonly string[]
}

export function taskOf(row: Fields): Task {
  return {
    ...whereOf(row),
    kind: oneOf(TASK_KINDS, row['kind'], 'patrol'),
    basis: oneOf(TASK_BASES, row['basis'], 'floor'),
    state: oneOf(TASK_STATES, row['state'], 'generated'),
    authority: text(row, 'authority'),
    window_from: text(row, 'window_from'),
    due_on: text(row, 'due_on'),
    day: textOrNull(row, 'day'),
    place_no: numberOrNull(row, 'place_no'),
    minutes: number(row, 'minutes'),
    overdue: flag(row, 'overdue'),
    plan: textOrNull(row, 'plan'),
    reason: text(row, 'reason'),
    returns: list(row, 'returns', (each) => ({ by: text(each, 'by'), at: text(each, 'at'), reason: text(each, 'reason') })),
    may: texts(row, 'may'),
  }
}

function whereOf(row: Fields) {
  return {
    id: text(row, 'id'),
    enterprise_id: text(row, 'enterprise_id'),
    enterprise: text(row, 'enterprise'),
    address: text(row, 'address'),
    grade: oneOf(GRADES_AND_NONE, row['grade'], 'none'),
    town: textOrNull(row, 'town'),
    unit: textOrNull(row, 'unit'),
    officer_id: textOrNull(row, 'officer_id'),
    officer: textOrNull(row, 'officer'),
    second_id: textOrNull(row, 'second_id'),
    second: textOrNull(row, 'second'),
    point: lonLat(row, 'point'),
  }
}

export type TaskCount = Readonly<Record<TaskFlag, number>>

export interface TaskFigures {
  readonly by: TaskBy
  readonly total: TaskCount
  readonly rows: readonly { readonly key: string | null; readonly name: string | null; readonly count: TaskCount }[]
}

function countOf(row: Fields): TaskCount {
  return Object.fromEntries(TASK_FLAGS.map((name) => [name, number(row, name)])) as Record<TaskFlag, number>
}

export function readTaskFigures(body: unknown): TaskFigures | null {
  const row = fieldsOf(body)
  if (!Array.isArray(row['rows'])) return null
  return {
    by: oneOf(TASK_BY, row['by'], 'grade'),
    total: countOf(fieldsOf(row['total'])),
    rows: list(row, 'rows', (each) => ({ key: textOrNull(each, 'key'), name: textOrNull(each, 'name'), count: countOf(each) })),
  }
}

export interface Combined {
  readonly id: string
  readonly enterprise_id: string
  readonly enterprise: string
  readonly tasks: readonly { readonly id: string; readonly authority: string; readonly due_on: string; readonly officer: string | null }[]
}

export function combinedOf(row: Fields): Combined {
  return {
    id: text(row, 'enterprise_id'),
    enterprise_id: text(row, 'enterprise_id'),
    enterprise: text(row, 'enterprise'),
    tasks: list(row, 'tasks', (each) => ({ id: text(each, 'id'), authority: text(each, 'authority'), due_on: text(each, 'due_on'), officer: textOrNull(each, 'officer') })),
  }
}

export interface TaskRun {
  readonly id: string
  readonly district: string
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  readonly seed: string
  readonly at: string
  readonly counts: { readonly added: number; readonly handed_out: number; readonly days: number; readonly in_days: number }
}

export function runOf(row: Fields): TaskRun {
  const counts = fieldsOf(row['counts'])
  return {
    id: text(row, 'id'),
    district: text(row, 'district'),
    state: oneOf(['waiting', 'running', 'done', 'failed'] as const, row['state'], 'done'),
    seed: text(row, 'seed'),
    at: text(row, 'at'),
    counts: { added: number(counts, 'added'), handed_out: number(counts, 'handed_out'), days: number(counts, 'days'), in_days: number(counts, 'in_days') },
  }
}

export interface OfficerDays {
  readonly id: string
  readonly officer: string
  readonly days: number
  readonly metres: number
  readonly minutes: number
  readonly least: number
  readonly most: number
  readonly tasks: number
  readonly first_day: string
}

export function officerDaysOf(row: Fields): OfficerDays {
  return {
    id: text(row, 'officer_id'),
    officer: text(row, 'officer'),
    days: number(row, 'days'),
    metres: number(row, 'metres'),
    minutes: number(row, 'minutes'),
    least: number(row, 'least'),
    most: number(row, 'most'),
    tasks: number(row, 'tasks'),
    first_day: text(row, 'first_day'),
  }
}
