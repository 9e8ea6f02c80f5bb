// What a visit owes whom, when and why: the mirror of grids/due.py, so that a list stays true without network.
// tests/scenarios/due.json keeps both sides in step.
import type { Due, DueReason } from '../wire/enterprise'
import { addDays, earlier, type Day } from './days'

/** The order breaks ties between equal days. */
const ORDER: readonly DueReason[] = ['open_hazard', 'reinspection', 'revisit', 'key_list', 'self_report', 'grade', 'verify_position']

/** The part of the policy that decides. */
export interface Frequency {
  readonly visit_interval_days: Readonly<Record<string, number>>
  readonly ungraded_interval_days: number
  readonly open_hazard_follow_days: { readonly general: number; readonly major: number }
  readonly position_check_days: number
  readonly key_list_factor: number
  readonly untrue_factor: number
  readonly reinspect_days: number
}

export interface Standing {
  readonly grade: string | null
  /** What is published for its class and grade; null: as the table by grade has it. */
  readonly interval_days: number | null
  readonly since: Day
  readonly last_visit_on: Day | null
  /** The due day of the last turn that was waived: the next one counts from it. */
  readonly waived_on: Day | null
  readonly revisit_on: Day | null
  readonly position_verified: boolean
  readonly oldest_submitted_on: Day | null
  readonly has_open_hazard: boolean
  readonly has_open_major: boolean
  readonly key_list: boolean
  /** Until when a self-report that did not match brings visits nearer. */
  readonly untrue_until: Day | null
}

/**
 * Every reason for the next visit with its day, earliest first.
 * Unit: calendar day. Error: none, table look-up. Source: grids/tables/frequency.toml.
 */
export function dues(standing: Standing, policy: Frequency): Due[] {
  const last = standing.last_visit_on ?? standing.since
  const turn = standing.waived_on !== null && standing.waived_on > last ? standing.waived_on : last
  const interval = standing.interval_days ?? policy.visit_interval_days[standing.grade ?? ''] ?? policy.ungraded_interval_days
  const found: Due[] = [{ on: addDays(turn, interval), reason: 'grade' }]
  if (standing.key_list) found.push({ on: addDays(turn, sooner(interval, policy.key_list_factor)), reason: 'key_list' })
  if (standing.untrue_until !== null && standing.untrue_until >= last) {
    found.push({ on: addDays(turn, sooner(interval, policy.untrue_factor)), reason: 'self_report' })
  }
  if (standing.has_open_major || standing.has_open_hazard) {
    const days = policy.open_hazard_follow_days[standing.has_open_major ? 'major' : 'general']
    found.push({ on: addDays(last, days), reason: 'open_hazard' })
  }
  if (standing.oldest_submitted_on !== null) {
    found.push({ on: addDays(standing.oldest_submitted_on, policy.reinspect_days), reason: 'reinspection' })
  }
  if (standing.revisit_on !== null) found.push({ on: standing.revisit_on, reason: 'revisit' })
  if (!standing.position_verified) {
    found.push({ on: addDays(last, policy.position_check_days), reason: 'verify_position' })
  }
  return found.sort(byDue)
}

/** The share of an interval after which a visit is owed, rounded up as decimals are: 100 × 0.55 is 55. Unit: days. */
function sooner(interval: number, factor: number): number {
  return Math.ceil(Number((interval * factor).toFixed(6)))
}

export function byDue(a: Due, b: Due): number {
  return earlier(a.on, b.on) || ORDER.indexOf(a.reason) - ORDER.indexOf(b.reason)
}
