import { expect, test } from 'vitest'
import { addFactor, freshId, removeFactor, setEdge, setGroup, setPoints } from '../../src/desk/grading/methodEdit'
import type { Factor, Method } from '../../src/wire/commands'

const dust: Factor = { id: 'dust', measure: { of: 'records', topic: 'dust' }, scale: { kind: 'steps', steps: [{ at_least: 0, points: 15 }, { at_least: 10, points: 25 }] } }
const overdue: Factor = { id: 'overdue', measure: { of: 'course', what: 'overdue' }, scale: { kind: 'each', points: 1, most: 4 } }
const METHOD: Method = { groups: [{ id: 'hazard', cap: 40, factors: [dust] }, { id: 'behaviour', factors: [overdue] }], vetoes: [{ id: 'own_2', measure: { of: 'field', field: 'key_list' } }], bands: { b: 25, c: 45, d: 65 } }

test('points of a step and of each change in place and leave the rest as it is', () => {
  const changed = setPoints(setPoints(METHOD, 'dust', 1, 30), 'overdue', 1, 6)
  expect(changed.groups[0]?.factors[0]?.scale).toEqual({ kind: 'steps', steps: [{ at_least: 0, points: 15 }, { at_least: 10, points: 30 }] })
  expect(changed.groups[1]?.factors[0]?.scale).toEqual({ kind: 'each', points: 1, most: 6 })
  expect(METHOD.groups[0]?.factors[0]).toBe(dust)
})

test('an edge moves only where there are steps', () => {
  expect(setEdge(METHOD, 'dust', 1, 12).groups[0]?.factors[0]?.scale).toMatchObject({ steps: [{ at_least: 0 }, { at_least: 12 }] })
  expect(setEdge(METHOD, 'overdue', 0, 12)).toEqual(METHOD)
})

test('a group that loses its last factor goes, and a factor comes into the group that was named', () => {
  expect(removeFactor(METHOD, 'overdue').groups.map(({ id }) => id)).toEqual(['hazard'])
  const added = addFactor(METHOD, 'behaviour', { ...dust, id: freshId(METHOD) })
  expect(added.groups[1]?.factors.map(({ id }) => id)).toEqual(['overdue', 'own_1'])
  expect(freshId(added)).toBe('own_3')
  expect(setGroup(METHOD, 'hazard', { cap: 50 }).groups[0]?.cap).toBe(50)
})
