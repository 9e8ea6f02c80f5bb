// Every decision a desk can take on a hazard: which fields it asks for, what it starts with, what is still lacking,
// and the commands it becomes. Pure, so that a test can take every one of them.
import { addDays, type Day } from '../../domain/days'
import { latestNewDue, needsSecondInspector, nextSteps, type Situation as Deciding } from '../../domain/hazards'
import type { HazardFile } from '../../wire/files'
import type { HazardLevel } from '../../wire/hazard'
import type { Policy } from '../../wire/policy'
import type { Step } from '../acts'
import { LIFE_DECISIONS, isLifeDecision, lifeFieldsOf, lifeStepOf, type LifeFieldName, type LifeValues } from './lifeDecisions'

/** In the order they are offered. */
export const DECISIONS = [
  'open-hazard',
  'reinspect-hazard',
  'decide-extension',
  'review-plan',
  'accept-transfer',
  'return-transfer',
  'reject-hazard',
  'merge-hazard',
  'transfer-hazard',
  'change-level',
  'reopen-hazard',
  'void-hazard',
  ...LIFE_DECISIONS,
] as const
export type Decision = (typeof DECISIONS)[number]

/** What waits for somebody; the others may be done, and nobody is asked to. */
export function isPressing(decision: Decision): boolean {
  return !['change-level', 'reopen-hazard', 'void-hazard', 'order-measure', 'propose-measure', 'propose-listing'].includes(decision)
}

export type FieldName =
  | LifeFieldName
  | 'level'
  | 'due_on'
  | 'suggestion'
  | 'interim_measures'
  | 'remind'
  | 'reason'
  | 'master'
  | 'to_area'
  | 'criteria'
  | 'opinion'
  | 'second_inspector'
  | 'new_due_on'

export interface Values extends LifeValues {
  readonly level: HazardLevel
  readonly due_on: Day
  readonly suggestion: string
  readonly interim_measures: string
  /** Issue the reminder in the same go. */
  readonly remind: boolean
  readonly reason: string
  readonly master: string
  readonly to_area: string
  readonly criteria: string
  readonly opinion: string
  readonly second_inspector: string
  readonly new_due_on: Day
}

export interface Situation {
  readonly today: Day
  readonly policy: Policy
  /** Whether this person may issue a reminder to the enterprise. */
  readonly mayRemind: boolean
  /** Whether this person decides for the department, and not as one of two inspectors. */
  readonly isDepartment: boolean
}

/** The decisions this person may take now: on the server's list, and not refused by the rules the desk knows itself. */
export function decisionsOf(hazard: HazardFile, person: Deciding): Decision[] {
  const steps = nextSteps(hazard, person)
  return DECISIONS.filter((decision) => hazard.may.includes(decision) && (decision === 'propose-listing' || steps.includes(decision)))
}

/** Decisions that are a yes or a no with two buttons: passed or failed, granted or refused, approved or returned. */
export function isVerdict(decision: Decision): boolean {
  return ['reinspect-hazard', 'decide-extension', 'review-plan', 'decide-resume', 'check-closing'].includes(decision)
}

export function fieldsOf(decision: Decision, hazard: HazardFile, values: Values, situation: Situation): FieldName[] {
  if (isLifeDecision(decision)) return lifeFieldsOf(decision, hazard, values, situation.isDepartment)
  switch (decision) {
    case 'open-hazard': {
      const remind: FieldName[] = situation.mayRemind && hazard.source !== 'inspection' ? ['remind'] : []
      const measures: FieldName[] = values.level === 'major' || hazard.interim_measures !== '' ? ['interim_measures'] : []
      return ['level', 'due_on', 'suggestion', ...measures, ...remind]
    }
    case 'reject-hazard':
    case 'void-hazard':
    case 'return-transfer':
      return ['reason']
    case 'merge-hazard':
      return ['master', 'reason']
    case 'transfer-hazard':
      return ['to_area', 'reason']
    case 'accept-transfer':
      return []
    case 'change-level':
      return ['level', 'criteria', 'reason']
    case 'reopen-hazard':
      return ['due_on', 'reason']
    case 'review-plan':
      return ['opinion', 'due_on']
    case 'decide-extension':
      return ['reason']
    case 'reinspect-hazard':
      return ['opinion', ...(needsSecondInspector(hazard) ? (['second_inspector'] as const) : []), 'new_due_on']
  }
}

export function firstValues(decision: Decision, hazard: HazardFile, { today, policy, mayRemind }: Situation): Values {
  const other = hazard.level === 'general' ? 'major' : 'general'
  return {
    made: crypto.randomUUID(),
    level: decision === 'change-level' ? other : hazard.level,
    due_on: decision === 'review-plan' && hazard.due_on !== null ? hazard.due_on : addDays(today, policy.general_due_days),
    suggestion: hazard.suggestion,
    interim_measures: hazard.interim_measures,
    remind: mayRemind && hazard.source !== 'inspection',
    reason: '',
    master: '',
    to_area: '',
    criteria: '',
    opinion: '',
    second_inspector: '',
    new_due_on: latestNewDue(hazard, today, policy),
    measure: hazard.stop_proposed ?? 'partial',
    stopped: '',
    basis: '',
    decision: 'case',
    case_no: '',
    list_level: 'district',
  }
}

/** What must still be filled in. A refusal needs its reason; a failed re-inspection a new date. */
export function lacking(decision: Decision, hazard: HazardFile, values: Values, situation: Situation, verdict: boolean): FieldName[] {
  const optional: FieldName[] = ['criteria', 'remind', 'level']
  if (decision === 'open-hazard' && !values.remind) optional.push('suggestion')
  if (decision === 'open-hazard' && values.level === 'general') optional.push('interim_measures')
  if (verdict) optional.push('new_due_on')
  if (decision === 'decide-extension' && verdict) optional.push('reason')
  if (decision === 'review-plan') optional.push('due_on')
  if (decision === 'order-measure' && values.measure === 'none') optional.push('stopped')
  return fieldsOf(decision, hazard, values, situation).filter(
    (field) => !optional.includes(field) && String(values[field]).trim() === '',
  )
}

/** The latest day the form may name; a major hazard's term is not bounded. */
export function latestDue({ level }: Values, { today, policy }: Situation): Day | null {
  return level === 'major' ? null : addDays(today, policy.general_due_days_max)
}

/** The commands of a decision, each depending on the one before. `at` is the moment of judging, UTC. */
export function stepsOf(decision: Decision, hazard: HazardFile, values: Values, verdict: boolean, at: Date): Step[] {
  const about = hazard.id
  if (isLifeDecision(decision)) return [lifeStepOf(decision, hazard, values, verdict, at)]
  const { reason, due_on, level } = values
  switch (decision) {
    case 'open-hazard': {
      const { suggestion, interim_measures } = values
      const open: Step = { about, command: { kind: decision, hazard: about, level, due_on, suggestion, interim_measures, expected_version: hazard.version } }
      return values.remind ? [open, reminderOf(hazard, values)] : [open]
    }
    case 'reject-hazard':
    case 'void-hazard':
    case 'return-transfer':
      return [{ about, command: { kind: decision, hazard: about, reason } }]
    case 'merge-hazard':
      return [{ about, command: { kind: decision, hazard: about, master: values.master, reason } }]
    case 'transfer-hazard':
      return [{ about, command: { kind: decision, hazard: about, to_area: Number(values.to_area), reason } }]
    case 'accept-transfer':
      return [{ about, command: { kind: decision, hazard: about } }]
    case 'change-level':
      return [{ about, command: { kind: decision, hazard: about, level, reason, criteria: linesOf(values.criteria) } }]
    case 'reopen-hazard':
      return [{ about, command: { kind: decision, hazard: about, reason, due_on } }]
    case 'review-plan':
      return [{ about, command: { kind: decision, hazard: about, approved: verdict, opinion: values.opinion, ...(verdict ? { due_on } : {}) } }]
    case 'decide-extension':
      return [{ about, command: { kind: decision, hazard: about, granted: verdict, reason } }]
    case 'reinspect-hazard':
      return [{ about, command: reinspection(hazard, values, verdict, at) }]
  }
}

function reminderOf(hazard: HazardFile, { made: notice, due_on, suggestion }: Values): Step {
  const items = [{ hazard: hazard.id, due_on, demand: suggestion }]
  return { about: notice, command: { kind: 'issue-notice', notice, enterprise: hazard.enterprise_id, notice_kind: 'reminder', items } }
}

function reinspection(hazard: HazardFile, values: Values, passed: boolean, at: Date): Step['command'] {
  return {
    kind: 'reinspect-hazard',
    hazard: hazard.id,
    passed,
    opinion: values.opinion,
    inspected_at: at.toISOString(),
    second_inspector: values.second_inspector === '' ? null : values.second_inspector,
    new_due_on: passed ? null : values.new_due_on,
    expected_version: hazard.version,
  }
}

function linesOf(text: string): string[] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '').slice(0, 10)
}
