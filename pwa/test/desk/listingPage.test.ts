// @vitest-environment happy-dom
// Who is asked to raise a listed hazard to the next level reads why.
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { takeOn } from '../../src/components/usePerson'
import ListingPage from '../../src/desk/listings/ListingPage.vue'
import { zh } from '../../src/text/desk/zh'
import { i18n, startText } from '../../src/text/text'
import { json } from '../server'

afterEach(() => {
  takeOn(null)
  vi.unstubAllGlobals()
})

test('the reason of a proposal to raise the level stands beside the level', async () => {
  await startText({ zh, en: () => Promise.resolve({}) })
  takeOn({ id: 'person-a', username: 'city', name: '钱', roles: ['city'], area: null, units: [], enterprise_id: null, licence_no: null, locale: 'zh', time_zone: null })
  vi.stubGlobal('fetch', () => Promise.resolve(json({ id: 'l1', hazard_id: 'h1', level: 'district', raise_to: 'city', raise_reason: '逾期两次，涉及三镇', state: 'listed', may: [] })))
  const page = mount(ListingPage, { props: { id: 'l1' }, global: { plugins: [i18n], stubs: { RouterLink: true, PageHead: true } } })
  await flushPromises()
  expect(page.text()).toContain('拟升市级')
  expect(page.text()).toContain('逾期两次，涉及三镇')
})
