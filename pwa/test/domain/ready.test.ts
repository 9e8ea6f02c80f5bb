import { describe, expect, test } from 'vitest'
import { checks, toMend, type Facts } from '../../src/domain/ready'

const READY: Facts = {
  now: new Date('2026-11-22T02:00:00Z'),
  pulledAt: '2026-11-22T01:00:00Z',
  enterprises: 500,
  checklists: 7,
  filesOwed: 0,
  hasBaseMap: true,
  pack: null,
  hasWorker: true,
  signedInAt: '2026-11-20T02:00:00Z',
  isPersistent: true,
  wasAskedToPersist: true,
  freeBytes: 2_000_000_000,
  clockOffMs: 1_000,
  clockSkewMin: 10,
  fixRadiusM: 12,
  positionTrouble: null,
  unsent: 0,
}
const first = (change: Partial<Facts>) => toMend(checks({ ...READY, ...change }))

test('is green when everything is there', () => {
  expect(first({})).toBeNull()
})

describe('names the one thing to mend', () => {
  const cases: [string, Partial<Facts>, string, string, number][] = [
    ['nothing downloaded', { pulledAt: null }, 'area', 'missing', 0],
    ['data of three days ago', { pulledAt: '2026-11-19T01:00:00Z' }, 'area', 'old', 3],
    ['no checklist', { checklists: 0 }, 'checklists', 'missing', 0],
    ['files still to come', { filesOwed: 12 }, 'files', 'partly', 12],
    ['no background map', { hasBaseMap: false }, 'map', 'missing', 0],
    ['the app does not open offline', { hasWorker: false }, 'app', 'missing', 0],
    ['the sign-in ends tomorrow', { signedInAt: '2026-10-24T02:00:00Z' }, 'signin', 'soon', 1],
    ['the phone is full', { freeBytes: 100 * 1024 * 1024 }, 'storage', 'full', 100],
    ['nobody asked for lasting storage', { isPersistent: false, wasAskedToPersist: false }, 'storage', 'fleeting', 1907],
    ['the clock is wrong', { clockOffMs: -3_600_000 }, 'clock', 'off', 60],
    ['position is forbidden', { positionTrouble: 'forbidden', fixRadiusM: null }, 'position', 'forbidden', 0],
    ['something is unsent', { unsent: 4 }, 'unsent', 'some', 4],
  ]
  test.each(cases)('%s', (_name, change, name, word, value) => {
    expect(first(change)).toEqual({ name, word, value, state: 'mend' })
  })

  test('the first of several', () => {
    expect(first({ unsent: 4, hasBaseMap: false })?.name).toBe('map')
  })
})

test('what a person can not mend is said and keeps nobody at home', () => {
  const all = checks({ ...READY, isPersistent: false, fixRadiusM: 400, clockOffMs: null })
  expect(toMend(all)).toBeNull()
  expect(all.filter(({ state }) => state === 'note').map(({ name }) => name)).toEqual(['storage', 'clock', 'position'])
})

describe('the map pack', () => {
  const whole = { bytes: 12_400_000, share: 1, asOf: '2026-11-20T02:00:00Z', isWhole: true }
  const said = (pack: Facts['pack']) => checks({ ...READY, pack }).filter(({ name }) => name === 'pack')

  test('is not spoken of where the deployment offers none', () => {
    expect(said(null)).toEqual([])
  })

  test('tells its size and its day once it is whole', () => {
    expect(said(whole)).toEqual([{ name: 'pack', state: 'ok', word: 'ok', value: 12, at: '2026-11-20T02:00:00Z' }])
  })

  test('is to be waited for while the first one comes, and not while one of before is here', () => {
    expect(said({ ...whole, share: 0.436, asOf: null, isWhole: false })).toMatchObject([{ state: 'mend', word: 'partly', value: 43 }])
    expect(said({ ...whole, share: 0.436, isWhole: false })).toMatchObject([{ state: 'note', word: 'older', value: 43 }])
  })
})
