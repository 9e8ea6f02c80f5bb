// What colours the town map: every value has exactly one class, darker means more, and the list behind a figure asks
// for exactly what the figure counts.
import { describe, expect, test } from 'vitest'
import { NOUGHT, classesOf, colourOf, daysOf, listOf, namedUnits, rampAt, valueOf } from '../../src/desk/town/measures'
import { UNIT_RAMP } from '../../src/map/palette'
import type { UnitFigures } from '../../src/wire/figures'

function unit(open: number, share: readonly [number, number] = [0, 0]): UnitFigures {
  return { unit_id: String(open), name: '', open, overdue: 0, waiting: 0, found: share[1], closed: share[0], closed_share: { n: share[0], d: share[1] } }
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

describe('classes of counts', () => {
  test.each([[[0, 0, 0]], [[1]], [[1, 1, 1, 1]], [[0, 1, 2, 3, 4, 5]], [[3, 9, 9, 12, 40, 41, 200, 0, 1, 1, 2, 7]]])('%j', (counts) => {
    const units = counts.map((count) => unit(count))
    const classes = classesOf(units, 'open')
    for (const count of counts) {
      const holding = classes.filter(({ from, to }) => from <= count && count <= to)
      expect(holding).toHaveLength(count === 0 ? 0 : 1)
      expect(colourOf(count, classes, 'open')).toBe(count === 0 ? NOUGHT : holding[0]?.colour)
    }
    const dark = classes.map(({ colour }) => luminance(colour))
    expect(dark).toEqual([...dark].sort((a, b) => b - a))
    expect(new Set(classes.map(({ colour }) => colour)).size).toBe(classes.length)
  })
})

test('shares come in the same classes everywhere; nought of nought has no colour', () => {
  const units = [unit(1, [0, 4]), unit(2, [4, 4]), unit(3, [0, 0])]
  const classes = classesOf(units, 'closed_share')
  expect(classes.map(({ from, to }) => [from, to])).toEqual([[0, 0.6], [0.6, 0.8], [0.8, 0.9], [0.9, 0.95], [0.95, 1]])
  expect(units.map((each) => colourOf(valueOf(each, 'closed_share'), classes, 'closed_share'))).toEqual([UNIT_RAMP[0], UNIT_RAMP.at(-1), null])
})

test('the ramp begins and ends with its stops and grows darker all the way', () => {
  expect([rampAt(0), rampAt(1), rampAt(-3), rampAt(7)]).toEqual([UNIT_RAMP[0], UNIT_RAMP.at(-1), UNIT_RAMP[0], UNIT_RAMP.at(-1)])
  const steps = Array.from({ length: 25 }, (_, n) => luminance(rampAt(n / 24)))
  expect(steps).toEqual([...steps].sort((a, b) => b - a))
})

test('the list behind a figure asks for what the figure counts', () => {
  const period = { from: '2026-01-01', to: '2026-11-22' }
  const asked = (measure: Parameters<typeof listOf>[0]) => listOf(measure, period).map((pair) => pair.join('='))
  expect(asked('open')).toEqual(['state=open', 'state=rectifying', 'state=plan_review', 'state=submitted'])
  expect(asked('overdue')).toEqual(['overdue=1'])
  expect(asked('waiting')).toEqual(['state=reported', 'state=transfer_pending'])
  expect(asked('closed_share')).toEqual(['state=closed', 'found_from=2026-01-01', 'found_to=2026-11-22'])
  expect(asked('found')).toEqual([...asked('open'), ...asked('closed_share')])
})

test.each([
  ['year', '2026-01-01'],
  ['quarter', '2026-10-01'],
  ['month', '2026-11-01'],
] as const)('the %s ends today', (period, from) => {
  expect(daysOf(period, '2026-11-22')).toEqual({ from, to: '2026-11-22' })
})

test('the quarter begins in its first month, and the last 365 days are the server\'s own', () => {
  expect(['2026-01-31', '2026-03-01', '2026-04-01', '2026-12-31'].map((today) => daysOf('quarter', today)?.from)).toEqual(['2026-01-01', '2026-01-01', '2026-04-01', '2026-10-01'])
  expect(daysOf('days365', '2026-11-22')).toBeNull()
})

test('what lies in no unit, or in one that is gone, stands in one row of its own', () => {
  const lost = [{ ...unit(3, [15, 18]), unit_id: '' }, { ...unit(2, [1, 2]), unit_id: '9' }]
  const rows = namedUnits([{ ...unit(5), name: '府东社区网格' }, ...lost])
  expect(rows.map(({ name, open, closed_share }) => [name, open, closed_share.n, closed_share.d])).toEqual([['府东社区网格', 5, 0, 0], ['', 5, 16, 20]])
})
