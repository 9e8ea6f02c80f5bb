// Numbers of heat in words: a rate in two digits, a ratio as numerator and denominator, the name of a place. Pure but
// for the language.
import { count } from '../../text/format'
import { t } from '../../text/text'
import type { HeatMade, HeatNumbers, HeatPlace } from '../../wire/heat'
import { ratioOf } from './heatColours'

export function rate(value: number | null): string {
  if (value === null) return t('format.none')
  if (value === 0) return '0'
  return value >= 100 ? count(Math.round(value)) : String(Number(value.toPrecision(2)))
}

/** "16 ÷ 30 visits"; a count has no denominator. */
export function ratio(numbers: HeatNumbers, made: HeatMade): string {
  const { n, d } = ratioOf(numbers, made)
  if (d === null && made.weighted) return t('desk.heat.ratio.weighed', { n: count(n), hazards: count(numbers.hazards) })
  return d === null ? t('desk.heat.ratio.count', { n: count(n) }) : t(`desk.heat.ratio.${made.measure}`, { n: count(n), d: count(d) })
}

/** The rate of a place; null where there is nothing to divide by. */
export function valueOf(numbers: HeatNumbers, made: HeatMade): number | null {
  const { n, d } = ratioOf(numbers, made)
  return d === null ? n : d === 0 ? null : n / d
}

export function placeName({ unit, near }: Pick<HeatPlace, 'unit' | 'near'>): { readonly name: string; readonly by: string } {
  return { name: unit === '' ? t('desk.heat.place.nowhere') : unit, by: near === '' ? '' : t('desk.heat.place.near', { name: near }) }
}
