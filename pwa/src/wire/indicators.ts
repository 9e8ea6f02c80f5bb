// Indicators as the server counts them: shares with numerator and denominator, in all and by row, and the facts behind.
import { fieldsOf, flag, list, number, numberOrNull, spanOf, text, textOrNull, type Fields, type Span } from './read'

export interface Share {
  readonly n: number
  readonly d: number
  /** Written by the server, half up; null where there is nothing to divide by. */
  readonly percent: string | null
  /** The base is too small to judge by. */
  readonly small: boolean
}
export type Shares = Readonly<Record<string, Share>>

export interface Indicator {
  readonly item: number
  readonly facts: string
  /** Whether more is better; null where neither is. */
  readonly isGood: boolean | null
  readonly name: { readonly zh: string; readonly en: string }
  readonly formula: { readonly zh: string; readonly en: string }
}

export interface FigureRow {
  /** Null for what has no place. */
  readonly key: string | null
  readonly name: string
  readonly shares: Shares
  readonly ranks: Readonly<Record<string, number>>
}

export interface IndicatorTable {
  readonly as_of: string
  readonly period: Span
  readonly denominatorMin: number
  readonly indicators: Readonly<Record<string, Indicator>>
  readonly total: Shares
  readonly rows: readonly FigureRow[]
}

/** The same indicators in all, of the period before and of the same days a year before. */
export interface Earlier {
  readonly before: Shares
  readonly year_before: Shares
}

/** Null when the answer holds no total: nought and unknown are not the same. */
export function readIndicators(body: unknown): IndicatorTable | null {
  const row = fieldsOf(body)
  if (!('total' in row) || !Array.isArray(row['rows'])) return null
  return {
    as_of: text(row, 'as_of'),
    period: spanOf(row, 'period'),
    denominatorMin: number(row, 'denominator_min'),
    indicators: Object.fromEntries(Object.entries(fieldsOf(row['indicators'])).map(([name, one]) => [name, indicatorOf(fieldsOf(one))])),
    total: sharesOf(row['total']),
    rows: list(row, 'rows', (one) => ({ key: textOrNull(one, 'key'), name: text(one, 'name'), shares: sharesOf(one['shares']), ranks: ranksOf(fieldsOf(one['ranks'])) })),
  }
}

export function readEarlier(body: unknown): Earlier | null {
  const of = (when: string) => fieldsOf(fieldsOf(body)[when])['total']
  return of('before') === undefined ? null : { before: sharesOf(of('before')), year_before: sharesOf(of('year_before')) }
}

function sharesOf(given: unknown): Shares {
  return Object.fromEntries(
    Object.entries(fieldsOf(given)).map(([name, one]) => {
      const row = fieldsOf(one)
      return [name, { n: number(row, 'n'), d: number(row, 'd'), percent: textOrNull(row, 'percent'), small: flag(row, 'small') }]
    }),
  )
}

function ranksOf(row: Fields): Record<string, number> {
  return Object.fromEntries(Object.keys(row).flatMap((name) => (numberOrNull(row, name) === null ? [] : [[name, number(row, name)]])))
}

function indicatorOf(row: Fields): Indicator {
  const said = (of: unknown) => ({ zh: text(fieldsOf(of), 'zh'), en: text(fieldsOf(of), 'en') })
  const good = row['is_good']
  return { item: number(row, 'item'), facts: text(row, 'facts'), isGood: typeof good === 'boolean' ? good : null, name: said(row['name']), formula: said(row['formula']) }
}

/** One fact that was counted. */
export interface Fact {
  readonly id: string
  readonly label: string
  readonly moment: string
  readonly enterprise_id: string | null
  readonly enterprise_name: string | null
  readonly hazard_id: string | null
  readonly counted: boolean
}

export function factOf(row: Fields): Fact {
  return {
    id: text(row, 'id'),
    label: text(row, 'label'),
    moment: text(row, 'moment'),
    enterprise_id: textOrNull(row, 'enterprise_id'),
    enterprise_name: textOrNull(row, 'enterprise_name'),
    hazard_id: textOrNull(row, 'hazard_id'),
    counted: flag(row, 'counted'),
  }
}
