// Proposals: figures with what they are divided by, the chart, what keeps units uneven, and the edit that takes one.
import { describe, expect, it, test } from 'vitest'
import { boundSentence, chartOf, letterOf, rowsOf, timesOf } from '../../src/desk/redraw/alternatives'
import { seedFor } from '../../src/desk/redraw/useProposals'
import { opOf, proposalOf, proposalWholeOf, type Bound, type ProposalWhole } from '../../src/wire/proposal'

const RING = [[[120.123456789, 31.1], [120.2, 31.1], [120.2, 31.2], [120.123456789, 31.1]]]
const unit = (key: string, more: object) => ({ type: 'Feature', id: key, geometry: { type: 'MultiPolygon', coordinates: [RING] }, properties: { key, code: key, name: `${key}网格`, new: false, changed: false, ...more } })
const figures = (fullest: number, moved: number) => ({
  units: 2, fullest: { n: fullest, d: 100 }, emptiest: { n: 80, d: 100 }, compact: { n: 1.2, d: 2 }, pieces: { n: 5, d: 4 }, moved: { n: moved, d: 50 }, by_unit: [],
})
const BODY = {
  n: 3, town_id: 5, town: '湖塘镇', goal: 'count', units: 2, seed: 4, locked: ['G-9'], state: 'done', share: 1, by_name: '陈', at: '2026-11-24T10:00:00Z', finished_at: null, reason: null,
  revision: 7, fits: true,
  result: {
    units: 2, present: figures(160, 0), bound: { limit: 'atom', n: 110, d: 100, unit: 'G-1', unit_name: '东网格', enterprises: 1, at: [120, 31] }, beside: { enterprises: 6, minutes: 90 },
    alternatives: [
      { best_at: ['overall', 'even', 'unheard-of'], figures: figures(112, 20), ended: ['G-3'], units: { type: 'FeatureCollection', features: [unit('G-1', {}), unit('G-2', { changed: true }), unit('G-1-2', { changed: true, new: true })] } },
      { best_at: ['moves'], figures: figures(160, 0), ended: [], units: { type: 'FeatureCollection', features: [unit('G-1', {})] } },
    ],
  },
}

function whole(): ProposalWhole {
  return proposalWholeOf(BODY)
}

test('an answer is read as it is, and words that nobody knows are left out', () => {
  const read = whole()
  expect([read.n, read.goal, read.units, read.locked, read.fits, read.beside]).toEqual([3, 'count', 2, ['G-9'], true, 6])
  expect(read.alternatives.map(({ best_at }) => best_at)).toEqual([['overall', 'even'], ['moves']])
})

test('an alternative is taken by what it changes, to the last decimal; new units bring their name', () => {
  const [first, second] = whole().alternatives
  expect(first && opOf(first)).toEqual({
    kind: 'replace', ended: ['G-3'],
    units: [{ key: 'G-2', parts: [RING] }, { key: 'G-1-2', name: 'G-1-2网格', parts: [RING] }],
  })
  expect(second && opOf(second), 'as at present').toBeNull()
})

test('each figure says by what it is divided; 0/0 is a dash', () => {
  const rows = rowsOf(proposalWholeOf(BODY).alternatives[0]?.figures ?? figures(0, 0))
  expect(rows.map(({ name, value }) => [name, value])).toEqual([['fullest', '1.12'], ['emptiest', '0.80'], ['compact', '0.60'], ['pieces', '1.25'], ['moved', '40.0 %']])
  for (const { of } of rows) expect(of).not.toBe('')
  expect(timesOf({ n: 0, d: 0 })).toBe(timesOf({ n: 3, d: 0 }))
  expect(letterOf(2)).toBe('C')
})

describe('the chart', () => {
  it('has the present at nothing moved and every alternative inside the box', () => {
    const { dots, boundY, most } = chartOf(whole())
    expect(most).toEqual({ moved: 20, times: 1.6 })
    expect(dots.map(({ letter, x, isPresent }) => [letter, x, isPresent])).toEqual([['', 0, true], ['A', 1, false], ['B', 0, false]])
    expect(dots.map(({ y }) => Number(y.toFixed(3)))).toEqual([1, 0.2, 1])
    expect(boundY).toBeCloseTo(1 / 6)
  })

  it('stands without work and with nothing moved', () => {
    const nothing = { ...figures(0, 0), fullest: { n: 0, d: 0 } }
    const { dots, boundY } = chartOf({ present: nothing, alternatives: [], bound: { limit: 'nothing', n: 0, d: 0, unit_name: null, enterprises: null, at: null } })
    expect([dots, boundY]).toEqual([[{ letter: '', x: 0, y: 0, isPresent: true }], null])
  })
})

test('what sets the bound is said, one plant or a place, a unit that stays, an island; nothing is not', () => {
  const bound: Bound = { limit: 'atom', n: 620, d: 310, unit_name: '东网格', enterprises: 1, at: null }
  const said = [bound, { ...bound, enterprises: 3 }, { ...bound, limit: 'locked' as const }, { ...bound, limit: 'island' as const }].map(boundSentence)
  for (const sentence of said) expect(sentence).toContain('desk.proposal.bound')
  expect(new Set(said).size).toBe(4)
  expect(boundSentence({ ...bound, limit: 'nothing' })).toBeNull()
})

test('the same wish again is computed from another seed, another wish from the first', () => {
  const known = [0, 1].map((seed) => proposalOf({ ...BODY, seed }))
  const wish = { goal: 'count' as const, units: 2, town: 5, locked: ['G-9'] }
  expect(seedFor(wish, known)).toBe(2)
  expect(seedFor({ ...wish, units: 3 }, known)).toBe(0)
  expect(seedFor({ ...wish, locked: [] }, known)).toBe(0)
  expect(seedFor(wish, [proposalOf({ ...BODY, state: 'failed' })])).toBe(0)
})
