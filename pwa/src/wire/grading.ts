// Grading over many enterprises: methods and what they are made of, runs, proposals, who is due, counts by unit.
import type { Method } from './commands'
import { fieldsOf, flag, list, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields } from './read'

export const GRADES = ['A', 'B', 'C', 'D'] as const
export type Grade = (typeof GRADES)[number]
export const GRADES_AND_NONE = ['D', 'C', 'B', 'A', 'none'] as const
export type GradeOrNone = (typeof GRADES_AND_NONE)[number]
export const DUE_CAUSES = ['never', 'review', 'major_hazard', 'accident', 'penalty', 'spot_check', 'missed_report', 'key_list', 'scale', 'record'] as const

export interface Ratio {
  readonly n: number
  readonly d: number
}

export interface MethodVersion {
  readonly id: string
  readonly district_id: number | null
  readonly district: string
  readonly supervision_class: string | null
  readonly title: string
  readonly state: 'default' | 'draft' | 'published' | 'withdrawn'
  readonly revision: number
  readonly valid_from: string | null
  readonly valid_to: string | null
  readonly touched_at: string | null
  readonly reason: string
  readonly author_name: string
  readonly published_by_name: string
  readonly is_demo: boolean
  readonly may: readonly string[]
}

export interface MethodWhole extends MethodVersion {
  readonly body: Method
}

export interface Topic {
  readonly id: string
  readonly kind: string
  readonly fields: Readonly<Record<string, string>>
}

export interface Vocabulary {
  readonly topics: readonly Topic[]
  readonly fields: readonly string[]
  readonly courses: readonly string[]
}

export interface GradingRun {
  readonly id: string
  readonly district: string
  readonly supervision_class: string | null
  readonly only_due: boolean
  readonly as_of: string
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  readonly done: number
  readonly total: number
  readonly at: string
  readonly by_name: string
  readonly counts: readonly { readonly was: Grade | null; readonly grade: Grade | null; readonly state: string; readonly n: number }[]
}

interface Named {
  readonly id: string
  readonly name: string
  readonly supervision_class: string
  readonly town_id: string | null
}

export interface Proposal extends Named {
  readonly scale: string
  readonly run_id: string
  readonly was: Grade | null
  readonly grade: Grade | null
  readonly low: number
  readonly high: number
  readonly vetoes: readonly string[]
  readonly missing: readonly string[]
}

export interface DueEnterprise extends Named {
  readonly grade: Grade | null
  readonly graded_on: string | null
  readonly reasons: readonly string[]
}

export interface GradeFigures {
  /** From which share of a grade and worse on a unit has its colour. */
  readonly shares: Readonly<Record<'B' | 'C' | 'D', number>>
  readonly units: readonly GradeCounts[]
}

export interface GradeCounts {
  readonly unit_id: string
  /** Whose colour the unit has; null where nobody is graded. */
  readonly grade: Grade | null
  readonly name: string
  readonly counts: Readonly<Record<GradeOrNone, number>>
}

export function gradeOf(row: Fields, key: string): Grade | null {
  return GRADES.find((grade) => grade === row[key]) ?? null
}

export function methodOf(row: Fields): MethodVersion {
  return {
    id: text(row, 'id'),
    district_id: numberOrNull(row, 'district_id'),
    district: text(row, 'district'),
    supervision_class: textOrNull(row, 'supervision_class'),
    title: text(row, 'title'),
    state: oneOf(['default', 'draft', 'published', 'withdrawn'] as const, row['state'], 'default'),
    revision: number(row, 'revision'),
    valid_from: textOrNull(row, 'valid_from'),
    valid_to: textOrNull(row, 'valid_to'),
    touched_at: textOrNull(row, 'touched_at'),
    reason: text(row, 'reason'),
    author_name: text(row, 'author_name'),
    published_by_name: text(row, 'published_by_name'),
    is_demo: flag(row, 'is_demo'),
    may: texts(row, 'may'),
  }
}

/** The server checked the body when it was written: it comes back as it is. */
export function methodWholeOf(row: Fields): MethodWhole {
  return { ...methodOf(row), body: row['body'] as Method }
}

export function readVocabulary(body: unknown): Vocabulary | null {
  const row = fieldsOf(body)
  if (!Array.isArray(row['topics'])) return null
  const fields = (given: unknown) => Object.fromEntries(Object.entries(fieldsOf(given)).map(([name, type]) => [name, String(type)]))
  return {
    topics: list(row, 'topics', (topic) => ({ id: text(topic, 'id'), kind: text(topic, 'kind'), fields: fields(topic['fields']) })),
    fields: texts(row, 'fields'),
    courses: texts(row, 'courses'),
  }
}

export function runOf(row: Fields): GradingRun {
  return {
    id: text(row, 'id'),
    district: text(row, 'district'),
    supervision_class: textOrNull(row, 'supervision_class'),
    only_due: flag(row, 'only_due'),
    as_of: text(row, 'as_of'),
    state: oneOf(['waiting', 'running', 'done', 'failed'] as const, row['state'], 'failed'),
    done: number(row, 'done'),
    total: number(row, 'total'),
    at: text(row, 'at'),
    by_name: text(row, 'by_name'),
    counts: list(row, 'counts', (count) => ({ was: gradeOf(count, 'was'), grade: gradeOf(count, 'grade'), state: text(count, 'state'), n: number(count, 'n') })),
  }
}

function named(row: Fields): Named {
  return { id: text(row, 'id'), name: text(row, 'name'), supervision_class: text(row, 'supervision_class'), town_id: textOrNull(row, 'town_id') }
}

export function proposalOf(row: Fields): Proposal {
  return {
    ...named(row),
    scale: text(row, 'scale'),
    run_id: text(row, 'run_id'),
    was: gradeOf(row, 'was'),
    grade: gradeOf(row, 'grade'),
    low: number(row, 'low'),
    high: number(row, 'high'),
    vetoes: texts(row, 'vetoes'),
    missing: texts(row, 'missing'),
  }
}

export function dueOf(row: Fields): DueEnterprise {
  return { ...named(row), grade: gradeOf(row, 'grade'), graded_on: textOrNull(row, 'graded_on'), reasons: texts(row, 'reasons') }
}

/** Enterprises by grade in every grid unit; null when the answer is no such list. */
export function readGradeFigures(body: unknown): GradeFigures | null {
  const row = fieldsOf(body)
  if (!Array.isArray(row['units'])) return null
  const shares = fieldsOf(row['shares'])
  return {
    shares: { B: number(shares, 'B'), C: number(shares, 'C'), D: number(shares, 'D') },
    units: list(row, 'units', (unit) => ({
      unit_id: text(unit, 'unit_id'),
      name: text(unit, 'name'),
      grade: gradeOf(unit, 'grade'),
      counts: { A: number(unit, 'A'), B: number(unit, 'B'), C: number(unit, 'C'), D: number(unit, 'D'), none: number(unit, 'none') },
    })),
  }
}

export interface GradeVisits {
  readonly grade: GradeOrNone
  readonly interval_days: number
  readonly owed: number
  readonly paid: number
  readonly soon: number
  readonly overdue: number
}

export interface VisitFigures {
  readonly as_of: string
  readonly soon_days: number
  readonly grades: readonly GradeVisits[]
}

/** Visits owed, paid and overdue by grade. */
export function readVisitFigures(body: unknown): VisitFigures | null {
  const row = fieldsOf(body)
  if (!Array.isArray(row['grades'])) return null
  const visits = (given: Fields): GradeVisits => ({
    grade: oneOf(GRADES_AND_NONE, given['grade'], 'none'),
    interval_days: number(given, 'interval_days'),
    owed: number(given, 'owed'),
    paid: number(given, 'paid'),
    soon: number(given, 'soon'),
    overdue: number(given, 'overdue'),
  })
  return { as_of: text(row, 'as_of'), soon_days: number(row, 'soon_days'), grades: list(row, 'grades', visits) }
}
