// A shifted map is moved where it belongs: by the formula of gis/gcj02.py, tile by tile, at every zoom.
import { describe, expect, it } from 'vitest'
import file from '../../../tests/scenarios/gcj02.json'
import { toGcj02, type LonLat } from '../../src/map/gcj02'
import { cuttingUnder, tilesUnder } from '../../src/map/shifted'

const CHANGZHOU: LonLat = [119.95, 31.7]

/** Where a point lies on the grid of a zoom, in tiles. */
function onGrid([lon, lat]: LonLat, z: number): [number, number] {
  const sine = Math.sin((lat * Math.PI) / 180)
  return [((lon + 180) / 360) * 2 ** z, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z]
}

/** Pixels between where the moved map shows a place and where the place is. */
function missPx(place: LonLat, z: number): number {
  const [x, y] = onGrid(place, z)
  const [onX, onY] = onGrid(toGcj02(place), z)
  const tile = { z, x: Math.floor(x), y: Math.floor(y) }
  const { left, right, top, bottom } = cuttingUnder(tile)
  const across = (onX - left) / (right - left) - (x - tile.x)
  const down = (onY - top) / (bottom - top) - (y - tile.y)
  return 256 * Math.hypot(across, down)
}

describe('a shifted map', () => {
  it.each(file.places)('$place stands where gis/gcj02.py puts it', ({ wgs84, gcj02 }) => {
    const [lon = 0, lat = 0] = toGcj02([wgs84[0] ?? 0, wgs84[1] ?? 0])
    expect(Math.abs(lon - (gcj02[0] ?? 0))).toBeLessThan(2e-9)
    expect(Math.abs(lat - (gcj02[1] ?? 0))).toBeLessThan(2e-9)
  })

  it('would be about 500 m off near Changzhou if it were not moved', () => {
    const [lon, lat] = toGcj02(CHANGZHOU)
    const metres = Math.hypot((lon - CHANGZHOU[0]) * 94_700, (lat - CHANGZHOU[1]) * 110_880)
    expect(metres).toBeGreaterThan(450)
    expect(metres).toBeLessThan(550)
  })

  it.each([8, 10, 12, 14, 16, 18])('is moved to within half a pixel at zoom %i', (z) => {
    for (let step = 0; step < 400; step += 1) {
      const place: LonLat = [119.5 + (step % 20) * 0.0437, 31.2 + Math.floor(step / 20) * 0.0391]
      expect(missPx(place, z)).toBeLessThan(0.4)
    }
  })

  it('has no seam: neighbours are cut where they meet', () => {
    for (const z of [10, 14, 18]) {
      const [x, y] = onGrid(CHANGZHOU, z).map(Math.floor)
      const here = cuttingUnder({ z, x: x ?? 0, y: y ?? 0 })
      expect(cuttingUnder({ z, x: (x ?? 0) + 1, y: y ?? 0 }).left).toBe(here.right)
      expect(cuttingUnder({ z, x: x ?? 0, y: (y ?? 0) + 1 }).top).toBe(here.bottom)
    }
  })

  it('takes from the four tiles that lie under one of ours, and goes round the world', () => {
    const [x, y] = onGrid(CHANGZHOU, 16).map(Math.floor)
    const under = tilesUnder(cuttingUnder({ z: 16, x: x ?? 0, y: y ?? 0 }), 16)
    expect(under.length).toBeGreaterThanOrEqual(4)
    expect(new Set(under.map((tile) => tile.x)).size * new Set(under.map((tile) => tile.y)).size).toBe(under.length)
    expect(tilesUnder({ left: -0.5, right: 0.5, top: 0.2, bottom: 0.8 }, 3)).toEqual([{ z: 3, x: 7, y: 0 }, { z: 3, x: 0, y: 0 }])
  })

  it('is left alone outside China', () => {
    const tile = { z: 14, x: 4573, y: 5974 } // Toronto
    const { left, right, top, bottom } = cuttingUnder(tile)
    expect(left).toBeCloseTo(4573, 6)
    expect(right).toBeCloseTo(4574, 6)
    expect(top).toBeCloseTo(5974, 6)
    expect(bottom).toBeCloseTo(5975, 6)
  })
})
