// The day's list: which enterprises are owed a visit, why, and in which order.
import type { Due, DueReason, Enterprise } from '../wire/enterprise'
import type { LonLat } from '../wire/read'
import { addDays, daysBetween, earlier, type Day } from './days'
import { distanceToSite } from './presence'

const VISITED: readonly Enterprise['status'][] = ['active', 'suspended', 'candidate']
const COMING_DAYS = 7

export interface TodayItem<E extends Enterprise = Enterprise> {
  readonly enterprise: E
  /** The earliest reason: it decides the place in the list. */
  readonly due: Due
  /** Every reason that falls within the coming days, most urgent first, each once. */
  readonly reasons: readonly DueReason[]
  /** Days past the due day; nought or less when it is not late. */
  readonly lateDays: number
  /** Unit: metres; null when either place is unknown. */
  readonly distanceM: number | null
  /** Which stop of the day's way it is; null when it is not on it. */
  readonly stop: number | null
}

/** Everything owed up to a week from now and everything on the day's way, by due day and then by distance. */
export function owedVisits<E extends Enterprise>(all: readonly E[], today: Day, here: LonLat | null, way: readonly string[] = []): TodayItem<E>[] {
  const stops = new Map(way.map((id, n) => [id, n + 1]))
  const until = addDays(today, COMING_DAYS)
  return all
    .filter(({ status }) => VISITED.includes(status))
    .flatMap((enterprise) => {
      const [first] = enterprise.due
      const stop = stops.get(enterprise.id) ?? null
      return first === undefined || (first.on > until && stop === null) ? [] : [{ ...itemOf(enterprise, first, today, until, here), stop }]
    })
    .sort(byDayThenDistance)
}

/** What comes due after that week, the next first: for a day on which nothing is owed, such as the first after an import. */
export function nextVisits<E extends Enterprise>(all: readonly E[], today: Day, here: LonLat | null, count: number): TodayItem<E>[] {
  const from = addDays(today, COMING_DAYS)
  return all
    .filter(({ status }) => VISITED.includes(status))
    .flatMap((enterprise) => {
      const [first] = enterprise.due
      return first === undefined || first.on <= from ? [] : [itemOf(enterprise, first, today, first.on, here)]
    })
    .sort(byDayThenDistance)
    .slice(0, count)
}

function itemOf<E extends Enterprise>(enterprise: E, due: Due, today: Day, until: Day, here: LonLat | null): TodayItem<E> {
  const near = enterprise.due.filter(({ on }) => on <= until)
  const reasons = (near.length > 0 ? near : [due]).map(({ reason }) => reason)
  return {
    enterprise,
    due,
    reasons: [...new Set(reasons)],
    lateDays: daysBetween(due.on, today),
    distanceM: here === null ? null : distanceToSite(here, enterprise),
    stop: null,
  }
}

/** The stops of the day in the order they are walked, then what else is owed. */
export function byWay(a: TodayItem, b: TodayItem): number {
  const gap = (a.stop ?? Infinity) - (b.stop ?? Infinity)
  return gap === 0 || Number.isNaN(gap) ? byDayThenDistance(a, b) : gap
}

export function byDayThenDistance(a: TodayItem, b: TodayItem): number {
  return earlier(a.due.on, b.due.on) || byDistance(a, b)
}

export function byDistance(a: TodayItem, b: TodayItem): number {
  const gap = (a.distanceM ?? Infinity) - (b.distanceM ?? Infinity)
  return Number.isNaN(gap) ? 0 : gap // neither place is known
}

/** Whether a name, an address or a code contains what was typed; letters of either case. */
export function matches(enterprise: Enterprise, typed: string): boolean {
  const wanted = typed.trim().toLowerCase()
  if (wanted === '') return true
  const { name, address, uscc, contact, principal } = enterprise
  return [name, address, uscc ?? '', contact, principal].some((text) => text.toLowerCase().includes(wanted))
}
