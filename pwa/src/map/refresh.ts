// Which tiles lie where something changed: at every zoom, so that the map may ask again for just those it shows.
import { VectorTileSource, type Map } from 'maplibre-gl'
import type { Change, TouchedBox } from '../wire/events'
import type { TileSources } from './sources'

export interface TileId {
  readonly x: number
  readonly y: number
  readonly z: number
}

const DEEPEST = 16
/** Above so many tiles at one zoom it is simpler to ask for the layer as a whole. */
const MANY = 400
/** Signs near an edge are drawn by the neighbour too: part of a tile. */
const EDGE = 1 / 16

/** Ask for all tiles of a layer again, under a new version. */
export function setTiles(map: Map, tiles: TileSources): void {
  for (const [name, tile] of Object.entries(tiles)) {
    const source = map.getSource(name)
    if (source instanceof VectorTileSource && source.tiles[0] !== absolute(tile.url))
      source.setTiles([absolute(tile.url)])
  }
}

export function refreshTiles(map: Map, changes: readonly Change[], tiles: TileSources): void {
  for (const [name, { layer }] of Object.entries(tiles)) {
    const own = changes.filter(({ layers }) => layers.includes(layer))
    if (own.length === 0 || map.getSource(name) === undefined) continue
    const zoom = Math.min(DEEPEST, Math.ceil(map.getZoom()))
    const ids = own.some(({ boxes }) => boxes.length === 0) ? null : tilesAt(own.flatMap(({ boxes }) => boxes), zoom)
    if (ids === null) map.refreshTiles(name)
    else map.refreshTiles(name, [...ids])
  }
}

/** The tiles of all zooms down to this one that boxes touch; null when there are too many to name. */
export function tilesAt(boxes: readonly TouchedBox[], deepest: number): readonly TileId[] | null {
  const found: Record<string, TileId> = {}
  for (let z = 0; z <= deepest; z += 1) {
    for (const [west, south, east, north] of boxes) {
      const [left, right] = [column(west, z) - EDGE, column(east, z) + EDGE]
      const [top, bottom] = [row(north, z) - EDGE, row(south, z) + EDGE]
      const across = Math.floor(right) - Math.floor(left) + 1
      if (across * (Math.floor(bottom) - Math.floor(top) + 1) > MANY) return null
      for (let x = Math.max(0, Math.floor(left)); x <= Math.min(2 ** z - 1, Math.floor(right)); x += 1) {
        for (let y = Math.max(0, Math.floor(top)); y <= Math.min(2 ** z - 1, Math.floor(bottom)); y += 1)
          found[`${z}/${x}/${y}`] = { x, y, z }
      }
    }
  }
  return Object.values(found)
}

function column(lon: number, z: number): number {
  return ((lon + 180) / 360) * 2 ** z
}

function row(lat: number, z: number): number {
  const sine = Math.sin((lat * Math.PI) / 180)
  return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z
}

/** Workers have no base address of their own. */
function absolute(url: string): string {
  return url.startsWith('/') ? location.origin + url : url
}
