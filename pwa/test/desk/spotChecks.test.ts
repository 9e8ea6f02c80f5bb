// What a spot check is made of at the desk: strata sized from the frame, what is missing before it is whole, its acts.
import { expect, test } from 'vitest'
import { filterOf, tilesOf } from '../../src/desk/spotchecks/figures'
import { lacks, stepsOf, type Recording } from '../../src/desk/spotchecks/record'
import { WHOLE, byTown, byZero, commandOf } from '../../src/desk/spotchecks/strata'
import { readSpotFrame, spotTargetWholeOf, spotWholeOf } from '../../src/wire/spotCheck'

const target = spotTargetWholeOf({
  id: 't', enterprise_id: 'e', listed: [{ item: 'answer:T1', kind: 'answer', said: 'ok', title: '出口' }, { item: 'closing:h', kind: 'closing', said: 'closed', title: '通道' }],
})
const AT = new Date('2026-11-22T02:00:00Z')
const nothing: Recording = { startedAt: AT, said: {}, hidden: [], photos: [], met: '', remark: '' }
const photo = { sha256: 'a'.repeat(64), taken_at: '2026-11-22T01:00:00Z' }
const both = (closing: 'true' | 'not_true', remark: string): Recording => ({ ...nothing, said: { 'answer:T1': { verdict: 'true', remark: '' }, 'closing:h': { verdict: closing, remark } } })

test('every item needs a verdict, what is not true a remark, a false closing a photo', () => {
  expect(lacks(target, nothing)).toBe('verdict')
  expect(lacks(target, both('not_true', ' '))).toBe('remark')
  expect(lacks(target, both('not_true', '仍堵塞'))).toBe('photo')
  expect(lacks(target, { ...both('not_true', '仍堵塞'), photos: [photo] })).toBeNull()
  expect(lacks(target, both('true', ''))).toBeNull()
})

test('a hazard that was kept back is recorded first and named in the record', () => {
  const hidden = { id: 'k', place: '西门', description: '上锁', category: 'S05', photos: [photo] }
  expect(lacks(target, { ...both('true', ''), hidden: [{ ...hidden, photos: [] }] })).toBe('hidden')
  const steps = stepsOf(target, 'second', { ...both('true', ''), hidden: [hidden] }, AT)
  expect(steps.map(({ command }) => command.kind)).toEqual(['record-hazard', 'record-spot-check'])
  expect(steps[1]?.command).toMatchObject({ missed: ['k'], second_inspector: 'second', results: [{ verdict: 'true' }, { verdict: 'true' }] })
})

test('strata take a tenth of each town, at least one, and leave out whoever has no town', () => {
  const frame = readSpotFrame({ framed: 41, town: [{ key: 7, n: 31 }, { key: 8, n: 4 }, { key: null, n: 6 }], zero: [{ key: true, n: 41 }] })
  if (frame === null) throw new Error('no frame')
  expect(byTown(frame).map(({ town, size }) => [town, size])).toEqual([['7', 4], ['8', 1]])
  expect(byZero(frame).map(commandOf)).toEqual([{ size: 5, town: null, supervision_class: null, grade: null, zero: true }])
  expect(commandOf({ ...WHOLE, grade: 'none', zero: 'false' })).toMatchObject({ grade: 'none', zero: false })
})

test('each tile opens the list it counts', () => {
  const { figures } = spotWholeOf({ id: 'o', figures: { sampled: 3, mismatch: 1, mismatched: { n: 1, d: 2 }, hidden: { n: 0, d: 0 } } })
  const tiles = tilesOf(figures)
  expect(tiles.find(({ name }) => name === 'mismatched')).toMatchObject({ rate: { n: 1, d: 2 }, opens: { flag: 'mismatch' } })
  expect(filterOf({ side: 'missed' })).toEqual({ flag: '', side: 'missed' })
})
