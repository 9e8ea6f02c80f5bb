// How sure it is that a person stood at the site: the mirror of grids/visits.py. A badge, never a wall.
// tests/scenarios/presence.json keeps both sides in step.
import type { Geometry, Position } from 'geojson'
import type { LonLat } from '../wire/read'

export type Presence = 'at_site' | 'near' | 'away' | 'unknown'

/**
 * Grade presence from the distance to the site minus the error of the fix.
 * Unit: metres. Error: `radiusM` is the device's own 68 % figure. Source: docs/rules.md 3.3 (80 m or the accuracy).
 */
export function presence(distanceM: number | null, radiusM: number, limitM: number, isPositionKnown: boolean): Presence {
  if (distanceM === null || !isPositionKnown) return 'unknown'
  const beyond = Math.max(0, distanceM - radiusM)
  if (beyond <= limitM) return 'at_site'
  return beyond <= 5 * limitM ? 'near' : 'away'
}

const EARTH_M = 6_371_008.8
const RADIAN = Math.PI / 180

/** Great-circle distance. Unit: metres. Error: below 0.5 % (sphere for ellipsoid). */
export function distanceM(a: LonLat, b: LonLat): number {
  const dLat = (b[1] - a[1]) * RADIAN
  const dLon = (b[0] - a[0]) * RADIAN
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a[1] * RADIAN) * Math.cos(b[1] * RADIAN) * Math.sin(dLon / 2) ** 2
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)))
}

/**
 * Distance to an enterprise: nought inside its site polygon, else to the nearest edge, else to its point; null when
 * nobody knows the place itself.
 * Unit: metres. Error: as `distanceM`; edges are taken as straight lines in a local plane.
 */
export function distanceToSite(from: LonLat, place: { readonly site: Geometry | null; readonly point: LonLat | null }): number | null {
  const rings = place.site === null ? [] : ringsOf(place.site)
  if (rings.length === 0) return place.point === null ? null : distanceM(from, place.point)
  const local = rings.map((ring) => ring.map((at) => toPlane(from, at)))
  if (local.filter((ring) => holdsOrigin(ring)).length % 2 === 1) return 0
  return Math.min(...local.map(distanceToRing))
}

type Metres = readonly [number, number]

function ringsOf(geometry: Geometry): Position[][] {
  if (geometry.type === 'Polygon') return geometry.coordinates
  return geometry.type === 'MultiPolygon' ? geometry.coordinates.flat() : []
}

/** East and north of `origin` in metres. */
function toPlane(origin: LonLat, [lon = 0, lat = 0]: Position): Metres {
  return [(lon - origin[0]) * RADIAN * EARTH_M * Math.cos(origin[1] * RADIAN), (lat - origin[1]) * RADIAN * EARTH_M]
}

function sides(ring: readonly Metres[]): [Metres, Metres][] {
  return ring.flatMap((at, index) => {
    const next = ring[index + 1]
    return next === undefined ? [] : [[at, next]]
  })
}

/** Count the sides that a ray to the east of the origin crosses. */
function holdsOrigin(ring: readonly Metres[]): boolean {
  let isInside = false
  for (const [[x1, y1], [x2, y2]] of sides(ring)) {
    if (y1 > 0 !== y2 > 0 && (x2 - x1) * (-y1 / (y2 - y1)) + x1 > 0) isInside = !isInside
  }
  return isInside
}

function distanceToRing(ring: readonly Metres[]): number {
  return Math.min(...sides(ring).map(distanceToSide))
}

function distanceToSide([[x1, y1], [x2, y2]]: [Metres, Metres]): number {
  const [dx, dy] = [x2 - x1, y2 - y1]
  const length2 = dx * dx + dy * dy
  const along = length2 === 0 ? 0 : Math.min(1, Math.max(0, -(x1 * dx + y1 * dy) / length2))
  return Math.hypot(x1 + along * dx, y1 + along * dy)
}

export interface Standpoint {
  readonly presence: Presence
  /** Distance to the site minus the error of the fix. Unit: metres; null when either is unknown. */
  readonly beyondM: number | null
  readonly radiusM: number | null
}

/** Where a phone with this fix stands, seen from an enterprise. */
export function standpointOf(
  place: { readonly site: Geometry | null; readonly point: LonLat | null },
  fix: { readonly lon: number; readonly lat: number; readonly radius_m: number } | null,
  limitM: number,
): Standpoint {
  const metres = fix === null ? null : distanceToSite([fix.lon, fix.lat], place)
  const radius = fix?.radius_m ?? 0
  return {
    presence: presence(metres, radius, limitM, place.point !== null || place.site !== null),
    beyondM: metres === null ? null : Math.max(0, metres - radius),
    radiusM: fix?.radius_m ?? null,
  }
}
