// Self-inspection as the enterprise's own phone holds it: periods, self-checks, and the report of a period.
import { fieldsOf, flag, list, number, numberOrNull, oneOf, text, textOrNull, type Fields } from './read'

export const PERIOD_STATES = ['due', 'started', 'submitted', 'signed', 'accepted', 'returned'] as const
export type PeriodState = (typeof PERIOD_STATES)[number]
export type Rhythm = 'monthly' | 'quarterly' | 'yearly'

export interface SelfPeriod {
  readonly id: string
  readonly enterprise_id: string
  /** A quarter as 2026Q3, a year as 2026. */
  readonly period: string
  readonly rhythm: Rhythm
  readonly begins_on: string
  readonly ends_on: string
  readonly due_on: string
  readonly waived: string | null
  readonly state: PeriodState
  readonly checks: number
  readonly first_signed_at: string | null
  readonly late: boolean
  readonly corrections: number
}

export interface SelfCheckRow {
  readonly id: string
  readonly enterprise_id: string
  readonly period: string
  readonly month: string
  readonly checklist: string
  readonly checklist_en: string
  readonly area: string
  readonly checker: string
  readonly finished_at: string
  readonly checked: number
  readonly of_items: number
  readonly hazards: number
  readonly points: number | null
  readonly of_points: number | null
}

export const FIGURES = [
  'checks', 'items', 'general_found', 'general_closed', 'major_found', 'major_closed', 'major_planned', 'major_in_place', 'funds',
] as const
export type SelfFigures = Readonly<Record<(typeof FIGURES)[number], number>>

export interface ReportVersion {
  readonly id: string
  readonly n: number
  readonly figures: SelfFigures
  readonly principal: string
  readonly received_at: string
  readonly late: boolean
  readonly reason: string
  readonly decision: 'accepted' | 'returned' | null
  readonly decided_by_name: string | null
  readonly opinion: string
}

export interface SelfReport {
  readonly enterprise_id: string
  readonly enterprise_name: string
  readonly principal: string | null
  readonly period: string
  readonly begins_on: string
  readonly ends_on: string
  readonly due_on: string
  readonly state: PeriodState
  readonly late: boolean
  readonly figures: SelfFigures
  readonly versions: readonly ReportVersion[]
}

export function selfPeriodOf(row: Fields): SelfPeriod {
  return {
    id: text(row, 'id'),
    enterprise_id: text(row, 'enterprise_id'),
    period: text(row, 'period'),
    rhythm: oneOf(['monthly', 'quarterly', 'yearly'] as const, row['rhythm'], 'quarterly'),
    begins_on: text(row, 'begins_on'),
    ends_on: text(row, 'ends_on'),
    due_on: text(row, 'due_on'),
    waived: textOrNull(row, 'waived'),
    state: oneOf(PERIOD_STATES, row['state'], 'due'),
    checks: number(row, 'checks'),
    first_signed_at: textOrNull(row, 'first_signed_at'),
    late: flag(row, 'late'),
    corrections: number(row, 'corrections'),
  }
}

export function selfCheckOf(row: Fields): SelfCheckRow {
  return {
    id: text(row, 'id'),
    enterprise_id: text(row, 'enterprise_id'),
    period: text(row, 'period'),
    month: text(row, 'month'),
    checklist: text(row, 'checklist'),
    checklist_en: text(row, 'checklist_en'),
    area: text(row, 'area'),
    checker: text(row, 'checker'),
    finished_at: text(row, 'finished_at'),
    checked: number(row, 'checked'),
    of_items: number(row, 'of_items'),
    hazards: number(row, 'hazards'),
    points: numberOrNull(row, 'points'),
    of_points: numberOrNull(row, 'of_points'),
  }
}

export function readSelfReport(body: unknown): SelfReport | null {
  const row = fieldsOf(body)
  if (typeof row['period'] !== 'string') return null
  return {
    enterprise_id: text(row, 'enterprise_id'),
    enterprise_name: text(row, 'enterprise_name'),
    principal: textOrNull(row, 'principal'),
    period: text(row, 'period'),
    begins_on: text(row, 'begins_on'),
    ends_on: text(row, 'ends_on'),
    due_on: text(row, 'due_on'),
    state: oneOf(PERIOD_STATES, row['state'], 'due'),
    late: flag(row, 'late'),
    figures: figuresOf(row['figures']),
    versions: list(row, 'versions', (version) => ({
      id: text(version, 'id'),
      n: number(version, 'n'),
      figures: figuresOf(version['figures']),
      principal: text(version, 'principal'),
      received_at: text(version, 'received_at'),
      late: flag(version, 'late'),
      reason: text(version, 'reason'),
      decision: version['decision'] === 'accepted' || version['decision'] === 'returned' ? version['decision'] : null,
      decided_by_name: textOrNull(version, 'decided_by_name'),
      opinion: text(version, 'opinion'),
    })),
  }
}

function figuresOf(value: unknown): SelfFigures {
  const row = fieldsOf(value)
  const of = (name: (typeof FIGURES)[number]) => number(row, name)
  return {
    checks: of('checks'), items: of('items'), general_found: of('general_found'), general_closed: of('general_closed'),
    major_found: of('major_found'), major_closed: of('major_closed'), major_planned: of('major_planned'),
    major_in_place: of('major_in_place'), funds: of('funds'),
  }
}
