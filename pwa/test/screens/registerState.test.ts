// @vitest-environment happy-dom
// An application that was sent back: its form is shown when it is filled, so that nothing writes over what is typed.
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import RegisterState from '../../src/screens/RegisterState.vue'
import { zh } from '../../src/text/phone/zh'
import { i18n, startText } from '../../src/text/text'
import { json } from '../server'

enableAutoUnmount(afterEach)
const own = {
  number: 'A1', state: 'returned', reason: '地址不全', name: '示范厂', uscc: '91320412MA1TEST000', address: '示范路', principal: '李', phone: '13800000000',
  username: 'firm', claims: false, town: 2, village: null, town_name: '示范镇', lon: null, lat: null, radius_m: null, changed_at: '2026-11-01T00:00:00Z',
}
const places = { items: [{ id: '1', parent_id: null, level: 'district', name: '区', name_en: '' }, { id: '2', parent_id: '1', level: 'town', name: '示范镇', name_en: '' }], next: null }

beforeEach(async () => {
  await startText({ zh, en: () => Promise.resolve({}) })
  localStorage.setItem('wangge-application', 'A1 secret')
})
afterEach(() => {
  localStorage.clear()
  vi.unstubAllGlobals()
})

test('while the places are still on their way there is no form to type into; then it holds what was sent', async () => {
  let arrive = (_places: Response): void => undefined
  const late = new Promise<Response>((done) => { arrive = done })
  vi.stubGlobal('fetch', (path: string) => (path.endsWith('/places') ? late : Promise.resolve(json(own))))
  const screen = mount(RegisterState, { global: { plugins: [i18n], stubs: { Page: { template: '<main><slot /></main>' } } } })
  await flushPromises()
  expect(screen.find('[data-testid=register-address]').exists()).toBe(false)
  arrive(json(places))
  await flushPromises()
  expect(screen.text()).toContain('地址不全')
  expect(screen.get<HTMLTextAreaElement>('[data-testid=register-address]').element.value).toBe('示范路')
})
