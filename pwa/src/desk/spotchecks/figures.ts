// The figures of spot checks as tiles: each with numerator and denominator, each opens exactly the list it counts.
import type { Share, SpotFigures, SpotFlag, SpotSide } from '../../wire/spotCheck'

/** What a tile opens: enterprises of samples with a flag, or single results. */
export type Opens = { readonly flag: SpotFlag } | { readonly side: SpotSide }

export interface SpotTile {
  readonly name: string
  readonly opens: Opens
  /** A rate where there is a denominator of its own, else a count of enterprises. */
  readonly rate: Share | null
  readonly n: number
  readonly isBad: boolean
}

/** Source: docs/rules.md 4.3 (12). */
export function tilesOf({ counts, rates }: SpotFigures): readonly SpotTile[] {
  const rate = (name: keyof SpotFigures['rates'], opens: Opens, isBad: boolean): SpotTile => ({ name, opens, rate: rates[name], n: rates[name].n, isBad })
  const counted = (name: SpotFlag, isBad: boolean): SpotTile => ({ name, opens: { flag: name }, rate: null, n: counts[name], isBad })
  return [
    rate('mismatched', { flag: 'mismatch' }, true),
    rate('confirmed', { side: 'true' }, false),
    rate('untrue', { side: 'not_true' }, true),
    rate('hidden', { side: 'missed' }, true),
    rate('false_closing', { side: 'false_closings' }, true),
    counted('waiting', false),
    counted('unassigned', false),
    counted('overdue', true),
    counted('impossible', false),
  ]
}

/** The filters of the address that a tile sets; the other one is taken off. */
export function filterOf(opens: Opens): { readonly flag: string; readonly side: string } {
  return 'flag' in opens ? { flag: opens.flag, side: '' } : { flag: '', side: opens.side }
}
