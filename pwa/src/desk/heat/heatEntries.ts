// The places of an answer as one kind of row, whether squares of the ground or areas of the tree. Pure.
import type { AreaHeat, GroundHeat, HeatArea, HeatNumbers, HeatPlace, Square, Verdict } from '../../wire/heat'
import { placeName, valueOf } from './heatWords'

export interface Entry {
  /** Stands in the address. */
  readonly key: string
  readonly name: string
  readonly by: string
  readonly numbers: HeatNumbers
  readonly verdict: Verdict
  /** On the scale of the colours. */
  readonly value: number
  readonly adjusted: number | null
  readonly stands: number | null
  readonly square: Square | null
}

export const TABS = ['worst', 'unvisited', 'small'] as const
export type Tab = (typeof TABS)[number]

export function entriesOf(heat: GroundHeat | AreaHeat): Readonly<Record<Tab, readonly Entry[]>> {
  if ('raster' in heat) {
    return {
      worst: heat.places.map((place) => ofPlace(place, heat, 'certain')),
      unvisited: heat.unvisited.map((place) => ofPlace(place, heat, 'unvisited')),
      small: [],
    }
  }
  const by = (verdict: Verdict) => heat.areas.filter((area) => area.verdict === verdict).map(ofArea)
  const falling = (of: (entry: Entry) => number) => (a: Entry, b: Entry) => of(b) - of(a) || a.name.localeCompare(b.name, 'zh')
  return {
    worst: by('certain').sort(falling(({ adjusted }) => adjusted ?? 0)),
    unvisited: by('unvisited').sort(falling(({ numbers }) => numbers.enterprises)),
    small: by('small').sort(falling(({ numbers }) => numbers.hazards)),
  }
}

export function ofArea(area: HeatArea): Entry {
  return { key: area.id, name: area.name, by: '', numbers: area, verdict: area.verdict, value: area.value ?? 0, adjusted: area.adjusted, stands: area.stands, square: null }
}

/** A density is per km², a square's count is not: its colour is that of the count spread over the square. */
function ofPlace(place: HeatPlace, heat: GroundHeat, verdict: Verdict): Entry {
  const { name, by } = placeName(place)
  const side_km = ((2 * heat.raster.radius + 1) * heat.raster.side_m) / 1000
  const value = (valueOf(place, heat) ?? 0) / (heat.measure === 'count' ? side_km ** 2 : 1)
  return { key: place.square.join(','), name, by, numbers: place, verdict, value, adjusted: place.adjusted, stands: null, square: place.square }
}
