// What the page of a survey shows: the lines of a kind, what the suggestions settle, marks and the view of a place.
import { describe, expect, it } from 'vitest'
import { boxAround, faultMarks, filtered, nextOpen, takable } from '../../src/desk/survey/surveyShapes'
import type { Fault } from '../../src/wire/survey'

function fault(id: string, more: Partial<Fault> = {}): Fault {
  return {
    id, kind: 'overlap', units: ['a', 'b'], takers: ['a', 'b'], remedies: ['give', 'leave'], suggestion: { remedy: 'give', taker: 'a', reason: '' },
    isClear: true, area_m2: 100, width_m: 4, pieces: 1, at: [120, 31], choice: null, ...more,
  }
}
const settled = { remedy: 'give', taker: 'b', reason: '' } as const

describe('the list of a survey', () => {
  const list = [fault('1'), fault('2', { kind: 'gap', isClear: false, width_m: 60 }), fault('3', { choice: settled }), fault('4', { isClear: false, suggestion: null })]

  it('shows a kind, and open ones only', () => {
    expect(filtered(list, 'overlap', true).map(({ id }) => id)).toEqual(['1', '4'])
    expect(filtered(list, 'all', false)).toHaveLength(4)
  })

  it('counts what the suggestions would settle: the clear ones, or up to a width', () => {
    expect(takable(list, 'all', null)).toBe(1)
    expect(takable(list, 'all', 100)).toBe(2)
    expect(takable(list, 'gap', 50)).toBe(0)
  })

  it('goes on to the next open one, round the end', () => {
    expect(nextOpen(list, '1')?.id).toBe('2')
    expect(nextOpen(list, '4')?.id).toBe('1')
    expect(nextOpen([fault('1', { choice: settled })], '1')).toBeNull()
  })

  it('marks open faults over settled ones', () => {
    const [open, , done] = faultMarks(list, null, () => '叠').features
    expect(Number(open?.properties?.['order'])).toBeGreaterThan(Number(done?.properties?.['order']))
  })

  it('looks at a small place from not too near', () => {
    const [west, south, east, north] = boxAround(fault('1', { area_m2: 0.1, width_m: 0.01 }))
    expect((north - south) * 111_320).toBeCloseTo(120, 0)
    expect(east - west).toBeGreaterThan(north - south)
  })
})
