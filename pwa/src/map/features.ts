// Rows of the area as what the map draws. No map library here: lists may use it without loading one.
import type { Feature, FeatureCollection } from 'geojson'
import type { Enterprise } from '../wire/enterprise'
import type { Hazard } from '../wire/hazard'
import type { LonLat } from '../wire/read'
import type { Unit } from '../wire/unit'
import type { UnitStatus } from './palette'

type Pending = { readonly pending: unknown }

/** Enterprises whose place itself is known, as points. */
export function enterprisePoints(enterprises: readonly (Enterprise & Pending)[]): FeatureCollection {
  return collect(
    enterprises.flatMap(({ id, name, risk_colour, point, pending }) =>
      point === null ? [] : [at(point, { id, name, grade: risk_colour ?? 'none', pending: pending !== null })],
    ),
  )
}

/** Enterprises known only to the village, the town or the district: numbers there, never pins. */
export function roughPlaces(enterprises: readonly Enterprise[]): FeatureCollection {
  return collect(
    enterprises.flatMap(({ id, name, point, near }) =>
      point !== null || near === null ? [] : [at(near, { id, name })],
    ),
  )
}

export function hazardPoints(hazards: readonly (Hazard & Pending)[]): FeatureCollection {
  return collect(
    hazards.flatMap(({ id, state, level, stop, point, pending }) =>
      point === null ? [] : [at(point, { id, state, level, stop, pending: pending !== null })],
    ),
  )
}

/** Grid units with what is to be done in each. */
export function unitAreas(units: readonly Unit[], statusOf: (unitId: string) => UnitStatus): FeatureCollection {
  return collect(
    units.flatMap(({ id, name, geometry }) =>
      geometry === null
        ? []
        : [{ type: 'Feature' as const, geometry, properties: { id, name, status: statusOf(id), pending: false } }],
    ),
  )
}

function at(point: LonLat, properties: Readonly<Record<string, unknown>>): Feature {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: [...point] }, properties: { ...properties } }
}

function collect(features: Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features }
}
