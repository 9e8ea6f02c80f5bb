// The queues of things that wait for a decision: who has which, and the question to the server behind each.
import { closers, extensionDeciders } from '../../domain/hazards'
import type { Hazard } from '../../wire/hazard'
import type { Person, Role } from '../../wire/person'
import { queryOf } from '../useFilters'

export const QUEUES = ['triage', 'transfers', 'reinspect', 'extensions', 'plans', 'stops', 'resumes', 'overdue', 'samples', 'changes'] as const
export type Queue = (typeof QUEUES)[number]
export type HazardQueue = Exclude<Queue, 'changes'>

/** As many as a queue shows; what waits longest is among them. */
export const MOST = 200

const TRIAGE: readonly Role[] = ['town_officer', 'department', 'district']

const HAS: Readonly<Record<Queue, readonly Role[]>> = {
  triage: TRIAGE,
  transfers: TRIAGE,
  reinspect: ['town_officer', 'department', 'inspector'],
  extensions: [...TRIAGE, 'inspector'],
  plans: ['department', 'district'],
  stops: ['department', 'inspector'],
  resumes: ['department', 'inspector'],
  overdue: ['department', 'inspector', 'district'],
  samples: ['town_officer', 'department', 'inspector'],
  changes: ['town_officer', 'department'],
}

/** What waits longest comes first. */
const ASKS: Readonly<Record<HazardQueue, readonly (readonly [string, string])[]>> = {
  triage: [['state', 'reported'], ['sort', 'found_at']],
  transfers: [['state', 'transfer_pending'], ['sort', 'found_at']],
  reinspect: [['state', 'submitted'], ['sort', 'due_on']],
  extensions: [['state', 'rectifying'], ['extension', '1'], ['sort', 'due_on']],
  plans: [['state', 'plan_review'], ['sort', 'found_at']],
  stops: [['stop_proposed', '1'], ['sort', 'found_at']],
  resumes: [['resume_asked', '1'], ['sort', 'found_at']],
  overdue: [['decision_due', '1'], ['sort', 'due_on']],
  samples: [['sampled', '1'], ['sort', 'found_at']],
}

export function queuesOf(roles: readonly Role[]): Queue[] {
  return QUEUES.filter((queue) => HAS[queue].some((role) => roles.includes(role)))
}

export function isQueue(name: string): name is Queue {
  return QUEUES.some((queue) => queue === name)
}

/** Whether this hazard of a queue waits for this person, and not for somebody else who sees it too. */
export function isFor(queue: Queue, hazard: Hazard, { roles, area }: Person): boolean {
  const hasOne = (able: readonly Role[]) => able.some((role) => roles.includes(role))
  if (queue === 'reinspect') return hasOne(closers(hazard))
  if (queue === 'extensions') return hasOne(extensionDeciders(hazard))
  // When the receiver stays silent the district assigns.
  if (queue === 'transfers') return hasOne(['district']) || hazard.transfer?.to_area === area?.id
  return true
}

/** The path that lists a queue of hazards. */
export function pathOf(queue: HazardQueue): string {
  return `/api/v1/hazards${queryOf([...ASKS[queue], ['limit', String(MOST)]])}`
}
