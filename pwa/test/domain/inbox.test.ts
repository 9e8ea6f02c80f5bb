// Messages by day where deadlines count, and the screen for each.
import { expect, test } from 'vitest'
import { byDay, placeOf } from '../../src/domain/inbox'
import type { Message } from '../../src/wire/inbox'

const at = (id: string, created_at: string): Message => ({ id, created_at, title: '', body: '', event: '', ref_kind: '', ref_id: '', read_at: null })

test('a message belongs to the day it is where the office is, not where the clock of the world is', () => {
  const days = byDay([at('3', '2026-11-29T01:00:00Z'), at('2', '2026-11-28T16:30:00Z'), at('1', '2026-11-28T15:30:00Z')])
  expect(days.map(({ day, messages }) => [day, messages.map(({ id }) => id)])).toEqual([['2026-11-29', ['3', '2']], ['2026-11-28', ['1']]])
})

test('what the phone has a screen for is opened there, and what it has none for stands as text', () => {
  expect(placeOf({ ref_kind: 'notice', ref_id: 'n' })).toEqual({ name: 'notice', params: { id: 'n' } })
  expect(placeOf({ ref_kind: 'self_period', ref_id: '2026Q3' })).toEqual({ name: 'self-report', params: { period: '2026Q3' } })
  expect(['assessment', 'redraw', 'export', 'change', 'report', ''].map((ref_kind) => placeOf({ ref_kind, ref_id: 'x' }))).toEqual(Array(6).fill(null))
})
