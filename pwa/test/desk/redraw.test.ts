// @vitest-environment happy-dom
// The bench: what each tool comes to, what waits for whom, what is tried while the hand moves.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import { differing } from '../../src/desk/grid/compare'
import { lookOf } from '../../src/desk/redraw/planShapes'
import { dayBefore, orderedFor } from '../../src/desk/redraw/plans'
import { positionOf } from '../../src/desk/redraw/position'
import { EMPTY_HAND, hintOf, opOf, pick, stepBack, withTool, type Hand } from '../../src/desk/redraw/tools'
import { keyOf } from '../../src/desk/redraw/useKeys'
import { merged } from '../../src/desk/redraw/usePlan'
import { moveOf } from '../../src/desk/redraw/useHand'
import { useTry } from '../../src/desk/redraw/useTry'
import type { BoundaryOp } from '../../src/wire/boundaryOp'
import type { Answer } from '../../src/wire/client'
import { impactOf, readDayUnits, readPlanUnits, redrawOf, redrawWholeOf, type PlanUnit, type Tried } from '../../src/wire/redraw'

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

const A: [number, number] = [119.9, 31.7]
const B: [number, number] = [119.91, 31.71]
const C: [number, number] = [119.92, 31.7]
const hand = (part: Partial<Hand>): Hand => ({ ...EMPTY_HAND, ...part })

test('nothing is sent before units, line and word are there', () => {
  expect(opOf(hand({ tool: 'split', picked: ['u'], points: [A, B] }))).toBeNull()
  expect(opOf(hand({ tool: 'split', picked: ['u'], points: [A], isWhole: true }))).toBeNull()
  expect(opOf(hand({ tool: 'split', picked: ['u'], points: [A, B], isWhole: true, newName: ' 东 ' }))).toEqual({ kind: 'split', unit: 'u', line: [A, B], new_name: '东' })
  expect(opOf(hand({ tool: 'merge', picked: ['u'] }))).toBeNull()
  expect(opOf(hand({ tool: 'merge', picked: ['u', 'v'] }))).toEqual({ kind: 'merge', units: ['u', 'v'], into: 'u' })
  expect(opOf(hand({ tool: 'ground', picked: ['u', 'v'], points: [A, B, C], isWhole: true }))).toEqual({ kind: 'give-ground', giver: 'u', taker: 'v', ground: [A, B, C, A], islands: false })
  expect(opOf(hand({ tool: 'ground', picked: ['u', 'v'], points: [A, B], isWhole: true }))).toBeNull()
  expect(opOf(hand({ tool: 'enterprises', picked: ['u', 'v'], points: [A, B, C], isWhole: true }))).toBeNull()
  const border = { tool: 'border', picked: ['u', 'v'], points: [A, B], isWhole: true } as const
  expect([opOf(hand(border))?.kind, opOf(hand({ ...border, isWholeBorder: true }))?.kind]).toEqual(['redraw-border', 'follow'])
})

test('a dragged corner moves, a dragged piece gets a corner or moves with both its ends', () => {
  const edge = { kind: 'edge', at: [119.905, 31.705], start: A, end: B } as const
  expect(moveOf('vertex', { kind: 'vertex', at: A }, C)).toEqual({ kind: 'move', moves: [{ at: A, to: C }] })
  expect(moveOf('vertex', edge, C)).toEqual({ kind: 'bend', start: A, end: B, to: C })
  const moved = moveOf('edge', edge, [119.906, 31.705])
  expect(moved.kind === 'move' ? moved.moves.map(({ at }) => at) : []).toEqual([A, B])
  expect(moved.kind === 'move' ? moved.moves.map(({ at, to }) => Number((to[0] - at[0]).toFixed(6))) : []).toEqual([0.001, 0.001])
})

test('the hand goes back step by step, and tools take over what was picked', () => {
  const drawing = hand({ tool: 'ground', picked: ['u', 'v'], points: [A, B] })
  expect(stepBack(drawing)).toMatchObject({ tool: 'ground', picked: ['u', 'v'], points: [] })
  expect(stepBack(stepBack(drawing))).toMatchObject({ tool: 'ground', picked: [] })
  expect(stepBack(stepBack(stepBack(drawing)))).toEqual(EMPTY_HAND)
  expect(withTool(drawing, 'split')).toMatchObject({ tool: 'split', picked: ['u'], points: [] })
  expect(pick(pick(pick(hand({ tool: 'border' }), 'a', false), 'b', false), 'c', false).picked).toEqual(['b', 'c'])
  expect(pick(hand({ picked: ['a'] }), 'a', false).picked).toEqual([])
})

test('each stage has its own word on what to do next', () => {
  const said = [
    hand({ tool: 'ground' }), hand({ tool: 'ground', picked: ['u'] }), hand({ tool: 'ground', picked: ['u', 'v'] }),
    hand({ tool: 'ground', picked: ['u', 'v'], points: [A] }), hand({ tool: 'ground', picked: ['u', 'v'], points: [A, B, C] }), hand({ tool: 'ground', picked: ['u', 'v'], points: [A, B, C], isWhole: true }),
  ].map((one) => hintOf(one, false))
  expect(new Set(said).size).toBe(said.length)
})

test('keys and typed positions', () => {
  const key = (name: string, more: Partial<{ ctrlKey: boolean; metaKey: boolean; shiftKey: boolean }> = {}) => keyOf({ key: name, ctrlKey: false, metaKey: false, shiftKey: false, ...more })
  expect([key('z', { ctrlKey: true }), key('Z', { ctrlKey: true, shiftKey: true }), key('z', { metaKey: true }), key('y', { ctrlKey: true }), key('z')]).toEqual(['undo', 'redo', 'undo', 'redo', null])
  expect([key('Escape'), key('Enter'), key('Backspace')]).toEqual(['cancel', 'end', 'back'])
  expect([positionOf('119.95, 31.72'), positionOf(' 119.95，31.72 '), positionOf('119.95\t31.72')]).toEqual([[119.95, 31.72], [119.95, 31.72], [119.95, 31.72]])
  expect([positionOf('119.95'), positionOf('119.95, abc'), positionOf('31.72, 119.95'), positionOf('')]).toEqual([null, null, null, null])
})

test('what waits for me comes first, and nobody waits for what is done', () => {
  const plan = (id: string, state: string, author_id: string) => redrawOf({ id, state, author_id })
  const all = [plan('1', 'published', 'me'), plan('2', 'submitted', 'other'), plan('3', 'draft', 'me'), plan('4', 'draft', 'other')]
  const order = (roles: Parameters<typeof orderedFor>[1]) => orderedFor(all, roles, 'me').map(({ id }) => id).join('')
  expect([order(['planner']), order(['district']), order(['city'])]).toEqual(['3124', '2134', '1234'])
  expect(dayBefore(redrawOf({ state: 'published', effective_on: '2026-12-01' }))).toBe('2026-11-30')
  expect(dayBefore(redrawOf({ state: 'approved', effective_on: '2026-12-01' }))).toBe('')
})

const unit = (key: string, more: Partial<PlanUnit> = {}): PlanUnit => ({
  key, unit_id: '1', code: key, name: key, town_id: '28', changed: false, isNew: false, ended: false, geometry: { type: 'Polygon', coordinates: [[A, C, B, A]] }, ...more,
})

test('after a step units are changed, added and taken off', () => {
  const all = [unit('a'), unit('b'), unit('gone')]
  const now = merged(all, ['b', 'gone', 'new'], { revision: 2, units: [unit('b', { changed: true }), unit('new', { isNew: true })] })
  expect(now.map(({ key, changed }) => [key, changed])).toEqual([['a', false], ['b', true], ['new', false]])
})

test('a neighbour that only got a corner looks as it was; a new name is a change', () => {
  const was = { id: '1', code: 'a', name: 'a', town_id: '28', valid_from: '2024-01-01', geometry: { type: 'Polygon' as const, coordinates: [[A, C, B, A]] } }
  const corner: [number, number] = [119.91, 31.7]
  expect(lookOf(unit('a', { changed: true, geometry: { type: 'Polygon', coordinates: [[A, corner, C, B, A]] } }), was)).toBe('same')
  expect(lookOf(unit('a', { changed: true, geometry: { type: 'Polygon', coordinates: [[A, C, [119.911, 31.71], A]] } }), was)).toBe('changed')
  expect([lookOf(unit('a', { changed: true, name: '东' }), was), lookOf(unit('n', { isNew: true, changed: true }), undefined)]).toEqual(['changed', 'new'])
})

test('two days differ where a unit is new, gone, renamed or redrawn', () => {
  const of = (code: string, name: string, top: [number, number]) => ({ type: 'Feature', id: code, geometry: { type: 'Polygon', coordinates: [[A, C, top, A]] }, properties: { code, name } })
  const read = (...features: unknown[]) => readDayUnits({ type: 'FeatureCollection', features }) ?? []
  const before = read(of('a', 'a', B), of('b', 'b', B), of('c', 'c', B), of('d', 'd', B))
  expect(differing(before, read(of('a', 'a', B), of('b', '东', B), of('c', 'c', [119.91, 31.72]), of('e', 'e', B)))).toEqual(['b', 'c', 'd', 'e'])
})

test('while the hand moves one question is under way, the latest is asked next, and old answers are dropped', async () => {
  const asked: { op: BoundaryOp; answer: (answer: Answer<Tried>) => void }[] = []
  const scope = effectScope()
  const trying = scope.run(() => useTry('p', (op) => new Promise((answer) => { asked.push({ op, answer }) })))
  if (trying === undefined) throw new Error('no scope')
  const op = (to: [number, number]): BoundaryOp => ({ kind: 'move', moves: [{ at: A, to }] })
  const body = { units: [unit('a')], impact: impactOf({}) }
  trying.ask(op(B))
  await vi.advanceTimersByTimeAsync(200)
  trying.ask(op(C))
  trying.ask(op(A))
  await vi.advanceTimersByTimeAsync(2000)
  expect(asked.map((one) => one.op)).toEqual([op(B)])
  asked[0]?.answer({ ok: true, body })
  await vi.advanceTimersByTimeAsync(200)
  expect(asked.map((one) => one.op)).toEqual([op(B), op(A)])
  expect(trying.tried.value).toEqual(body)
  trying.clear()
  asked[1]?.answer({ ok: true, body })
  await vi.advanceTimersByTimeAsync(200)
  expect(trying.tried.value).toBeNull()
  scope.stop()
})

test('what is odd in an answer does not take the page down', () => {
  expect([readPlanUnits(null), readPlanUnits({ type: 'FeatureCollection' }), readDayUnits({})]).toEqual([null, null, null])
  expect(redrawWholeOf({ id: 'x', state: 'nonsense', history: [{ n: 1, op: null, state: 'odd' }], checks: null })).toMatchObject({ state: 'draft', history: [{ id: '1', state: 'done' }], checks: [], may: [] })
  expect(impactOf({ units: [{ key: 'a', before: null }] }).units[0]).toMatchObject({ before: null, after: null, binding: 'kept' })
})
