import { expect, test } from 'vitest'
import { readCases } from '../../src/wire/inspection'

test('a page of cases says how many there are in all and how many of them wait, whatever it shows', () => {
  const page = readCases({ items: [{ id: 'i', ordered: ['h'] }], total: 700, waiting: 612, next: 'i' })
  expect(page).toMatchObject({ total: 700, waiting: 612, next: 'i', items: [{ id: 'i', ordered: ['h'] }] })
  expect(readCases({ waiting: 3 })).toBe(null)
})
