// The columns of the table of stages, and what each is of. Pure.
import type { Curve, Phase, StageCounts, StageList } from '../../wire/onboarding'

/** Number -> what it is a share of; null where it is a count of its own. */
export const COLUMNS = [
  ['regulated', null],
  ['target', 'regulated'],
  ['unknown', null],
  ['registered', 'target'],
  ['filed', 'target'],
  ['running', 'target'],
  ['trial', null],
] as const satisfies readonly (readonly [keyof StageCounts, keyof StageCounts | null])[]

/** Number -> the list of those who are expected and not counted. */
export const LACKING: Readonly<Partial<Record<StageList, StageList>>> = { registered: 'unregistered', filed: 'unfiled', running: 'not_running' }

export const LISTS: readonly StageList[] = [...COLUMNS.map(([name]) => name), 'unregistered', 'unfiled', 'not_running']

/** Each district's phase of this number, those that say the same only once. */
export function phasesOf(phases: readonly Phase[], number: number): Phase[] {
  const seen = new Set<string>()
  return phases.filter((phase) => {
    const { district: _, ...said } = phase
    const key = JSON.stringify(said)
    if (phase.number !== number || seen.has(key)) return false
    seen.add(key)
    return true
  })
}

export interface Line {
  readonly name: string
  readonly target: number
  readonly last: number
  readonly points: string
}

/** Rising counts as the points of a line in a box: days across, share of the target upwards. */
export function lineOf(name: string, counts: readonly number[], target: number, box: { readonly width: number; readonly height: number }): Line {
  const across = (n: number) => (counts.length < 2 ? box.width : (n / (counts.length - 1)) * box.width)
  const up = (value: number) => box.height - (target === 0 ? 0 : Math.min(1, value / target)) * box.height
  const points = counts.map((value, n) => `${across(n).toFixed(1)},${up(value).toFixed(1)}`).join(' ')
  return { name, target, last: counts.at(-1) ?? 0, points }
}

export function isFlat(curve: Curve): boolean {
  return (curve.registered.at(-1) ?? 0) === 0 && (curve.live.at(-1) ?? 0) === 0
}
