// Borders under the hand: vertices and edges that neighbours share, what a move does to all of them, and where a
// position snaps to. Pure; degrees throughout, pixels only as a scale. The server does the topology that counts.
import type { MultiPolygon, Polygon, Position } from 'geojson'
import type { LonLat } from '../wire/read'

export type Area = Polygon | MultiPolygon

/** A unit as far as drawing goes. */
export interface Outline {
  readonly key: string
  readonly geometry: Area | null
}

/** Something to take hold of: a corner, or the middle of a straight piece between two corners. */
export type Handle =
  | { readonly kind: 'vertex'; readonly at: LonLat }
  | { readonly kind: 'edge'; readonly at: LonLat; readonly start: LonLat; readonly end: LonLat }

/** Pixels of a degree of longitude and of latitude. */
export type Scale = readonly [perLon: number, perLat: number]

const WORLD_PX = 512

/** The scale of the map around a latitude. Error: below 0.1 % over a screen at zoom 9 and closer. */
export function scaleAt(zoom: number, lat: number): Scale {
  const perLon = (WORLD_PX * 2 ** zoom) / 360
  return [perLon, perLon / Math.cos((lat * Math.PI) / 180)]
}

export function pixelsBetween(a: LonLat, b: LonLat, [perLon, perLat]: Scale): number {
  return Math.hypot((a[0] - b[0]) * perLon, (a[1] - b[1]) * perLat)
}

/** The name of a place: neighbours hold the same vertex to the last of nine decimals. */
export function placeKey([lon, lat]: LonLat): string {
  return `${lon.toFixed(9)},${lat.toFixed(9)}`
}

export function spotOf(position: Position): LonLat {
  const [lon = 0, lat = 0] = position
  return [lon, lat]
}

export function ringsOf(geometry: Area | null): readonly (readonly Position[])[] {
  if (geometry === null) return []
  return geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()
}

/** Every corner and every straight piece of these units, each once. */
export function handlesOf(outlines: readonly Outline[]): Handle[] {
  const found = new Map<string, Handle>()
  for (const ring of outlines.flatMap(({ geometry }) => ringsOf(geometry))) {
    for (const [index, position] of ring.slice(0, -1).entries()) {
      const [start, end] = [spotOf(position), spotOf(ring[index + 1] ?? position)]
      found.set(placeKey(start), { kind: 'vertex', at: start })
      const ends = [placeKey(start), placeKey(end)].sort().join(' ')
      found.set(ends, { kind: 'edge', at: between(start, end), start, end })
    }
  }
  return [...found.values()]
}

function between(a: LonLat, b: LonLat): LonLat {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
}

/** The nearest handle within reach; of two as near, a corner. */
export function handleAt(handles: readonly Handle[], at: LonLat, scale: Scale, reachPx: number): Handle | null {
  let best: { handle: Handle; far: number } | null = null
  for (const handle of handles) {
    const far = pixelsBetween(handle.at, at, scale) + (handle.kind === 'edge' ? 4 : 0)
    if (far <= reachPx && (best === null || far < best.far)) best = { handle, far }
  }
  return best?.handle ?? null
}

/** The units that change when these vertices move, as they then are: place key -> where to. */
export function movedOutlines(outlines: readonly Outline[], moves: ReadonlyMap<string, LonLat>): Outline[] {
  const follow = (position: Position): Position => {
    const to = moves.get(placeKey(spotOf(position)))
    return to === undefined ? position : [...to]
  }
  return changedBy(outlines, (ring) => (ring.some((position) => moves.has(placeKey(spotOf(position)))) ? ring.map(follow) : ring))
}

/** The units that change when a straight piece gets a corner. */
export function bentOutlines(outlines: readonly Outline[], start: LonLat, end: LonLat, to: LonLat): Outline[] {
  const ends = new Set([placeKey(start), placeKey(end)])
  const isEnd = (position: Position | undefined) => position !== undefined && ends.has(placeKey(spotOf(position)))
  return changedBy(outlines, (ring) => {
    const at = ring.findIndex((position, index) => index > 0 && isEnd(position) && isEnd(ring[index - 1]))
    return at < 0 ? ring : [...ring.slice(0, at), [...to], ...ring.slice(at)]
  })
}

function changedBy(outlines: readonly Outline[], change: (ring: Position[]) => Position[]): Outline[] {
  return outlines.flatMap(({ key, geometry }) => {
    if (geometry === null) return []
    const made: Area =
      geometry.type === 'Polygon'
        ? { type: 'Polygon', coordinates: geometry.coordinates.map(change) }
        : { type: 'MultiPolygon', coordinates: geometry.coordinates.map((part) => part.map(change)) }
    const [before, after] = [ringsOf(geometry), ringsOf(made)]
    return after.every((ring, index) => ring === before[index]) ? [] : [{ key, geometry: made }]
  })
}

/** The unit that a position lies in. */
export function unitAt(outlines: readonly Outline[], at: LonLat): string | null {
  return outlines.find(({ geometry }) => ringsOf(geometry).filter((ring) => isInside(ring, at)).length % 2 === 1)?.key ?? null
}

/** By how often a ray to the east meets the ring. */
export function isInside(ring: readonly Position[], [lon, lat]: LonLat): boolean {
  let inside = false
  for (const [index, position] of ring.entries()) {
    const [x1, y1] = spotOf(position)
    const [x2, y2] = spotOf(ring[(index + 1) % ring.length] ?? position)
    if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside
  }
  return inside
}

/** Whether two outlines are the same ground: every corner of each lies on the border of the other, as one on an old edge does. */
export function isSameGround(a: Area | null, b: Area | null): boolean {
  if (a === null || b === null) return a === b
  const [one, other] = [ringsOf(a), ringsOf(b)]
  return one.length === other.length && liesOn(one, other) && liesOn(other, one)
}

/** 2 cm: twice what seven decimals lose. */
const NEAR_DEGREES = 2e-7

function liesOn(rings: readonly (readonly Position[])[], border: readonly (readonly Position[])[]): boolean {
  const corners = new Set(border.flatMap((ring) => ring.map((position) => placeKey(spotOf(position)))))
  return rings.every((ring) => ring.every((position) => corners.has(placeKey(spotOf(position))) || border.some((other) => isOn(spotOf(position), other))))
}

function isOn([x, y]: LonLat, ring: readonly Position[]): boolean {
  return ring.some((position, index) => {
    const [[x1, y1], [x2, y2]] = [spotOf(position), spotOf(ring[(index + 1) % ring.length] ?? position)]
    const [dx, dy] = [x2 - x1, y2 - y1]
    const share = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)))
    return Math.hypot(x - x1 - share * dx, y - y1 - share * dy) <= NEAR_DEGREES
  })
}

/** A ring whose last position is its first. */
export function closedRing(points: readonly LonLat[]): LonLat[] {
  const [first] = points
  return first === undefined ? [] : [...points, first]
}
