// The queues of things that wait for a decision: who has which, and the question to the server behind each.
import type { Role } from '../../wire/person'
import { queryOf } from '../useFilters'

export const QUEUES = ['triage', 'transfers', 'reinspect', 'extensions', 'plans', 'changes'] as const
export type Queue = (typeof QUEUES)[number]

const TRIAGE: readonly Role[] = ['town_officer', 'department', 'district']

const HAS: Readonly<Record<Queue, readonly Role[]>> = {
  triage: TRIAGE,
  transfers: TRIAGE,
  reinspect: ['town_officer', 'department', 'inspector'],
  extensions: [...TRIAGE, 'inspector'],
  plans: ['department', 'district'],
  changes: ['town_officer', 'department'],
}

/** What waits longest comes first. */
const ASKS: Readonly<Record<Exclude<Queue, 'changes'>, readonly (readonly [string, string])[]>> = {
  triage: [['state', 'reported'], ['sort', 'found_at']],
  transfers: [['state', 'transfer_pending'], ['sort', 'found_at']],
  reinspect: [['state', 'submitted'], ['sort', 'due_on']],
  extensions: [['state', 'rectifying'], ['extension', '1'], ['sort', 'due_on']],
  plans: [['state', 'plan_review'], ['sort', 'found_at']],
}

export function queuesOf(roles: readonly Role[]): Queue[] {
  return QUEUES.filter((queue) => HAS[queue].some((role) => roles.includes(role)))
}

export function isQueue(name: string): name is Queue {
  return QUEUES.some((queue) => queue === name)
}

/** The path that lists a queue of hazards. */
export function pathOf(queue: Exclude<Queue, 'changes'>, limit: number): string {
  return `/api/v1/hazards${queryOf([...ASKS[queue], ['limit', String(limit)]])}`
}
