// Where a position under the hand snaps to: a corner first, else the nearest point of an edge. Edges lie in buckets, so
// that a district of thousands of units is searched at the pace of a moving hand.
import type { Position } from 'geojson'
import type { LonLat } from '../wire/read'
import { pixelsBetween, placeKey, spotOf, type Scale } from './borders'

export interface Snap {
  readonly at: LonLat
  readonly to: 'vertex' | 'edge'
}

interface Edge {
  readonly start: LonLat
  readonly end: LonLat
}

/** Edges by the buckets that they cross. */
export type SnapIndex = ReadonlyMap<string, readonly Edge[]>

const BUCKET_DEGREES = 0.01
const MOST_BUCKETS = 400

const bucket = (degrees: number) => Math.floor(degrees / BUCKET_DEGREES)

/** Put the edges of lines and rings into buckets; an edge longer than about 200 km is left out. */
export function indexEdges(lines: Iterable<readonly Position[]>): SnapIndex {
  const found = new Map<string, Edge[]>()
  for (const line of lines) {
    for (let at = 1; at < line.length; at += 1) {
      const edge = { start: spotOf(line[at - 1] ?? []), end: spotOf(line[at] ?? []) }
      for (const key of bucketsOf(edge)) {
        const there = found.get(key)
        if (there === undefined) found.set(key, [edge])
        else there.push(edge)
      }
    }
  }
  return found
}

function bucketsOf({ start, end }: Edge): string[] {
  return within([Math.min(start[0], end[0]), Math.min(start[1], end[1])], [Math.max(start[0], end[0]), Math.max(start[1], end[1])])
}

function within([west, south]: LonLat, [east, north]: LonLat): string[] {
  const keys: string[] = []
  for (let x = bucket(west); x <= bucket(east); x += 1) {
    for (let y = bucket(south); y <= bucket(north); y += 1) {
      keys.push(`${x} ${y}`)
      if (keys.length > MOST_BUCKETS) return []
    }
  }
  return keys
}

/** Snap within reach; `not` are corners that do not count, such as the one in hand and its neighbours' edges to it. */
export function snapTo(indexes: readonly SnapIndex[], at: LonLat, scale: Scale, reachPx: number, not: ReadonlySet<string> = new Set()): Snap | null {
  const reach: LonLat = [reachPx / scale[0], reachPx / scale[1]]
  const keys = within([at[0] - reach[0], at[1] - reach[1]], [at[0] + reach[0], at[1] + reach[1]])
  const edges = keys.flatMap((key) => indexes.flatMap((index) => index.get(key) ?? []))
  const kept = edges.filter(({ start, end }) => !not.has(placeKey(start)) && !not.has(placeKey(end)))
  const corner = nearest(kept.flatMap(({ start, end }) => [start, end]), at, scale, reachPx)
  if (corner !== null) return { at: corner, to: 'vertex' }
  const foot = nearest(kept.map((edge) => footOn(edge, at, scale)), at, scale, reachPx)
  return foot === null ? null : { at: foot, to: 'edge' }
}

function nearest(spots: readonly LonLat[], at: LonLat, scale: Scale, reachPx: number): LonLat | null {
  let best: LonLat | null = null
  let least = reachPx
  for (const spot of spots) {
    const far = pixelsBetween(spot, at, scale)
    if (far <= least) [best, least] = [spot, far]
  }
  return best
}

/** The point of an edge that is nearest on screen. */
function footOn({ start, end }: Edge, at: LonLat, [perLon, perLat]: Scale): LonLat {
  const [dx, dy] = [(end[0] - start[0]) * perLon, (end[1] - start[1]) * perLat]
  const length = dx * dx + dy * dy
  if (length === 0) return start
  const share = (((at[0] - start[0]) * perLon * dx) + ((at[1] - start[1]) * perLat * dy)) / length
  const part = Math.min(1, Math.max(0, share))
  return [start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part]
}
