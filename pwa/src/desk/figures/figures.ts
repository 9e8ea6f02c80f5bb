// What the page of figures shows together, the days of a period by its name, and how a share has moved. Pure.
import { addDays, type Day } from '../../domain/days'
import type { FigureRow, Share } from '../../wire/indicators'
import type { Span } from '../../wire/read'

/** Indicators by subject, in the order they are shown. */
export const GROUPS = {
  treatment: ['rectified', 'major_rectified', 'on_time', 'on_time_strict', 'extended', 'overdue'],
  reinspection: ['reinspected', 'reinspected_in_time', 'passed_first', 'on_the_spot', 'repeated', 'recorded_late'],
  visits: ['visited', 'inspected', 'self_checked', 'frequency_met', 'effective', 'at_site', 'with_findings', 'active_officers'],
  files: ['acknowledged', 'acknowledged_in_time', 'graded', 'owned', 'positioned', 'fresh'],
} as const
export type Group = keyof typeof GROUPS
export const GROUP_NAMES: readonly Group[] = ['treatment', 'reinspection', 'visits', 'files']
export const BY = ['town', 'village', 'unit', 'class'] as const
export type By = (typeof BY)[number]

export const PERIODS = ['quarter', 'month', 'year', 'last-month', 'last-quarter', 'last-year', 'days'] as const
export type Period = (typeof PERIODS)[number]

/** The days of a period by its name; `days` are those of the address, and without them this quarter. */
export function spanOf(period: Period, today: Day, given: Span): Span {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))]
  const quarter = 3 * Math.floor((month - 1) / 3) + 1
  switch (period) {
    case 'days':
      return given.from !== '' && given.to !== '' ? given : { from: first(year, quarter), to: today }
    case 'month':
      return { from: first(year, month), to: today }
    case 'quarter':
      return { from: first(year, quarter), to: today }
    case 'year':
      return { from: first(year, 1), to: today }
    case 'last-month':
      return { from: first(year, month - 1), to: addDays(first(year, month), -1) }
    case 'last-quarter':
      return { from: first(year, quarter - 3), to: addDays(first(year, quarter), -1) }
    case 'last-year':
      return { from: first(year - 1, 1), to: addDays(first(year, 1), -1) }
  }
}

/** The first day of a month; months run on below 1 into the year before. */
function first(year: number, month: number): Day {
  const months = year * 12 + month - 1
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-01`
}

/** Percentage points from one share to another; null where either has nothing to divide by. */
export function moved(from: Share | undefined, to: Share | undefined): number | null {
  if (from === undefined || to === undefined || from.d === 0 || to.d === 0) return null
  return (100 * to.n) / to.d - (100 * from.n) / from.d
}

/** Better, worse, or neither; a move that rounds to nought is none. */
export function verdictOf(move: number | null, isGood: boolean | null): 'better' | 'worse' | 'none' {
  if (move === null || isGood === null || Math.abs(move) < 0.005) return 'none'
  return move > 0 === isGood ? 'better' : 'worse'
}

export interface Sorting {
  readonly by: string
  readonly isFalling: boolean
}

/** Rows by a share, those without a base last; by name as the server has them. What has no place stays at the end. */
export function sorted(rows: readonly FigureRow[], { by, isFalling }: Sorting): FigureRow[] {
  if (by === '') return [...rows]
  const value = ({ shares }: FigureRow) => {
    const share = shares[by]
    return share === undefined || share.d === 0 ? null : share.n / share.d
  }
  const isLast = (row: FigureRow) => row.key === null || value(row) === null
  return [...rows].sort((a, b) => {
    if (isLast(a) || isLast(b)) return Number(isLast(a)) - Number(isLast(b))
    const gap = (value(a) ?? 0) - (value(b) ?? 0)
    return isFalling ? -gap : gap
  })
}
