// Decisions on stops, listing, sampled closings and what is long overdue: their fields and their commands.
import type { HazardFile } from '../../wire/files'
import type { ListLevel, Stop } from '../../wire/hazard'
import type { Role } from '../../wire/person'
import type { Step } from '../acts'

export const LIFE_DECISIONS = ['decide-resume', 'decide-overdue', 'check-closing', 'order-measure', 'propose-measure', 'propose-listing'] as const
export type LifeDecision = (typeof LIFE_DECISIONS)[number]
export const FORCED = ['case', 'extension', 'void'] as const
export type Forced = (typeof FORCED)[number]

/** Who may take which: a case by who enforces, a later date one level higher, void by the district (grids/forced.py). */
const WHO: Readonly<Record<Forced, readonly Role[]>> = { case: ['inspector', 'department'], extension: ['department', 'district'], void: ['district'] }

export function forcedFor(roles: readonly Role[]): readonly Forced[] {
  return FORCED.filter((forced) => WHO[forced].some((role) => roles.includes(role)))
}

export type LifeFieldName = 'measure' | 'stopped' | 'basis' | 'decision' | 'case_no' | 'list_level'

export interface LifeValues {
  /** The id of what a decision makes: the same for every press of one form, so that a lost answer makes nothing twice. */
  readonly made: string
  readonly measure: Stop
  readonly stopped: string
  readonly basis: string
  readonly decision: Forced
  readonly case_no: string
  readonly list_level: ListLevel
}

/** The texts and days of the form that these decisions share with the others. */
interface Shared extends LifeValues {
  readonly reason: string
  readonly opinion: string
  readonly due_on: string
  readonly second_inspector: string
}

type Field = LifeFieldName | 'reason' | 'opinion' | 'due_on' | 'second_inspector'

export function isLifeDecision(decision: string): decision is LifeDecision {
  return LIFE_DECISIONS.some((each) => each === decision)
}

/** Two inspectors decide together; the department decides by itself. */
export function lifeFieldsOf(decision: LifeDecision, _hazard: HazardFile, { decision: forced }: LifeValues, isDepartment: boolean): Field[] {
  const second: Field[] = isDepartment ? [] : ['second_inspector']
  switch (decision) {
    case 'decide-resume':
      return ['opinion', ...second]
    case 'check-closing':
      return ['opinion']
    case 'order-measure':
      return ['measure', 'stopped', 'basis', ...second]
    case 'propose-measure':
      return ['measure', 'reason']
    case 'propose-listing':
      return ['list_level', 'reason']
    case 'decide-overdue':
      return ['decision', ...(forced === 'case' ? (['case_no'] as const) : forced === 'extension' ? (['due_on'] as const) : []), 'reason']
  }
}

export function lifeStepOf(decision: LifeDecision, hazard: HazardFile, values: Shared, verdict: boolean, at: Date): Step {
  const about = hazard.id
  const second_inspector = values.second_inspector === '' ? null : values.second_inspector
  switch (decision) {
    case 'decide-resume':
      return { about, command: { kind: decision, hazard: about, consented: verdict, opinion: values.opinion, examined_at: at.toISOString(), second_inspector } }
    case 'check-closing':
      return { about, command: { kind: decision, hazard: about, confirmed: verdict, opinion: values.opinion, checked_at: at.toISOString() } }
    case 'order-measure':
      return { about, command: { kind: decision, hazard: about, measure: values.measure, stopped: values.stopped, basis: values.basis, ordered_at: at.toISOString(), second_inspector } }
    case 'propose-measure':
      return { about, command: { kind: decision, hazard: about, measure: values.measure, reason: values.reason } }
    case 'propose-listing':
      return { about, command: { kind: decision, listing: values.made, hazard: about, level: values.list_level, reason: values.reason } }
    case 'decide-overdue':
      return { about, command: { kind: decision, hazard: about, decision: values.decision, reason: values.reason, new_due_on: values.decision === 'extension' ? values.due_on : null, case_no: values.decision === 'case' ? values.case_no : '' } }
  }
}
