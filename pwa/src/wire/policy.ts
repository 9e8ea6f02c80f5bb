// The numbers and names that come with the area: deadlines of the day, who else inspects, where a hazard can go.
import { fieldsOf, list, numberOrNull, text, textOrNull, texts, type Fields } from './read'

export interface Policy {
  readonly presence_m: number
  readonly general_due_days: number
  readonly general_due_days_max: number
  readonly reinspect_days: number
  readonly extension_ask_days: number
  readonly on_the_spot_gap_s: number
  readonly clock_skew_min: number
  /** Grade -> days between visits. */
  readonly visit_interval_days: Readonly<Record<string, number>>
  readonly ungraded_interval_days: number
  readonly open_hazard_follow_days: { readonly general: number; readonly major: number }
  readonly position_check_days: number
  /** The share of the interval after which who is on the key list, or reported untruly, is visited. */
  readonly key_list_factor: number
  readonly untrue_factor: number
  /** Overdue so long, a decision must be taken. */
  readonly decision_days: number
}

/** Until the first download: the defaults of the rules' tables. */
export const FIRST_POLICY: Policy = {
  presence_m: 80,
  general_due_days: 15,
  general_due_days_max: 30,
  reinspect_days: 10,
  extension_ask_days: 3,
  on_the_spot_gap_s: 60,
  clock_skew_min: 10,
  visit_interval_days: { A: 365, B: 182, C: 91, D: 30 },
  ungraded_interval_days: 180,
  open_hazard_follow_days: { general: 30, major: 7 },
  position_check_days: 90,
  key_list_factor: 0.5,
  untrue_factor: 0.5,
  decision_days: 15,
}

export interface Colleague {
  readonly id: string
  readonly name: string
}

export interface AreaName {
  readonly id: string
  readonly level: string
  readonly parent_id: string | null
  readonly name: string
}

/** What a self-check without a hazard must show. */
export interface SelfPolicy {
  readonly zero_checked_share: number
  readonly zero_not_applicable_share: number
  readonly zero_seconds_an_item: number
  readonly zero_photos_min: number
}

/** Until the first download: the defaults of the rules' tables. */
export const FIRST_SELF_POLICY: SelfPolicy = {
  zero_checked_share: 1, zero_not_applicable_share: 0.5, zero_seconds_an_item: 4, zero_photos_min: 1,
}

/** An area or post of the own enterprise, and who answers for it. */
export interface Duty {
  readonly name: string
  readonly person: string
  readonly post: string
}

/** A criterion of major hazards, in condensed words. */
export interface Criterion {
  readonly id: string
  readonly industry: string
  readonly topic: string
  readonly text: string
  readonly text_en: string
}

/** A day as it is walked: enterprises in their order, and the way from the first to the last. Unit: metres. */
export interface DayRoute {
  readonly day: string
  /** Null for an own order that nobody has measured yet. */
  readonly metres: number | null
  readonly stops: readonly string[]
  /** The tasks of the stops, one each; none before the server told them one by one, which the pack does not. */
  readonly tasks: readonly string[]
}

/** What a pack carries beside its rows. */
export interface Standing {
  readonly selfPolicy: SelfPolicy
  readonly duties: readonly Duty[]
  readonly criteria: readonly Criterion[]
  readonly policy: Policy
  readonly inspectors: readonly Colleague[]
  readonly areas: readonly AreaName[]
  /** Whether this person's phone fetches the files of its enterprises. */
  readonly carriesFiles: boolean
  readonly routes: readonly DayRoute[]
}

export function standingOf(pack: Fields): Standing {
  return {
    policy: policyOf(fieldsOf(pack['policy'])),
    selfPolicy: selfPolicyOf(fieldsOf(pack['self_policy'] ?? pack['selfPolicy'])),
    duties: list(pack, 'duties', (row) => ({ name: text(row, 'name'), person: text(row, 'person'), post: text(row, 'post') })),
    criteria: list(pack, 'criteria', criterionOf),
    carriesFiles: pack['carries_files'] === true || pack['carriesFiles'] === true,
    inspectors: list(pack, 'inspectors', (row) => ({ id: text(row, 'id'), name: text(row, 'name') })),
    areas: list(pack, 'areas', (row) => ({
      id: text(row, 'id'),
      level: text(row, 'level'),
      parent_id: textOrNull(row, 'parent_id'),
      name: text(row, 'name'),
    })),
    routes: routesOf(pack),
  }
}

export function routesOf(pack: Fields): DayRoute[] {
  return list(pack, 'routes', (row) => ({ day: text(row, 'day'), metres: numberOrNull(row, 'metres'), stops: texts(row, 'stops'), tasks: texts(row, 'tasks') }))
}

/** The own days as the server tells them one by one, with their tasks. */
export function readOwnDays(body: unknown): DayRoute[] | null {
  if (!Array.isArray(body)) return null
  return list({ days: body }, 'days', (row) => ({
    day: text(row, 'day'),
    metres: numberOrNull(row, 'metres'),
    stops: list(row, 'tasks', (task) => text(task, 'enterprise_id')),
    tasks: list(row, 'tasks', (task) => text(task, 'id')),
  }))
}

export function criterionOf(row: Fields): Criterion {
  return { id: text(row, 'id'), industry: text(row, 'industry'), topic: text(row, 'topic'), text: text(row, 'text'), text_en: text(row, 'text_en') }
}

function selfPolicyOf(row: Fields): SelfPolicy {
  const of = (key: keyof SelfPolicy) => numberOrNull(row, key) ?? FIRST_SELF_POLICY[key]
  return {
    zero_checked_share: of('zero_checked_share'),
    zero_not_applicable_share: of('zero_not_applicable_share'),
    zero_seconds_an_item: of('zero_seconds_an_item'),
    zero_photos_min: of('zero_photos_min'),
  }
}

type Plain = Exclude<keyof Policy, 'visit_interval_days' | 'open_hazard_follow_days'>

function policyOf(row: Fields): Policy {
  const of = (key: Plain) => numberOrNull(row, key) ?? FIRST_POLICY[key]
  const follow = fieldsOf(row['open_hazard_follow_days'])
  return {
    presence_m: of('presence_m'),
    general_due_days: of('general_due_days'),
    general_due_days_max: of('general_due_days_max'),
    reinspect_days: of('reinspect_days'),
    extension_ask_days: of('extension_ask_days'),
    on_the_spot_gap_s: of('on_the_spot_gap_s'),
    clock_skew_min: of('clock_skew_min'),
    visit_interval_days: { ...FIRST_POLICY.visit_interval_days, ...numbersOf(row['visit_interval_days']) },
    ungraded_interval_days: of('ungraded_interval_days'),
    open_hazard_follow_days: {
      general: numberOrNull(follow, 'general') ?? FIRST_POLICY.open_hazard_follow_days.general,
      major: numberOrNull(follow, 'major') ?? FIRST_POLICY.open_hazard_follow_days.major,
    },
    position_check_days: of('position_check_days'),
    key_list_factor: of('key_list_factor'),
    untrue_factor: of('untrue_factor'),
    decision_days: of('decision_days'),
  }
}

function numbersOf(value: unknown): Record<string, number> {
  const given = Object.entries(fieldsOf(value))
  return Object.fromEntries(given.flatMap(([key, of]) => (typeof of === 'number' ? [[key, of] as const] : [])))
}
