// @vitest-environment happy-dom
// The heat page leads to areas by colour with one press, at the level that says something to who looks.
import { enableAutoUnmount, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test } from 'vitest'
import HeatFilters from '../../src/desk/heat/HeatFilters.vue'
import { viewsOf, type Name, type View } from '../../src/desk/heat/heatQuestion'
import type { Filters } from '../../src/desk/useFilters'
import { zh } from '../../src/text/desk/zh'
import { i18n, startText } from '../../src/text/text'

enableAutoUnmount(afterEach)
beforeEach(() => startText({ zh, en: () => Promise.resolve({}) }))

function opened(level: string, view: View) {
  const asked: unknown[] = []
  const none = { one: () => '', many: () => [], isOn: () => false, clear: () => undefined, query: { value: '' }, set: (change: unknown) => { asked.push(change) } } as unknown as Filters<Name>
  const page = mount(HeatFilters, {
    props: { filters: none, measure: 'per_visit', view, views: viewsOf(level), period: { from: '2025-11-30', to: '2026-11-30' }, bandwidthUsed: null, industries: [], towns: [], major: 5 },
    global: { plugins: [i18n] },
  })
  return { page, asked }
}

test.each([['city', 'district'], ['district', 'town'], ['town', 'unit']])('who is of a %s presses once and sees areas by %s', async (level, by) => {
  const { page, asked } = opened(level, 'ground')
  expect(page.get('[data-testid=heat-areas]').text()).toBe('按区域着色')
  await page.get('[data-testid=heat-areas] input').setValue(true)
  expect(asked).toEqual([{ by, place: '' }])
})

test('areas by colour offer their levels and the way back to the ground, not the bandwidth', async () => {
  const { page, asked } = opened('city', 'town')
  expect([page.find('[data-testid=heat-view]').exists(), page.find('[data-testid=heat-bandwidth]').exists()]).toEqual([true, false])
  await page.get('[data-testid=heat-ground] input').setValue(true)
  expect(asked).toEqual([{ by: '', place: '' }])
})
