// Days of a period by its name, moves of a share, the order of rows, and every indicator in one group.
import { expect, test } from 'vitest'
import { GROUPS, moved, PERIODS, sorted, spanOf, verdictOf } from '../../src/desk/figures/figures'
import { readIndicators, type FigureRow } from '../../src/wire/indicators'

const GIVEN = { from: '', to: '' }
const share = (n: number, d: number) => ({ n, d, percent: null, small: false })
const row = (key: string | null, n: number, d: number): FigureRow => ({ key, name: key ?? '', shares: { rectified: share(n, d) }, ranks: {} })

test.each([
  ['month', '2026-11-29', '2026-11-01', '2026-11-29'],
  ['quarter', '2026-11-29', '2026-10-01', '2026-11-29'],
  ['year', '2026-11-29', '2026-01-01', '2026-11-29'],
  ['last-month', '2026-01-15', '2025-12-01', '2025-12-31'],
  ['last-month', '2026-03-31', '2026-02-01', '2026-02-28'],
  ['last-quarter', '2026-02-01', '2025-10-01', '2025-12-31'],
  ['last-year', '2026-02-01', '2025-01-01', '2025-12-31'],
  ['days', '2026-11-29', '2026-10-01', '2026-11-29'],
] as const)('%s on %s is %s to %s', (period, today, from, to) => {
  expect(spanOf(period, today, GIVEN)).toEqual({ from, to })
})

test('days of choice are those of the address', () => {
  expect(spanOf('days', '2026-11-29', { from: '2026-03-02', to: '2026-03-09' })).toEqual({ from: '2026-03-02', to: '2026-03-09' })
  expect(new Set(PERIODS).size).toBe(PERIODS.length)
})

test('a move is in percentage points, and none where there is nothing to divide by', () => {
  expect(moved(share(1, 4), share(1, 2))).toBe(25)
  expect(moved(share(0, 0), share(1, 2))).toBeNull()
  expect([verdictOf(2, true), verdictOf(2, false), verdictOf(2, null), verdictOf(null, true), verdictOf(0.001, true)]).toEqual(['better', 'worse', 'none', 'none', 'none'])
})

test('rows without a base or a place stay at the end', () => {
  const rows = [row('a', 1, 2), row(null, 9, 9), row('b', 0, 0), row('c', 2, 3)]
  const keys = (isFalling: boolean, by = 'rectified') => sorted(rows, { by, isFalling }).map(({ key }) => key)
  expect(keys(true)).toEqual(['c', 'a', null, 'b'])
  expect(keys(false)).toEqual(['a', 'c', null, 'b'])
  expect(keys(true, '')).toEqual(['a', null, 'b', 'c'])
})

test('no indicator is in two groups', () => {
  const all = Object.values(GROUPS).flat()
  expect(new Set(all).size).toBe(all.length)
})

test('an answer without a total is none', () => {
  expect(readIndicators({ rows: [] })).toBeNull()
  expect(readIndicators({ total: { rectified: { n: 1, d: 2, percent: '50.00', small: true } }, rows: [] })?.total['rectified']).toEqual({ n: 1, d: 2, percent: '50.00', small: true })
})
