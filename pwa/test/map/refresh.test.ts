import { describe, expect, it } from 'vitest'
import { tilesAt } from '../../src/map/refresh'

describe('tiles where something changed', () => {
  it('names one tile a zoom for a point in the middle of its tiles', () => {
    const tiles = tilesAt([[119.95, 31.78, 119.95, 31.78]], 16) ?? []
    expect(new Set(tiles.map(({ z }) => z)).size).toBe(17)
    expect(tiles.length).toBeLessThan(17 * 3)
    expect(tiles).toContainEqual({ z: 14, x: 13651, y: 6665 })
  })

  it('names every tile of a box that lies across an edge', () => {
    const tiles = tilesAt([[-0.001, -0.001, 0.001, 0.001]], 1) ?? []
    expect(tiles.filter(({ z }) => z === 1)).toHaveLength(4)
  })

  it('names none when there would be hundreds: the layer is then asked for as a whole', () => {
    expect(tilesAt([[118, 31, 121, 33]], 16)).toBeNull()
  })
})
