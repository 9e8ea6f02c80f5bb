// What the town map counts: the question behind each figure, the classes and colours of a measure, the days of a
// period. Pure: the same numbers colour the map, stand in the panel and open the list.
import type { Day } from '../../domain/days'
import { UNRESOLVED } from '../../domain/hazards'
import { UNIT_RAMP } from '../../map/palette'
import type { AreaFigures, Figures, Measure, UnitFigures } from '../../wire/figures'

/** What grid units can be coloured by. */
export const COLOURS = ['open', 'overdue', 'closed_share'] as const
export type ColourBy = (typeof COLOURS)[number]

/** The figures of the panel, in order. */
export const SHOWN: readonly Measure[] = ['open', 'overdue', 'closed_share', 'waiting']

type Pairs = readonly (readonly [string, string])[]
const states = (...names: readonly string[]): Pairs => names.map((name) => ['state', name] as const)

/** Filters of the ledger that list exactly what a figure counts; a share lists its numerator. */
export function listOf(measure: Measure, { from, to }: AreaFigures['period']): Pairs {
  const found: Pairs = [['found_from', from], ['found_to', to]]
  switch (measure) {
    case 'open':
      return states('open', 'rectifying', 'plan_review', 'submitted')
    case 'overdue':
      return [['overdue', '1']]
    case 'waiting':
      return states('reported', 'transfer_pending')
    case 'found':
      return [...states('open', 'rectifying', 'plan_review', 'submitted', 'closed'), ...found]
    case 'closed':
    case 'closed_share':
      return [...states('closed'), ...found]
  }
}

/** Hazards drawn as points: what is not resolved. Closed ones would bury it. */
export const DRAWN: Pairs = states(...UNRESOLVED)

export function valueOf(figures: Figures, by: ColourBy): number | null {
  if (by !== 'closed_share') return figures[by]
  const { n, d } = figures.closed_share
  return d === 0 ? null : n / d
}

/** Units one by one, and in one row what lies in none of them or in one that is no longer there. */
export function namedUnits(units: readonly UnitFigures[]): UnitFigures[] {
  const elsewhere = units.filter(({ name }) => name === '')
  const sum = (of: (figures: Figures) => number) => elsewhere.reduce((all, figures) => all + of(figures), 0)
  const row: UnitFigures = {
    unit_id: '',
    name: '',
    open: sum(({ open }) => open),
    overdue: sum(({ overdue }) => overdue),
    waiting: sum(({ waiting }) => waiting),
    found: sum(({ found }) => found),
    closed: sum(({ closed }) => closed),
    closed_share: { n: sum(({ closed_share }) => closed_share.n), d: sum(({ closed_share }) => closed_share.d) },
  }
  const named = units.filter(({ name }) => name !== '')
  return elsewhere.length === 0 ? named : [...named, row]
}

export interface ColourClass {
  /** Both included; shares as 0 to 1. */
  readonly from: number
  readonly to: number
  readonly colour: string
}

export const NOUGHT = '#ffffff'
const CLASSES = 5
/** Most units close most of what they find: the upper end is where they differ. */
const SHARES = [0, 0.6, 0.8, 0.9, 0.95, 1] as const

/**
 * Classes of the values that occur, light for few, dark for many; nought is white and stands apart.
 * Counts: classes of about equal size, without empty ones. Shares: the same everywhere, so that towns can be compared.
 */
export function classesOf(units: readonly UnitFigures[], by: ColourBy): ColourClass[] {
  if (by === 'closed_share') return SHARES.slice(1).map((to, n) => ({ from: SHARES[n] ?? 0, to, colour: rampAt(n / (CLASSES - 1)) }))
  const values = units.map((unit) => unit[by]).filter((value) => value > 0).sort((a, b) => a - b)
  const ends = Array.from({ length: CLASSES }, (_, n) => values[Math.ceil(((n + 1) * values.length) / CLASSES) - 1] ?? 0)
  const tops = [...new Set(ends)].filter((top) => top > 0)
  return tops.map((to, n) => ({ from: (tops[n - 1] ?? 0) + 1, to, colour: rampAt(tops.length === 1 ? 0.5 : n / (tops.length - 1)) }))
}

/** The colour of a value; null where there is nothing to count. */
export function colourOf(value: number | null, classes: readonly ColourClass[], by: ColourBy): string | null {
  if (value === null) return null
  if (value === 0 && by !== 'closed_share') return NOUGHT
  return (classes.find(({ to }) => value <= to) ?? classes.at(-1))?.colour ?? NOUGHT
}

/** The ramp at a place from 0 to 1, between its stops in sRGB. */
export function rampAt(place: number): string {
  const at = Math.min(1, Math.max(0, place)) * (UNIT_RAMP.length - 1)
  const low = UNIT_RAMP[Math.floor(at)] ?? UNIT_RAMP[0]
  const high = UNIT_RAMP[Math.ceil(at)] ?? low
  const mixed = [1, 3, 5].map((start) => {
    const [a, b] = [low, high].map((colour) => Number.parseInt(colour.slice(start, start + 2), 16))
    return Math.round((a ?? 0) + ((b ?? 0) - (a ?? 0)) * (at - Math.floor(at)))
  })
  return `#${mixed.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

export const PERIODS = ['days365', 'year', 'quarter', 'month'] as const
export type Period = (typeof PERIODS)[number]

/** The days of a period that ends today; null for the server's own, the last 365 days. */
export function daysOf(period: Period, today: Day): { readonly from: Day; readonly to: Day } | null {
  const [year, month] = [today.slice(0, 4), Number(today.slice(5, 7))]
  const first = (of: number) => `${year}-${String(of).padStart(2, '0')}-01`
  if (period === 'year') return { from: first(1), to: today }
  if (period === 'quarter') return { from: first(3 * Math.floor((month - 1) / 3) + 1), to: today }
  return period === 'month' ? { from: first(month), to: today } : null
}
