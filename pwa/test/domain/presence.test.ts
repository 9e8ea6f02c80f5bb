import type { Polygon } from 'geojson'
import { describe, expect, test } from 'vitest'
import { distanceM, distanceToSite, presence } from '../../src/domain/presence'
import file from '../../../tests/scenarios/presence.json'

test.each(file.scenarios)('$name', (given) => {
  expect(presence(given.distance_m, given.radius_m, file.limit_m, given.position_known)).toBe(given.presence)
})

describe('distance to a site', () => {
  // About 190 m wide and 222 m high.
  const yard: Polygon = {
    type: 'Polygon',
    coordinates: [[[119.95, 31.72], [119.952, 31.72], [119.952, 31.722], [119.95, 31.722], [119.95, 31.72]]],
  }

  test('is nought inside the polygon', () => {
    expect(distanceToSite([119.951, 31.721], { site: yard, point: null })).toBe(0)
  })

  test('is measured to the nearest edge outside it, not to a corner', () => {
    const metres = distanceToSite([119.951, 31.719], { site: yard, point: null })
    expect(metres).toBeGreaterThan(110)
    expect(metres).toBeLessThan(112.5)
  })

  test('counts a hole of the polygon as outside', () => {
    const hole = [[119.9505, 31.7205], [119.9515, 31.7205], [119.9515, 31.7215], [119.9505, 31.7215], [119.9505, 31.7205]]
    const ring: Polygon = { type: 'Polygon', coordinates: [...yard.coordinates, hole] }
    expect(distanceToSite([119.951, 31.721], { site: ring, point: null })).toBeGreaterThan(40)
  })

  test('falls back to the point, and to nothing when nobody knows the place', () => {
    expect(distanceToSite([119.95, 31.72], { site: null, point: [119.95, 31.721] })).toBeCloseTo(111.2, 0)
    expect(distanceToSite([119.95, 31.72], { site: null, point: null })).toBeNull()
  })

  test('agrees with the geodesic on the WGS-84 ellipsoid to half a percent', () => {
    const geodesic = 9606.754 // pyproj.Geod(ellps='WGS84').inv of the same two points
    const metres = distanceM([119.9669, 31.7869], [119.9435, 31.7026])
    expect(Math.abs(metres - geodesic) / geodesic).toBeLessThan(0.005)
  })
})
