import { expect, test } from 'vitest'
import { byUrgency, noticeStanding } from '../../src/domain/notices'
import { beforeAndAfter } from '../../src/domain/photos'
import { pressing } from '../../src/domain/pressing'
import { hazardOf, type Hazard, type PhotoRole } from '../../src/wire/hazard'
import { noticeOf } from '../../src/wire/notice'

const TODAY = '2026-11-22'
const hazard = (id: string, state: string, more: Record<string, unknown> = {}): Hazard => hazardOf({ id, state, ...more })
const paper = (ids: readonly string[], more: Record<string, unknown> = {}) =>
  noticeOf({ id: 'n', items: ids.map((hazard_id, index) => ({ hazard_id, item_no: index + 1 })), ...more })

test('a notice counts what is rectified and names the next day', () => {
  const all = [hazard('a', 'submitted', { due_on: '2026-11-01' }), hazard('b', 'rectifying', { due_on: '2026-11-20' }), hazard('c', 'open', { due_on: '2026-12-01' })]
  const standing = noticeStanding(paper(['a', 'b', 'c'], { acknowledged_at: TODAY }), all, TODAY)
  expect(standing).toMatchObject({ done: 1, all: 3, isSigned: true, isDone: false, isOverdue: true, nextDue: '2026-11-20' })
})

test('a notice whose hazards this phone does not hold is not taken for done', () => {
  expect(noticeStanding(paper(['x']), [], TODAY)).toMatchObject({ isDone: false, done: 0, all: 1 })
})

test('what is to be signed goes first, what is done last', () => {
  const of = (ids: string[], all: Hazard[], more: Record<string, unknown>) => noticeStanding(paper(ids, more), all, TODAY)
  const unsigned = of(['a'], [hazard('a', 'open', { due_on: '2026-12-30' })], {})
  const soon = of(['a'], [hazard('a', 'rectifying', { due_on: '2026-11-25' })], { acknowledged_at: TODAY })
  const later = of(['a'], [hazard('a', 'rectifying', { due_on: '2026-12-25' })], { acknowledged_at: TODAY })
  const waits = of(['a'], [hazard('a', 'submitted')], { acknowledged_at: TODAY })
  const done = of(['a'], [hazard('a', 'closed')], { acknowledged_at: TODAY })
  const isVoid = of(['a'], [hazard('a', 'open', { due_on: '2026-11-23' })], { voided_at: '2026-11-21T00:00:00Z' })
  expect([isVoid, unsigned].sort(byUrgency)).toEqual([unsigned, isVoid])
  expect([done, waits, later, unsigned, soon].sort(byUrgency)).toEqual([unsigned, soon, later, waits, done])
})

test('the longest overdue presses most, ended ones come last', () => {
  const all = [
    hazard('closed', 'closed', { closed_at: '2026-11-20T00:00:00Z' }),
    hazard('no day', 'reported', { found_at: '2026-11-01T00:00:00Z' }),
    hazard('due', 'open', { due_on: '2026-12-01' }),
    hazard('late', 'open', { due_on: '2026-11-20' }),
    hazard('later still', 'open', { due_on: '2026-11-01' }),
    hazard('major', 'open', { due_on: '2026-11-01', level: 'major' }),
    hazard('to judge', 'submitted', { due_on: '2026-11-10' }),
  ]
  expect(pressing(all, TODAY).map(({ id }) => id)).toEqual(['major', 'later still', 'late', 'to judge', 'due', 'no day', 'closed'])
})

test('the first finding is laid beside the last work', () => {
  const photo = (sha256: string, role: PhotoRole) => ({ sha256, role, taken_at: '', received: true })
  const photos = [photo('1', 'before'), photo('2', 'before'), photo('3', 'after'), photo('4', 'after'), photo('5', 'reinspection')]
  expect(beforeAndAfter(photos)).toMatchObject({ before: { sha256: '1' }, after: { sha256: '4' } })
  expect(beforeAndAfter(photos.slice(0, 2))).toBeNull()
})
