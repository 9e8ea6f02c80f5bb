// The question of the heat page as it stands in the address: what is asked of the server, the list behind a figure,
// the months of the period. Pure.
import type { Day } from '../../domain/days'
import type { HeatMeasure, Square } from '../../wire/heat'

export const NAMES = [
  'measure', 'weighted', 'bandwidth', 'by', 'from', 'to', 'month', 'state', 'source', 'level', 'category', 'supervision_class', 'industry', 'grade',
  'city', 'district', 'town', 'village', 'unit', 'place', 'box',
] as const
export type Name = (typeof NAMES)[number]
export type Chosen = { readonly one: (name: Name) => string; readonly many: (name: Name) => readonly string[] }
type Pairs = readonly (readonly [string, string])[]

/** Levels a map can be coloured by; the ground itself comes first. */
export const VIEWS = ['ground', 'unit', 'village', 'town', 'district', 'city'] as const
export type View = (typeof VIEWS)[number]
/** What somebody of this level looks at: levels above one's own have one row and say nothing. */
export function viewsOf(level: string): readonly View[] {
  return level === 'city' ? ['ground', 'unit', 'village', 'town', 'district'] : level === 'district' ? ['ground', 'unit', 'village', 'town'] : ['ground', 'unit', 'village']
}

/** Areas by colour begin one level below one's own, in a town with its grid units. */
export function firstAreasOf(views: readonly View[]): View {
  return views.includes('district') ? 'district' : views.includes('town') ? 'town' : 'unit'
}
export const BANDWIDTHS = ['250', '500', '1000', '2000'] as const
const SHARED: readonly Name[] = ['state', 'level', 'category', 'supervision_class', 'industry', 'grade', 'city', 'district', 'town', 'village', 'unit']
const FOUND = ['open', 'rectifying', 'plan_review', 'submitted', 'closed'] as const
const BY_VISIT = ['grid', 'inspection', 'town', 'department'] as const
const YEAR_DAYS = 365

export interface Days {
  readonly from: Day
  readonly to: Day
}

/** The days asked for, both included: the last 365 when none are. */
export function periodOf(chosen: Chosen, today: Day): Days {
  const to = chosen.one('to') || today
  const from = chosen.one('from') || new Date(Date.parse(to) - YEAR_DAYS * 86_400_000).toISOString().slice(0, 10)
  return { from, to }
}

/** The calendar months a period touches, as 2026-03, first to last; of a longer one the last three years. */
export function monthsOf({ from, to }: Days): string[] {
  const [first, last] = [from, to].map((day) => 12 * Number(day.slice(0, 4)) + Number(day.slice(5, 7)) - 1)
  if (first === undefined || last === undefined || !Number.isFinite(first + last) || first > last) return []
  const count = Math.min(36, last - first + 1)
  return Array.from({ length: count }, (_, n) => {
    const month = last - count + 1 + n
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
  })
}

/** A month, as far as it lies in the period. */
export function daysOfMonth(month: string, { from, to }: Days): Days {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5, 7))]
  const last = new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
  const first = `${month}-01`
  return { from: first < from ? from : first, to: last > to ? to : last }
}

export function shownDays(chosen: Chosen, period: Days): Days {
  const month = chosen.one('month')
  return monthsOf(period).includes(month) ? daysOfMonth(month, period) : period
}

/** What both ways of counting are asked. */
export function askedOf(chosen: Chosen, measure: HeatMeasure, days: Days): Pairs {
  const kinds = [...SHARED, 'source' as const].flatMap((name) => chosen.many(name).map((value) => [name, value] as const))
  return [['measure', measure], ['weighted', chosen.one('weighted') === '0' ? 'false' : ''], ['period_from', days.from], ['period_to', days.to], ...kinds]
}

/** Filters of the ledger that list exactly the hazards a place counts. */
export function listedOf(chosen: Chosen, measure: HeatMeasure, days: Days, within: { readonly square: Square } | { readonly level: string; readonly id: string }): Pairs {
  const states = chosen.many('state').length > 0 ? chosen.many('state') : FOUND
  const asked = chosen.many('source')
  const able = measure === 'per_visit' ? BY_VISIT.filter((source) => asked.length === 0 || asked.includes(source)) : asked
  const kinds = SHARED.filter((name) => name !== 'state').flatMap((name) => chosen.many(name).map((value) => [name, value] as const))
  const place: Pairs = 'square' in within
    ? within.square.map((edge) => [measure === 'count' ? 'square' : 'enterprise_square', String(edge)] as const)
    : [[within.level, within.id]]
  const own = 'square' in within ? kinds : kinds.filter(([name]) => name !== within.level)
  return [...states.map((state) => ['state', state] as const), ...able.map((source) => ['source', source] as const), ...own, ...place, ['found_from', days.from], ['found_to', days.to], ['lying', 'true']]
}
