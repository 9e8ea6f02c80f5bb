// Why one enterprise has its grade, and a method tried over many.
import { gradeOf, GRADES_AND_NONE, type Grade, type GradeOrNone, type Ratio } from './grading'
import { fieldsOf, list, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields } from './read'

export interface FactorSource {
  readonly of: string
  readonly what: string
  readonly topic: string
  readonly take: string
  readonly months: number | null
}

export interface FactorScore {
  readonly id: string
  readonly title: string
  /** A number or a word; "none" is known to have none, null is unknown. */
  readonly value: number | string | null
  readonly low: number
  readonly high: number
  readonly source: FactorSource
}

export interface GroupScore {
  readonly id: string
  readonly title: string
  readonly low: number
  readonly high: number
  readonly cap: number | null
  readonly combine: string
  readonly share: number
  readonly factors: readonly FactorScore[]
}

export interface VetoCheck {
  readonly id: string
  readonly title: string
  readonly value: number | string | null
  readonly at_least: number
  readonly source: FactorSource
}

export interface Working {
  readonly method: { readonly id: string | null; readonly title: string; readonly supervision_class: string | null; readonly valid_from: string | null }
  readonly grade: Grade | null
  readonly low: number | null
  readonly high: number | null
  readonly vetoes: readonly string[]
  readonly missing: readonly string[]
  readonly bands: { readonly b: number; readonly c: number; readonly d: number }
  readonly groups: readonly GroupScore[]
  readonly checks: readonly VetoCheck[]
}

export interface PastWorking extends Working {
  readonly id: string
  readonly run_id: string | null
  readonly state: 'approved' | 'proposed'
  readonly source: 'method' | 'manual'
  readonly was: Grade | null
  readonly as_of: string
  readonly reason: string
  readonly decided_by_name: string
  readonly decided_at: string | null
  readonly valid_from: string | null
  readonly valid_to: string | null
}

export interface EnterpriseGrading {
  readonly id: string
  readonly grade: Grade | null
  readonly risk_colour: string | null
  readonly as_of: string
  readonly now: Working
  readonly history: readonly PastWorking[]
  readonly due: readonly string[]
  readonly may: readonly string[]
}

export interface TrialSide {
  readonly grades: Readonly<Record<string, number>>
  readonly intervals: Readonly<Record<string, number>>
  readonly overdue: Ratio
  readonly each_officer: Ratio
  readonly left_undone: Ratio
}

export interface Trial {
  readonly as_of: string
  readonly enterprises: number
  readonly moved: Ratio
  readonly moves: readonly { readonly was: GradeOrNone; readonly grade: GradeOrNone; readonly n: number }[]
  readonly officers: number
  readonly pace: Ratio
  readonly now: TrialSide
  readonly then: TrialSide
  readonly listed: readonly { readonly id: string; readonly name: string; readonly low: number; readonly high: number; readonly then_low: number; readonly then_high: number }[]
}

function ratio(row: Fields, key: string): Ratio {
  const given = fieldsOf(row[key])
  return { n: number(given, 'n'), d: number(given, 'd') }
}

function valueOf(row: Fields): number | string | null {
  const value = row['value']
  return typeof value === 'number' || typeof value === 'string' ? value : null
}

function sourceOf(row: Fields): FactorSource {
  const source = fieldsOf(row['source'])
  return { of: text(source, 'of'), what: text(source, 'what'), topic: text(source, 'topic'), take: text(source, 'take'), months: numberOrNull(source, 'months') }
}

function workingOf(row: Fields): Working {
  const method = fieldsOf(row['method'])
  const bands = fieldsOf(row['bands'])
  return {
    method: { id: textOrNull(method, 'id'), title: text(method, 'title'), supervision_class: textOrNull(method, 'supervision_class'), valid_from: textOrNull(method, 'valid_from') },
    grade: gradeOf(row, 'grade'),
    low: numberOrNull(row, 'low'),
    high: numberOrNull(row, 'high'),
    vetoes: texts(row, 'vetoes'),
    missing: texts(row, 'missing'),
    bands: { b: number(bands, 'b'), c: number(bands, 'c'), d: number(bands, 'd') },
    groups: list(row, 'groups', (group) => ({
      id: text(group, 'id'),
      title: text(group, 'title'),
      low: number(group, 'low'),
      high: number(group, 'high'),
      cap: numberOrNull(group, 'cap'),
      combine: text(group, 'combine'),
      share: number(group, 'share'),
      factors: list(group, 'factors', (factor) => ({ id: text(factor, 'id'), title: text(factor, 'title'), value: valueOf(factor), low: number(factor, 'low'), high: number(factor, 'high'), source: sourceOf(factor) })),
    })),
    checks: list(row, 'checks', (check) => ({ id: text(check, 'id'), title: text(check, 'title'), value: valueOf(check), at_least: number(check, 'at_least'), source: sourceOf(check) })),
  }
}

function pastOf(row: Fields): PastWorking {
  return {
    ...workingOf(row),
    id: text(row, 'id'),
    run_id: textOrNull(row, 'run_id'),
    state: oneOf(['approved', 'proposed'] as const, row['state'], 'approved'),
    source: oneOf(['method', 'manual'] as const, row['source'], 'method'),
    was: gradeOf(row, 'was'),
    as_of: text(row, 'as_of'),
    reason: text(row, 'reason'),
    decided_by_name: text(row, 'decided_by_name'),
    decided_at: textOrNull(row, 'decided_at'),
    valid_from: textOrNull(row, 'valid_from'),
    valid_to: textOrNull(row, 'valid_to'),
  }
}

export function enterpriseGradingOf(row: Fields): EnterpriseGrading {
  return {
    id: text(row, 'id'),
    grade: gradeOf(row, 'grade'),
    risk_colour: textOrNull(row, 'risk_colour'),
    as_of: text(row, 'as_of'),
    now: workingOf(fieldsOf(row['now'])),
    history: list(row, 'history', pastOf),
    due: texts(row, 'due'),
    may: texts(row, 'may'),
  }
}

function sideOf(row: Fields): TrialSide {
  const intervals = fieldsOf(row['intervals'])
  return {
    grades: Object.fromEntries(list(row, 'grades', (each) => [text(each, 'grade'), number(each, 'n')] as const)),
    intervals: Object.fromEntries(Object.keys(intervals).map((grade) => [grade, number(intervals, grade)])),
    overdue: ratio(row, 'overdue'),
    each_officer: ratio(row, 'each_officer'),
    left_undone: ratio(row, 'left_undone'),
  }
}

export function readTrial(body: unknown): Trial | null {
  const row = fieldsOf(body)
  if (numberOrNull(row, 'enterprises') === null) return null
  const grade = (given: Fields, key: string) => oneOf(GRADES_AND_NONE, given[key], 'none')
  return {
    as_of: text(row, 'as_of'),
    enterprises: number(row, 'enterprises'),
    moved: ratio(row, 'moved'),
    moves: list(row, 'moves', (move) => ({ was: grade(move, 'was'), grade: grade(move, 'grade'), n: number(move, 'n') })),
    officers: number(row, 'officers'),
    pace: ratio(row, 'pace'),
    now: sideOf(fieldsOf(row['now'])),
    then: sideOf(fieldsOf(row['then'])),
    listed: list(row, 'listed', (one) => ({
      id: text(one, 'id'), name: text(one, 'name'), low: number(one, 'low'), high: number(one, 'high'),
      then_low: number(one, 'then_low'), then_high: number(one, 'then_high'),
    })),
  }
}
