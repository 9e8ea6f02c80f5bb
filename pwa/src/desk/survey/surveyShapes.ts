// A survey as features of the map: units, faults as ground, faults as marks. Pure.
import type { FeatureCollection } from 'geojson'
import { collection, pointAt, type Box } from '../../map/geo'
import type { Fault, FaultKind, SurveyMap } from '../../wire/survey'

export const ALL = 'all'
export type KindFilter = FaultKind | typeof ALL

/** Metres around a place that is looked at, at least. */
const AROUND_M = 60
const METRES_PER_DEGREE = 111_320

/** The units, with the one that would get the ground marked. */
export function statedShapes(map: SurveyMap, taker: string | null): FeatureCollection {
  return collection(map.units.features.map((unit) => ({ ...unit, properties: { ...unit.properties, taker: taker !== null && unit.properties?.['key'] === taker } })))
}

export function faultShapes(map: SurveyMap, faults: readonly Fault[], picked: string | null): FeatureCollection {
  const known = new Map(faults.map((fault) => [fault.id, fault]))
  return collection(
    map.faults.features.flatMap((shape) => {
      const fault = known.get(String(shape.id))
      return fault === undefined ? [] : [{ ...shape, properties: { ...shape.properties, settled: fault.choice !== null, picked: fault.id === picked } }]
    }),
  )
}

/** One mark a fault: open ones over settled ones, large over small. */
export function faultMarks(faults: readonly Fault[], picked: string | null, letterOf: (kind: FaultKind) => string): FeatureCollection {
  return collection(
    faults.map(({ id, kind, at, choice, area_m2 }) => ({
      ...pointAt(at[0], at[1]),
      properties: { id, kind, letter: letterOf(kind), settled: choice !== null, picked: id === picked, order: (choice === null ? 1e12 : 0) + Math.min(area_m2, 1e11) + (id === picked ? 2e12 : 0) },
    })),
  )
}

/** The view of one place: its own size, and something around it. */
export function boxAround(fault: Fault): Box {
  const half = Math.max(AROUND_M, Math.sqrt(fault.area_m2 / Math.max(1, fault.pieces)), fault.width_m) / METRES_PER_DEGREE
  const [lon, lat] = fault.at
  const wide = half / Math.cos((lat * Math.PI) / 180)
  return [lon - wide, lat - half, lon + wide, lat + half]
}

/** Which lines of the list are shown: of a kind, open ones only. */
export function filtered(faults: readonly Fault[], kind: KindFilter, isOpenOnly: boolean): readonly Fault[] {
  return faults.filter((fault) => (kind === ALL || fault.kind === kind) && (!isOpenOnly || fault.choice === null))
}

/** What the suggestions would settle: the clear ones, or all that are no wider than so many metres. */
export function takable(faults: readonly Fault[], kind: KindFilter, upTo: number | null): number {
  return filtered(faults, kind, true).filter(({ suggestion, isClear, width_m }) => suggestion !== null && (upTo === null ? isClear : width_m <= upTo)).length
}

/** The next open fault after one, round the end; null when nothing is open. */
export function nextOpen(faults: readonly Fault[], after: string | null): Fault | null {
  const at = faults.findIndex(({ id }) => id === after)
  return [...faults.slice(at + 1), ...faults.slice(0, Math.max(0, at + 1))].find(({ choice }) => choice === null) ?? null
}
