// Onboarding: how far enterprises have come, in all and by row, the list behind a number, the curve, the phases.
import { fieldsOf, flag, list, number, numberOrNull, text, textOrNull, texts, type Fields } from './read'

export const STAGES = ['registered', 'filed', 'running'] as const
export type Stage = (typeof STAGES)[number]
export type StageList = Stage | 'regulated' | 'target' | 'unknown' | 'trial' | 'unregistered' | 'unfiled' | 'not_running'

export interface StageCounts {
  readonly regulated: number
  readonly target: number
  readonly unknown: number
  readonly registered: number
  readonly filed: number
  readonly running: number
  readonly trial: number
}

export interface StageRow extends StageCounts {
  readonly key: string
  readonly name: string
}

export interface Phase {
  readonly district: number
  readonly number: number
  readonly name: string
  readonly starts_on: string
  readonly target_on: string
  readonly min_output_yuan: number | null
  readonly classes: readonly string[]
  readonly tags: readonly string[]
  readonly everyone: boolean
}

export interface OnboardingTable {
  readonly day: string
  readonly screening_days: number
  readonly phases: readonly Phase[]
  readonly total: StageCounts
  readonly rows: readonly StageRow[]
}

export function readOnboarding(body: unknown): OnboardingTable | null {
  const row = fieldsOf(body)
  if (!('total' in row) || !Array.isArray(row['phases'])) return null
  return {
    day: text(row, 'day'),
    screening_days: number(row, 'screening_days'),
    phases: list(row, 'phases', phaseOf),
    total: countsOf(fieldsOf(row['total'])),
    rows: list(row, 'rows', (one) => ({ key: text(one, 'key'), name: text(one, 'name'), ...countsOf(one) })),
  }
}

function countsOf(row: Fields): StageCounts {
  return {
    regulated: number(row, 'regulated'), target: number(row, 'target'), unknown: number(row, 'unknown'), registered: number(row, 'registered'),
    filed: number(row, 'filed'), running: number(row, 'running'), trial: number(row, 'trial'),
  }
}

function phaseOf(row: Fields): Phase {
  return {
    district: number(row, 'district'), number: number(row, 'number'), name: text(row, 'name'), starts_on: text(row, 'starts_on'),
    target_on: text(row, 'target_on'), min_output_yuan: numberOrNull(row, 'min_output_yuan'), classes: texts(row, 'classes'),
    tags: texts(row, 'tags'), everyone: flag(row, 'everyone'),
  }
}

export interface StageEnterprise {
  readonly id: string
  readonly name: string
  readonly supervision_class: string
  readonly scope: string
  readonly stage: number
  readonly trial: boolean
  readonly live_on: string | null
  readonly town: string
  readonly unit: string
  readonly lacks: readonly string[]
}

export function stageEnterpriseOf(row: Fields): StageEnterprise {
  return {
    id: text(row, 'id'), name: text(row, 'name'), supervision_class: text(row, 'supervision_class'), scope: text(row, 'scope'),
    stage: number(row, 'stage'), trial: flag(row, 'trial'), live_on: textOrNull(row, 'live_on'), town: text(row, 'town'),
    unit: text(row, 'unit'), lacks: texts(row, 'lacks'),
  }
}

export interface TownCurve {
  readonly name: string
  readonly target: number
  readonly live: readonly number[]
}

export interface Curve {
  readonly days: readonly string[]
  readonly target: number
  readonly registered: readonly number[]
  readonly live: readonly number[]
  readonly towns: readonly TownCurve[]
}

export function readCurve(body: unknown): Curve | null {
  const row = fieldsOf(body)
  if (!Array.isArray(row['days'])) return null
  return {
    days: texts(row, 'days'), target: number(row, 'target'), registered: numbers(row, 'registered'), live: numbers(row, 'live'),
    towns: list(row, 'towns', (one) => ({ name: text(one, 'name'), target: number(one, 'target'), live: numbers(one, 'live') })),
  }
}

function numbers(row: Fields, key: string): number[] {
  return texts(row, key).map(Number)
}
