// The heat page's question, months, classes and lists.
import { describe, expect, it } from 'vitest'
import { classesOf, colourOf, opacityOf, ratioOf, shrunk } from '../../src/desk/heat/heatColours'
import { daysOfMonth, listedOf, monthsOf, periodOf, shownDays, type Name } from '../../src/desk/heat/heatQuestion'
import { lonLatOf, squareOf } from '../../src/desk/heat/heatShapes'
import { readAreas, readGround } from '../../src/wire/heat'

const NUMBERS = { hazards: 12, majors: 1, enterprises: 8, visited: 4, visits: 30 }
const MADE = { as_of: '', measure: 'per_visit', weighted: true, period: { from: '', to: '' }, denominator_min: 10, significance: 0.05, weights: { general: 1, major: 5 }, formula: { zh: '', en: '' } } as const

function address(given: Partial<Record<Name, readonly string[]>>) {
  return { one: (name: Name) => given[name]?.[0] ?? '', many: (name: Name) => given[name] ?? [] }
}

describe('months', () => {
  it('are those the period touches, and the first and last are cut by it', () => {
    const period = { from: '2025-11-20', to: '2026-02-10' }
    expect(monthsOf(period)).toEqual(['2025-11', '2025-12', '2026-01', '2026-02'])
    expect(daysOfMonth('2025-11', period)).toEqual({ from: '2025-11-20', to: '2025-11-30' })
    expect(daysOfMonth('2026-02', period)).toEqual({ from: '2026-02-01', to: '2026-02-10' })
    expect(daysOfMonth('2026-01', period)).toEqual({ from: '2026-01-01', to: '2026-01-31' })
  })

  it('add up to the period without a gap', () => {
    const period = { from: '2024-02-11', to: '2026-03-01' }
    const parts = monthsOf(period).map((month) => daysOfMonth(month, period))
    expect([parts[0]?.from, parts.at(-1)?.to]).toEqual([period.from, period.to])
    for (const [n, { to }] of parts.slice(0, -1).entries())
      expect(Date.parse(parts[n + 1]?.from ?? '') - Date.parse(to)).toBe(86_400_000)
  })

  it('of a wrong period are none, and a month outside it shows the whole', () => {
    expect(monthsOf({ from: '2026-02-01', to: '2026-01-01' })).toEqual([])
    const period = periodOf(address({}), '2026-11-24')
    expect(period).toEqual({ from: '2025-11-24', to: '2026-11-24' })
    expect(shownDays(address({ month: ['2020-01'] }), period)).toEqual(period)
  })
})

describe('colours', () => {
  it('have readable borders that rise, and the top holds the highest value', () => {
    const values = [0, 0.113, 0.2, 0.31, 0.42, 0.58, 0.9, 1.234]
    const classes = classesOf(values)
    expect(classes[0]?.from).toBe(0)
    for (const [n, { from, to }] of classes.entries()) {
      expect(to).toBeGreaterThan(from)
      if (n > 0) expect(classes[n - 1]?.to).toBe(from)
    }
    expect(classes.at(-1)?.to).toBeGreaterThanOrEqual(1.234)
    expect(colourOf(1.234, classes)).toBe(classes.at(-1)?.colour)
    expect(classesOf([0, 0])).toEqual([])
  })

  it('of a month mean the same rate, but a share of the count', () => {
    const classes = classesOf([1, 2, 3, 4, 5])
    expect(shrunk(classes, 'per_visit', 1 / 12)).toEqual(classes)
    expect(shrunk(classes, 'count', 1 / 12).at(-1)?.to).toBeCloseTo(5 / 12)
  })

  it('stand out by how much was looked at', () => {
    expect(opacityOf({ ...NUMBERS, visited: 1 })).toBeLessThan(opacityOf(NUMBERS))
    expect(opacityOf(NUMBERS)).toBeLessThan(opacityOf({ ...NUMBERS, visited: 8 }))
  })

  it('weigh the numerator and name the denominator', () => {
    expect(ratioOf(NUMBERS, MADE)).toEqual({ n: 16, d: 30 })
    expect(ratioOf(NUMBERS, { ...MADE, weighted: false, measure: 'per_enterprise' })).toEqual({ n: 12, d: 8 })
    expect(ratioOf(NUMBERS, { ...MADE, measure: 'count' })).toEqual({ n: 16, d: null })
  })
})

describe('the list behind a place', () => {
  const days = { from: '2026-01-01', to: '2026-01-31' }

  it('of a rate per visit holds what visits found at the enterprises of the square', () => {
    const pairs = listedOf(address({ source: ['grid', 'self_check'] }), 'per_visit', days, { square: [1, 2, 3, 4] })
    expect(pairs.filter(([name]) => name === 'source')).toEqual([['source', 'grid']])
    expect(pairs.filter(([name]) => name === 'enterprise_square').map(([, value]) => value)).toEqual(['1', '2', '3', '4'])
    expect(pairs).toContainEqual(['lying', 'true'])
  })

  it('of an area asks for that area once', () => {
    const pairs = listedOf(address({ unit: ['7'], level: ['major'] }), 'count', days, { level: 'unit', id: '9' })
    expect(pairs.filter(([name]) => name === 'unit')).toEqual([['unit', '9']])
    expect(pairs).toContainEqual(['level', 'major'])
  })
})

describe('shapes', () => {
  it('put centimetres of the map back on the globe', () => {
    const [lon = 0, lat = 0] = lonLatOf(1_334_685_500, 372_000_000)
    expect(lon).toBeCloseTo(119.897, 2)
    expect(lat).toBeCloseTo(31.68, 1)
  })

  it('cut the square of a cell at the edge of the raster, as the server does', () => {
    const raster = { x0: 100, y0: 200, side: 10, nx: 5, ny: 4, side_m: 1, bandwidth_m: 4, radius: 2, error: 0 }
    expect(squareOf(raster, 0)).toEqual([100, 200, 130, 230])
    expect(squareOf(raster, 19)).toEqual([120, 210, 150, 240])
  })
})

describe('what the server says', () => {
  it('is nothing when it is not heat', () => {
    expect(readGround({})).toBeNull()
    expect(readAreas(null)).toBeNull()
  })

  it('becomes one record a cell', () => {
    const body = { raster: { side: 1 }, cells: { index: [3, 9], value: [0.5, 0], verdict: [0, 2], hazards: [1, 0], majors: [0, 0], enterprises: [2, 1], visited: [1, 0], visits: [2, 0] } }
    expect(readGround(body)?.cells.map(({ index, verdict, visits }) => [index, verdict, visits])).toEqual([[3, 'certain', 2], [9, 'unvisited', 0]])
  })
})
