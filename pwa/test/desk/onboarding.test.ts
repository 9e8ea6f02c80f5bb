import { expect, test } from 'vitest'
import { lineOf, phasesOf } from '../../src/desk/onboarding/counts'
import { settle, waysFor } from '../../src/desk/rosters/ways'
import type { Phase } from '../../src/wire/onboarding'
import { rosterRowOf } from '../../src/wire/roster'

const BOX = { width: 100, height: 50 }
const phase = (district: number, number: number, name: string): Phase => ({
  district, number, name, starts_on: '2026-01-01', target_on: '2026-12-31', min_output_yuan: 5_000_000, classes: [], tags: [], everyone: false,
})

test('a line rises from the bottom to its share of the target and never leaves the box', () => {
  expect(lineOf('全区', [0, 5, 10], 10, BOX).points).toBe('0.0,50.0 50.0,25.0 100.0,0.0')
  expect(lineOf('全区', [12], 10, BOX).points).toBe('100.0,0.0')
  expect(lineOf('无', [0, 0], 0, BOX)).toMatchObject({ last: 0, points: '0.0,50.0 100.0,50.0' })
})

test('a phase that several districts share is said once', () => {
  const shown = phasesOf([phase(1, 1, '第一阶段'), phase(2, 1, '第一阶段'), phase(3, 1, '本区第一阶段'), phase(1, 2, '第二阶段')], 1)
  expect(shown.map(({ name }) => name)).toEqual(['第一阶段', '本区第一阶段'])
})

test('a district leaves registering, merging and statuses to the town', () => {
  expect(waysFor('only_list', false)).toEqual(['out_of_scope'])
  expect(waysFor('double', false)).toEqual(['two'])
  expect(waysFor('double', true)).toEqual(['merge', 'two'])
})

test('an act carries what it needs and nothing else', () => {
  const row = rosterRowOf({ n: 7, kind: 'only_list', name: '路口新办厂', given: { name: '路口新办厂', supervision_class: '' } })
  const told = { way: 'register' as const, reason: ' 核对 ', unit: '3', status: 'shut_down', supervisionClass: 'industry' }
  expect(settle('r', row, told, 'new')).toEqual({
    kind: 'settle-roster-row', roster: 'r', row: 7, way: 'register', reason: '核对', new: 'new', unit: 3, supervision_class: 'industry',
  })
  expect(settle('r', row, { ...told, way: 'status' }, 'new')).toEqual({ kind: 'settle-roster-row', roster: 'r', row: 7, way: 'status', reason: '核对', new: 'new', status: 'shut_down' })
})
