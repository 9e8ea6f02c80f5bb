import { expect, test } from 'vitest'
import { offered, publishedAt } from '../../src/domain/content'
import { contentOf } from '../../src/wire/content'
import type { AreaName } from '../../src/wire/policy'
import file from '../../../tests/scenarios/content.json'

const versions = file.versions.map(({ id, ...version }) => ({ ...version, version_id: id }))

test.each(file.scenarios)('$name', ({ published, kind, on, offered: expected }) => {
  const { sets } = contentOf({ id: 3, sets: published })
  const found = offered(versions, sets, kind, on ?? '2026-12-01')
  expect(found.map(({ list, why }) => ({ version: list.version_id, why }))).toEqual(expected)
})

const area = (id: string, level: string, parent_id: string | null): AreaName => ({ id, level, parent_id, name: id })
const city = area('1', 'city', null)
const near = [area('2', 'district', '1'), area('21', 'town', '2')]
const far = [area('3', 'district', '1'), area('31', 'town', '3')]
const set = { supervision_class: null, valid_from: '2026-01-01', grades: { B: ['x'] } }
const contents = [{ id: '2', sets: [set] }]

test('what a district published holds for the enterprises of its towns only', () => {
  const areas = [city, ...near, ...far]
  expect(publishedAt(contents, areas, '21')).toEqual([set])
  expect(publishedAt(contents, areas, '31')).toEqual([])
  expect(publishedAt(contents, areas, null)).toEqual([])
})

test('an enterprise whose town nobody knows lies in the only district a phone has', () => {
  expect(publishedAt(contents, [city, ...near], null)).toEqual([set])
})
