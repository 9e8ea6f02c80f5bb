// @vitest-environment happy-dom
// Days, moments, distances and shares as people read them, in both languages.
import { beforeAll, expect, test } from 'vitest'
import { clock, count, day, distance, moment, percent, share } from '../../src/text/format'
import { en } from '../../src/text/en'
import { setLocale, startText, t, tOf } from '../../src/text/text'

beforeAll(() => startText({ zh: {}, en: () => Promise.resolve({ ...en }) }))

test('Chinese', async () => {
  await setLocale('zh')
  expect(day('2026-11-22')).toBe('2026年11月22日')
  expect(moment('2026-11-21T17:05:00Z')).toBe('2026年11月22日 01:05')
  expect(clock('2026-11-21T17:05:00Z')).toBe('01:05')
  expect([4, 42, 999, 1234, 15_600].map(distance)).toEqual(['4 米', '40 米', '1.0 公里', '1.2 公里', '16 公里'])
  expect(t('signout.unsent', { unsent: 3 })).toContain('3条')
  expect(document.documentElement.lang).toBe('zh-CN')
})

test('English', async () => {
  await setLocale('en')
  expect(day('2026-11-22')).toBe('22 Nov 2026')
  expect(moment('2026-11-21T17:05:00Z')).toBe('22 Nov 2026, 01:05')
  expect(distance(42)).toBe('40 m')
  expect(tOf('role', 'officer')).toBe('Grid officer')
  expect(tOf('role', 'unheard-of')).toBe('unheard-of')
  expect(localStorage.getItem('wangge-locale')).toBe('en')
})

test('what is unknown, or nought of nought, is a dash', () => {
  expect([day(null), moment(undefined), day('nonsense'), distance(null), count(null), percent(0, 0)]).toEqual(
    Array(6).fill('—'),
  )
  expect(percent(7, 8)).toBe('87.5 %')
})

test('a share has two decimals, half up, and nought of nought is a dash', () => {
  expect([[1, 3], [2, 3], [1, 16], [1, 1], [0, 7]].map(([n = 0, d = 0]) => share({ n, d }))).toEqual(['33.33 %', '66.67 %', '6.25 %', '100.00 %', '0.00 %'])
  expect(share({ n: 1, d: 80_000 })).toBe('0.00 %')
  expect(share({ n: 1, d: 20_000 })).toBe('0.01 %')
  expect(share({ n: 0, d: 0 })).toBe('—')
})
