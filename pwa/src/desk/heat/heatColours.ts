// From numbers to colours: classes of the values that are certain, one even ramp, and how strongly a colour stands by
// how many of the enterprises were visited. What is small or unvisited gets no colour of the ramp. Pure.
import { RAMP } from '../../map/palette'
import type { HeatMade, HeatMeasure, HeatNumbers, Verdict } from '../../wire/heat'

export interface HeatClass {
  /** From this value on. */
  readonly from: number
  readonly to: number
  readonly colour: string
}

/** Three strengths are as many as an eye tells apart in a map. */
export const COVERAGES = [
  { upTo: 1 / 3, opacity: 0.4 },
  { upTo: 2 / 3, opacity: 0.65 },
  { upTo: 1, opacity: 0.92 },
] as const
const CLASSES = 5
/** The ramp's first tenth is a yellow that would shout the loudest for the lowest. */
const PALEST = 0.1

export function coverageOf({ visited, enterprises }: HeatNumbers): number {
  return enterprises === 0 ? 0 : visited / enterprises
}

export function opacityOf(numbers: HeatNumbers): number {
  const coverage = coverageOf(numbers)
  return (COVERAGES.find(({ upTo }) => coverage <= upTo) ?? COVERAGES[2]).opacity
}

/** Classes of about equal size whose borders are numbers a person can read. */
export function classesOf(values: readonly number[]): HeatClass[] {
  const sorted = values.filter((value) => value > 0).sort((a, b) => a - b)
  const top = sorted.at(-1)
  if (top === undefined) return []
  const inner = Array.from({ length: CLASSES - 1 }, (_, n) => readable(sorted[Math.floor(((n + 1) * sorted.length) / CLASSES)] ?? top))
  const borders = [...new Set([0, ...inner.filter((border) => border > 0 && border < top), Math.max(readable(top), top)])].sort((a, b) => a - b)
  return borders.slice(1).map((to, n) => ({ from: borders[n] ?? 0, to, colour: rampAt(borders.length < 3 ? 0.5 : PALEST + ((1 - PALEST) * n) / (borders.length - 2)) }))
}

/** A count is per km² and day of the year, so a month's classes are the year's, shrunk; rates are the same at any length. */
export function shrunk(classes: readonly HeatClass[], measure: HeatMeasure, share: number): HeatClass[] {
  return classes.map(({ from, to, colour }) => (measure === 'per_visit' ? { from, to, colour } : { from: from * share, to: to * share, colour }))
}

export function colourOf(value: number, classes: readonly HeatClass[]): string {
  return (classes.find(({ to }) => value <= to) ?? classes.at(-1))?.colour ?? RAMP[0]
}

/** The weighed numerator and the denominator of a place. */
export function ratioOf(numbers: HeatNumbers, made: HeatMade): { readonly n: number; readonly d: number | null } {
  const { general, major } = made.weights
  const n = made.weighted ? general * (numbers.hazards - numbers.majors) + major * numbers.majors : numbers.hazards
  return { n, d: made.measure === 'count' ? null : made.measure === 'per_visit' ? numbers.visits : numbers.enterprises }
}

export function isColoured(verdict: Verdict): boolean {
  return verdict === 'certain'
}

/** Two digits that count, and no more. */
export function readable(value: number): number {
  return Number(value.toPrecision(2))
}

/** The ramp at a place from 0 to 1, between its stops in sRGB. */
export function rampAt(place: number): string {
  const at = Math.min(1, Math.max(0, place)) * (RAMP.length - 1)
  const low = RAMP[Math.floor(at)] ?? RAMP[0]
  const high = RAMP[Math.ceil(at)] ?? low
  const mixed = [1, 3, 5].map((start) => {
    const [a = 0, b = 0] = [low, high].map((colour) => Number.parseInt(colour.slice(start, start + 2), 16))
    return Math.round(a + (b - a) * (at - Math.floor(at)))
  })
  return `#${mixed.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
