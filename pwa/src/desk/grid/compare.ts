// The grid of a day as the map draws it, and where two days differ. Pure.
import type { FeatureCollection } from 'geojson'
import { isSameGround, type Area } from '../../map/borders'
import { collection } from '../../map/geo'
import type { DayUnit } from '../../wire/redraw'

/** Codes of units that one of the days does not have, or has with another name or other ground. */
export function differing(one: readonly DayUnit[], other: readonly DayUnit[]): string[] {
  const there = new Map(other.map((unit) => [unit.code, unit]))
  const here = new Set(one.map(({ code }) => code))
  const changed = one.filter((unit) => !isSame(unit, there.get(unit.code))).map(({ code }) => code)
  return [...changed, ...other.filter(({ code }) => !here.has(code)).map(({ code }) => code)].sort()
}

function isSame(one: DayUnit, other: DayUnit | undefined): boolean {
  return other !== undefined && one.name === other.name && isSameGround(areaOf(one), areaOf(other))
}

function areaOf({ geometry }: DayUnit): Area | null {
  return geometry.type === 'Polygon' || geometry.type === 'MultiPolygon' ? geometry : null
}

/** Units that differ are tinted, the others only outlined. */
export function dayShapes(units: readonly DayUnit[], tinted: readonly string[] = [], picked = ''): FeatureCollection {
  const marked = new Set(tinted)
  return collection(
    units.map(({ code, name, geometry }) => ({
      type: 'Feature' as const, geometry, properties: { id: code, name, status: marked.has(code) ? 'done' : 'plain', picked: code === picked },
    })),
  )
}
