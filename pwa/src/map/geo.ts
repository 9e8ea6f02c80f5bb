// Small geometry for drawing: a ring of metres, the middle of a polygon, the box around features.
import type { Feature, FeatureCollection, Geometry, Point, Polygon, Position } from 'geojson'
import type { Fix } from '../wire/place'

export type Box = readonly [west: number, south: number, east: number, north: number]

const METRES_PER_DEGREE = 111_320
const RING_POINTS = 64

/** The error of a fix as a polygon. Error: below 0.5 % of the radius, a sphere is taken for the earth. */
export function fixRing(fix: Fix): Feature<Polygon> {
  const { lon, lat, radius_m } = fix
  const dLat = radius_m / METRES_PER_DEGREE
  const dLon = dLat / Math.cos((lat * Math.PI) / 180)
  const ring = Array.from({ length: RING_POINTS + 1 }, (_, index): Position => {
    const angle = (index / RING_POINTS) * 2 * Math.PI
    return [lon + dLon * Math.cos(angle), lat + dLat * Math.sin(angle)]
  })
  return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } }
}

export function pointAt(lon: number, lat: number): Feature<Point> {
  return { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [lon, lat] } }
}

export function collection(features: readonly Feature[] = []): FeatureCollection {
  return { type: 'FeatureCollection', features: [...features] }
}

/** One label point per polygon, so that no name repeats at every tile edge. */
export function labelPoints(areas: FeatureCollection): FeatureCollection {
  return collection(
    areas.features.flatMap((area) => {
      const ring = largestRing(area.geometry)
      return ring === null ? [] : [{ ...area, geometry: { type: 'Point' as const, coordinates: centroid(ring) } }]
    }),
  )
}

export function boxOf(features: FeatureCollection): Box | null {
  const points = features.features.flatMap(({ geometry }) => positions(geometry))
  if (points.length === 0) return null
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lon = 0, lat = 0] of points) {
    west = Math.min(west, lon)
    south = Math.min(south, lat)
    east = Math.max(east, lon)
    north = Math.max(north, lat)
  }
  return [west, south, east, north]
}

function positions(geometry: Geometry | null): Position[] {
  switch (geometry?.type) {
    case 'Point':
      return [geometry.coordinates]
    case 'LineString':
    case 'MultiPoint':
      return geometry.coordinates
    case 'Polygon':
    case 'MultiLineString':
      return geometry.coordinates.flat()
    case 'MultiPolygon':
      return geometry.coordinates.flat(2)
    default:
      return []
  }
}

function largestRing(geometry: Geometry | null): Position[] | null {
  const rings =
    geometry?.type === 'Polygon'
      ? [geometry.coordinates[0]]
      : geometry?.type === 'MultiPolygon'
        ? geometry.coordinates.map(([outer]) => outer)
        : []
  const known = rings.filter((ring) => ring !== undefined)
  return known.sort((a, b) => Math.abs(area(b)) - Math.abs(area(a)))[0] ?? null
}

function area(ring: readonly Position[]): number {
  return edges(ring).reduce((sum, [x1, y1, x2, y2]) => sum + (x1 * y2 - x2 * y1), 0) / 2
}

function centroid(ring: readonly Position[]): Position {
  const [x0 = 0, y0 = 0] = ring[0] ?? []
  const moved = ring.map(([x = 0, y = 0]): Position => [x - x0, y - y0]) // near zero, where floats are exact
  const size = area(moved)
  if (size === 0) return [x0, y0]
  let [sumX, sumY] = [0, 0]
  for (const [x1, y1, x2, y2] of edges(moved)) {
    const cross = x1 * y2 - x2 * y1
    sumX += (x1 + x2) * cross
    sumY += (y1 + y2) * cross
  }
  return [x0 + sumX / (6 * size), y0 + sumY / (6 * size)]
}

function edges(ring: readonly Position[]): (readonly [number, number, number, number])[] {
  return ring.slice(1).map(([x2 = 0, y2 = 0], index) => {
    const [x1 = 0, y1 = 0] = ring[index] ?? []
    return [x1, y1, x2, y2] as const
  })
}
