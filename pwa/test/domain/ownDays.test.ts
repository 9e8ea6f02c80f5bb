// An officer's own order of a day and tasks handed back, laid over the days that were told last.
import { expect, test } from 'vitest'
import { dayAhead, moved, withOwnActs } from '../../src/domain/ownDays'
import { readOwnDays, type DayRoute } from '../../src/wire/policy'

const TODAY = '2026-11-29'
const route = (day: string, ...tasks: readonly string[]): DayRoute => ({ day, metres: 900, tasks, stops: tasks.map((task) => task.toUpperCase()) })

test('a task moves one place up or down, or behind all others, and stays where there is no further', () => {
  expect(moved(['a', 'b', 'c'], 'b', 'up')).toEqual(['b', 'a', 'c'])
  expect(moved(['a', 'b', 'c'], 'b', 'down')).toEqual(['a', 'c', 'b'])
  expect(moved(['a', 'b', 'c'], 'a', 'last')).toEqual(['b', 'c', 'a'])
  expect([moved(['a', 'b'], 'a', 'up'), moved(['a', 'b'], 'b', 'down'), moved(['a', 'b'], 'x', 'up')]).toEqual([['a', 'b'], ['a', 'b'], ['a', 'b']])
})

test('an own order moves the stops with their tasks, begins with what it does not name, and its way is not known', () => {
  const [today, next] = withOwnActs([route(TODAY, 'a', 'b', 'c'), route('2026-11-30', 'd')], [{ kind: 'order-day', day: TODAY, tasks: ['c', 'a', 'gone'] }])
  expect(today).toEqual({ day: TODAY, metres: null, tasks: ['b', 'c', 'a'], stops: ['B', 'C', 'A'] })
  expect(next?.metres).toBe(900)
})

test('a task that was handed back is in no day, whatever order was said before or after', () => {
  const days = withOwnActs([route(TODAY, 'a', 'b'), route('2026-11-30', 'c')], [
    { kind: 'order-day', day: TODAY, tasks: ['b', 'a'] }, { kind: 'return-task', task: 'b' }, { kind: 'order-day', day: TODAY, tasks: ['b', 'a'] },
  ])
  expect(days.map(({ stops }) => stops)).toEqual([['A'], ['C']])
})

test('a day whose tasks are not known yet keeps its stops', () => {
  const packed = { ...route(TODAY, 'a', 'b'), tasks: [] }
  expect(withOwnActs([packed], [{ kind: 'order-day', day: TODAY, tasks: ['b', 'a'] }, { kind: 'return-task', task: 'a' }])).toEqual([packed])
})

test('the day ahead is today, and the next one where nothing is left of today', () => {
  const routes = [route('2026-11-28', 'x'), route(TODAY), route('2026-11-30', 'a')]
  expect(dayAhead(routes, TODAY)?.day).toBe('2026-11-30')
  expect(dayAhead([], TODAY)).toBeNull()
})

test('the server tells each stop with its task', () => {
  const told = readOwnDays([{ day: TODAY, metres: 12, tasks: [{ id: 'a', enterprise_id: 'A' }, { id: 'b', enterprise_id: 'B' }] }])
  expect(told).toEqual([{ day: TODAY, metres: 12, tasks: ['a', 'b'], stops: ['A', 'B'] }])
})
