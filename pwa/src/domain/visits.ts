// How a visit can end and what that says about the enterprise's file: the mirror of grids/visits.py.
import type { EnterpriseStatus } from '../wire/enterprise'
import type { Role } from '../wire/person'
import { addDays, type Day } from './days'

export const OUTCOMES = [
  'inspected',
  'closed_door',
  'suspended',
  'moved',
  'not_found',
  'refused',
  'new_owner',
  'several_units',
] as const
export type VisitOutcome = (typeof OUTCOMES)[number]

export type VisitKind = 'patrol' | 'inspection'

/** Outcomes that open a request to change the enterprise's file. */
export function questionsFile(outcome: VisitOutcome): boolean {
  return outcome !== 'inspected' && outcome !== 'suspended'
}

/** What an outcome proposes as the enterprise's status. */
export const STATUS_PROPOSED: Readonly<Partial<Record<VisitOutcome, EnterpriseStatus>>> = {
  moved: 'moved_out',
  not_found: 'not_found',
  suspended: 'suspended',
}

const CALLS_FOR_REVISIT: readonly VisitOutcome[] = ['closed_door', 'refused']

/** The day to come back, where the outcome asks for it. */
export function revisitOn(outcome: VisitOutcome, visitedOn: Day, days = 7): Day | null {
  return CALLS_FOR_REVISIT.includes(outcome) ? addDays(visitedOn, days) : null
}

/** Grid officers and town offices patrol; only licensed inspectors inspect. */
export function visitKindOf(roles: readonly Role[]): VisitKind {
  return roles.includes('inspector') ? 'inspection' : 'patrol'
}
