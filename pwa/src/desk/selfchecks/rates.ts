// The figures of a period as tiles: each with numerator and denominator, each opens exactly its list.
import type { SelfFlag, SelfRates } from '../../wire/selfPeriods'

export interface Rate {
  readonly flag: SelfFlag
  readonly n: number
  readonly d: number
  readonly isRate: boolean
  readonly isBad: boolean
}

/** Source: docs/rules.md 4.3 (2, 3): over all that owed; the share of zero reports is of those that reported. */
export function rates({ total }: SelfRates): readonly Rate[] {
  const rate = (flag: SelfFlag, n: number, d: number): Rate => ({ flag, n, d, isRate: true, isBad: false })
  const number = (flag: SelfFlag, n: number, isBad: boolean): Rate => ({ flag, n, d: total.owed, isRate: false, isBad })
  return [
    rate('checked', total.checked, total.owed),
    rate('reported', total.reported, total.owed),
    rate('on_time', total.on_time, total.owed),
    rate('zero', total.zero, total.reported),
    number('late', total.late, false),
    number('missed', total.missed, true),
    number('zero_streak', total.zero_streak, true),
    number('identical', total.identical, true),
    number('waiting', total.waiting, false),
  ]
}

/** This quarter, the seven before it, and the years they lie in. */
export function lastPeriods(quarter: string): string[] {
  let [year, n] = [Number(quarter.slice(0, 4)), Number(quarter.slice(5))]
  const found: string[] = []
  while (found.length < 8) {
    found.push(`${year}Q${n}`)
    ;[year, n] = n === 1 ? [year - 1, 4] : [year, n - 1]
  }
  return [...found, ...new Set(found.map((code) => code.slice(0, 4)))]
}
