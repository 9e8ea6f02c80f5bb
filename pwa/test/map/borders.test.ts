// Borders under the hand: neighbours share corners, and what one gets the other gets.
import { expect, test } from 'vitest'
import { bentOutlines, closedRing, handleAt, handlesOf, isInside, isSameGround, movedOutlines, pixelsBetween, placeKey, scaleAt, unitAt, type Outline } from '../../src/map/borders'
import { indexEdges, snapTo } from '../../src/map/snapping'

const ring = (west: number, south: number, east: number, north: number): [number, number][] => [[west, south], [east, south], [east, north], [west, north], [west, south]]
const square = (key: string, ...box: [number, number, number, number]): Outline => ({ key, geometry: { type: 'Polygon', coordinates: [ring(...box)] } })
/** Two squares side by side, a third that touches neither, and one with a lake. */
const UNITS: readonly Outline[] = [
  square('a', 119.9, 31.7, 119.91, 31.71), square('b', 119.91, 31.7, 119.92, 31.71), square('c', 119.95, 31.7, 119.96, 31.71),
  { key: 'd', geometry: { type: 'MultiPolygon', coordinates: [[ring(120, 31.7, 120.01, 31.71), ring(120.004, 31.704, 120.006, 31.706)]] } },
  { key: 'gone', geometry: null },
]
const scale = scaleAt(14, 31.7)

test('a corner that two units share is one handle, and so is the piece between them', () => {
  const handles = handlesOf(UNITS.slice(0, 2))
  expect(handles.filter(({ kind }) => kind === 'vertex')).toHaveLength(6)
  expect(handles.filter(({ kind }) => kind === 'edge')).toHaveLength(7)
})

test('both neighbours follow a corner that moves, closed rings stay closed, nobody else changes', () => {
  const moved = movedOutlines(UNITS, new Map([[placeKey([119.91, 31.7]), [119.911, 31.701]]]))
  expect(moved.map(({ key }) => key)).toEqual(['a', 'b'])
  for (const { geometry } of moved) {
    const [outer] = geometry?.type === 'Polygon' ? geometry.coordinates : []
    expect(outer?.at(0)).toEqual(outer?.at(-1))
    expect(outer).toContainEqual([119.911, 31.701])
    expect(outer).not.toContainEqual([119.91, 31.7])
  }
})

test('a piece that is bent gets the same corner on both sides', () => {
  const bent = bentOutlines(UNITS, [119.91, 31.7], [119.91, 31.71], [119.912, 31.705])
  expect(bent.map(({ key }) => key)).toEqual(['a', 'b'])
  for (const { geometry } of bent) expect(geometry?.type === 'Polygon' ? geometry.coordinates[0] : []).toHaveLength(6)
})

test('a lake belongs to no unit', () => {
  expect(unitAt(UNITS, [119.905, 31.705])).toBe('a')
  expect(unitAt(UNITS, [120.002, 31.702])).toBe('d')
  expect(unitAt(UNITS, [120.005, 31.705])).toBeNull()
  expect(isInside(closedRing([[0, 0], [2, 0], [1, 2]]).map((spot) => [...spot]), [1, 1])).toBe(true)
})

test('a handle is taken hold of within reach, the nearest first', () => {
  const handles = handlesOf(UNITS.slice(0, 2))
  const near: [number, number] = [119.91 + 5 / scale[0], 31.7]
  expect(pixelsBetween(near, [119.91, 31.7], scale)).toBeCloseTo(5)
  expect(handleAt(handles, near, scale, 9)).toMatchObject({ kind: 'vertex', at: [119.91, 31.7] })
  expect(handleAt(handles, near, scale, 4)).toBeNull()
})

test('a corner on an old edge makes no other ground; a moved border does', () => {
  const [a] = UNITS
  const corner = bentOutlines(UNITS, [119.91, 31.7], [119.91, 31.71], [119.91, 31.705])[0]
  const moved = movedOutlines(UNITS, new Map([[placeKey([119.91, 31.7]), [119.9101, 31.7]]]))[0]
  expect(isSameGround(a?.geometry ?? null, corner?.geometry ?? null)).toBe(true)
  expect(isSameGround(a?.geometry ?? null, moved?.geometry ?? null)).toBe(false)
  expect([isSameGround(null, null), isSameGround(a?.geometry ?? null, null)]).toEqual([true, false])
})

test('a position snaps to a corner before an edge, and to nothing out of reach or in hand', () => {
  const index = [indexEdges([ring(119.9, 31.7, 119.91, 31.71)])]
  const off = (x: number, y: number): [number, number] => [119.91 + x / scale[0], 31.7 + y / scale[1]]
  expect(snapTo(index, off(6, 6), scale, 12)).toEqual({ at: [119.91, 31.7], to: 'vertex' })
  const edge = snapTo(index, off(6, 60), scale, 12)
  expect(edge?.to).toBe('edge')
  expect(edge?.at[0]).toBeCloseTo(119.91, 9)
  expect(snapTo(index, off(30, 60), scale, 12)).toBeNull()
  expect(snapTo(index, off(6, 6), scale, 12, new Set([placeKey([119.91, 31.7])]))).toBeNull()
})
