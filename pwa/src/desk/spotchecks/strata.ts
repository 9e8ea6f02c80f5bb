// The strata of an order while it is written: what each fits, and what a tenth of a stratum is.
import type { SpotStratum } from '../../wire/commands'
import type { SpotFrame } from '../../wire/spotCheck'

export interface StratumDraft {
  readonly town: string
  readonly supervision_class: string
  readonly grade: string
  readonly zero: string
  readonly size: number
}

export const WHOLE: StratumDraft = { town: '', supervision_class: '', grade: '', zero: '', size: 5 }
export const GRADES = ['A', 'B', 'C', 'D', 'none'] as const
const SHARE = 0.1

/** One stratum a town, a tenth of each, at least one. */
export function byTown(frame: SpotFrame): StratumDraft[] {
  return frame.town.filter(({ key }) => key !== '').map(({ key, n }) => ({ ...WHOLE, town: key, size: tenth(n) }))
}

/** Long silence first: those without any hazard, then the others. */
export function byZero(frame: SpotFrame): StratumDraft[] {
  return ['true', 'false'].flatMap((zero) => {
    const n = frame.zero.find(({ key }) => key === zero)?.n ?? 0
    return n === 0 ? [] : [{ ...WHOLE, zero, size: tenth(n) }]
  })
}

export function commandOf({ town, supervision_class, grade, zero, size }: StratumDraft): SpotStratum {
  return {
    size, town: town === '' ? null : Number(town), supervision_class: supervision_class === '' ? null : supervision_class,
    grade: GRADES.find((each) => each === grade) ?? null, zero: zero === '' ? null : zero === 'true',
  }
}

function tenth(n: number): number {
  return Math.max(1, Math.ceil(n * SHARE))
}
