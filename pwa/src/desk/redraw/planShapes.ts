// A plan as features of the map: its units, how changed ones were, the edit in hand. Pure.
import type { Feature, FeatureCollection } from 'geojson'
import { closedRing, isSameGround, type Outline } from '../../map/borders'
import { collection, labelPoints } from '../../map/geo'
import type { LonLat } from '../../wire/read'
import type { DayUnit, PlanUnit } from '../../wire/redraw'
import { isDrawing, KINDS, type Hand } from './tools'

export function unitShapes(units: readonly PlanUnit[], picked: readonly string[], town: number | null, today: readonly DayUnit[]): FeatureCollection {
  const was = new Map(today.map((unit) => [unit.code, unit]))
  return collection(
    units.flatMap((unit) => {
      const { key, code, name, geometry, town_id } = unit
      return geometry === null
        ? []
        : [{
            type: 'Feature' as const,
            geometry,
            properties: { key, code, name, look: lookOf(unit, was.get(key)), picked: picked.includes(key), foreign: town !== null && town_id !== String(town) },
          }]
    }),
  )
}

/** What the plan does to a unit; a neighbour that only got a corner on its old border is the same. */
export function lookOf({ isNew, changed, geometry, name, code }: PlanUnit, was: DayUnit | undefined): 'new' | 'changed' | 'same' {
  if (isNew) return 'new'
  if (!changed) return 'same'
  const isAsItWas = was !== undefined && was.name === name && was.code === code && isSameGround(areaOf(was.geometry), geometry)
  return isAsItWas ? 'same' : 'changed'
}

function areaOf(geometry: DayUnit['geometry']): PlanUnit['geometry'] {
  return geometry.type === 'Polygon' || geometry.type === 'MultiPolygon' ? geometry : null
}

/** Names of the units that may be drawn on; the neighbours of a town keep quiet. */
export function unitLabels(shapes: FeatureCollection, notes: ReadonlyMap<string, string> = new Map()): FeatureCollection {
  const own = shapes.features.filter(({ properties }) => properties?.['foreign'] !== true)
  return labelPoints(collection(own.map((unit) => ({ ...unit, properties: { ...unit.properties, note: notes.get(String(unit.properties?.['key'])) ?? '' } }))))
}

/** How what the plan changes or ends was. */
export function beforeShapes(units: readonly PlanUnit[], today: readonly DayUnit[]): FeatureCollection {
  const was = new Map(today.map((unit) => [unit.code, unit]))
  const changed = new Set(units.flatMap((unit) => (unit.ended || lookOf(unit, was.get(unit.key)) === 'changed' ? [unit.key] : [])))
  return collection(today.flatMap(({ code, geometry }) => (changed.has(code) ? [{ type: 'Feature' as const, geometry, properties: {} }] : [])))
}

export interface InHand {
  readonly hand: Hand
  readonly hover: LonLat | null
  readonly snap: LonLat | null
  readonly held: LonLat | null
  /** Outlines that the dragged handle would make, by this screen's own reckoning. */
  readonly dragged: readonly Outline[]
  /** Outlines that the server's try gave. */
  readonly tried: readonly PlanUnit[]
}

export function draftShapes({ hand, hover, snap, held, dragged, tried }: InHand): FeatureCollection {
  const areas = dragged.length > 0 ? dragged : tried
  const made = areas.flatMap(({ geometry }) => (geometry === null ? [] : [feature(geometry, 'tried')]))
  const path = hover !== null && isDrawing(hand) && hand.points.length > 0 ? [...hand.points, snap ?? hover] : hand.points
  return collection([...made, ...pathShapes(hand, path), ...dots(hand.points, 'point'), ...dots([held], 'held'), ...dots([snap], 'snap')])
}

function pathShapes(hand: Hand, path: readonly LonLat[]): Feature[] {
  if (path.length < 2) return []
  if (KINDS[hand.tool].draws !== 'ring' || path.length < 3) return [feature({ type: 'LineString', coordinates: path.map((spot) => [...spot]) }, 'line')]
  return [feature({ type: 'Polygon', coordinates: [closedRing(path).map((spot) => [...spot])] }, 'ring')]
}

function dots(spots: readonly (LonLat | null)[], kind: string): Feature[] {
  return spots.flatMap((spot) => (spot === null ? [] : [feature({ type: 'Point', coordinates: [...spot] }, kind)]))
}

function feature(geometry: Feature['geometry'], kind: string): Feature {
  return { type: 'Feature', geometry, properties: { kind } }
}
