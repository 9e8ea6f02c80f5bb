import { expect, test } from 'vitest'
import { dues, type Frequency, type Standing } from '../../src/domain/due'
import type { Due } from '../../src/wire/enterprise'
import file from '../../../tests/scenarios/due.json'

const policy: Frequency = file.policy
const BLANK: Standing = {
  grade: null,
  interval_days: null,
  waived_on: null,
  since: '2026-01-01',
  last_visit_on: null,
  revisit_on: null,
  position_verified: true,
  oldest_submitted_on: null,
  has_open_hazard: false,
  has_open_major: false,
  key_list: false,
  untrue_until: null,
}

test.each(file.scenarios)('$name', ({ standing, dues: expected }) => {
  expect(dues({ ...BLANK, ...standing }, policy)).toEqual(expected as Due[])
})

test('a share of an interval is rounded as decimals are', () => {
  const [first] = dues({ ...BLANK, interval_days: 100, key_list: true }, { ...policy, key_list_factor: 0.55 })
  expect(first).toEqual({ on: '2026-02-25', reason: 'key_list' })
})

test('the numbers of the scenarios are those of the shipped table', async () => {
  const { readFileSync } = await import('node:fs')
  const toml = readFileSync(new URL('../../../grids/tables/frequency.toml', import.meta.url), 'utf8')
  const rule = toml.slice(toml.lastIndexOf('[[rule]]'))
  const numberOf = (key: string) => Number(new RegExp(`^${key} = (\\d+)`, 'm').exec(rule)?.[1])
  expect(numberOf('ungraded_interval_days')).toBe(policy.ungraded_interval_days)
  expect(numberOf('position_check_days')).toBe(policy.position_check_days)
  for (const [grade, days] of Object.entries(policy.visit_interval_days)) expect(numberOf(grade)).toBe(days)
})
