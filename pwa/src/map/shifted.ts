// Which part of a shifted map belongs under a tile of ours. Within one tile the shift is taken for even along each
// side: measured at the middles of the four sides, so that neighbours meet without a seam.
import { toGcj02, type LonLat } from './gcj02'

export interface TileId {
  readonly z: number
  readonly x: number
  readonly y: number
}

/** A rectangle on the shifted map, in tiles of the same zoom: 2.5 is the middle of the third column. */
export interface Cutting {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Error: below 0.4 pixel of 256 at zooms 8 to 18 near Changzhou (the shift's own shear); a test measures it. */
export function cuttingUnder({ z, x, y }: TileId): Cutting {
  const size = 2 ** z
  const at = (column: number, row: number) => moved(column / size, row / size, size)
  const [left] = at(x, y + 0.5)
  const [right] = at(x + 1, y + 0.5)
  const [, top] = at(x + 0.5, y)
  const [, bottom] = at(x + 0.5, y + 1)
  return { left, top, right, bottom }
}

/** The tiles a cutting touches, row by row. Columns go round the world; above and below there is nothing. */
export function tilesUnder({ left, top, right, bottom }: Cutting, z: number): TileId[] {
  const size = 2 ** z
  const found: TileId[] = []
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(size, Math.ceil(bottom)); y += 1) {
    for (let x = Math.floor(left); x < Math.ceil(right); x += 1) found.push({ z, x: ((x % size) + size) % size, y })
  }
  return found
}

function moved(across: number, down: number, size: number): LonLat {
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - 2 * down))) * 180) / Math.PI
  const [toLon, toLat] = toGcj02([across * 360 - 180, lat])
  const sine = Math.sin((toLat * Math.PI) / 180)
  return [((toLon + 180) / 360) * size, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * size]
}
