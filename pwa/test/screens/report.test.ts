// @vitest-environment happy-dom
// Whoever reports without an account: photos stay in the page's memory, are seen at once and dropped again; no city is assumed.
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import PhotoTaker from '../../src/screens/parts/PhotoTaker.vue'
import PinSheet from '../../src/screens/parts/PinSheet.vue'
import ReportPin from '../../src/screens/parts/ReportPin.vue'
import { zh } from '../../src/text/phone/zh'
import { i18n, startText } from '../../src/text/text'

enableAutoUnmount(afterEach)
beforeEach(() => startText({ zh, en: () => Promise.resolve({}) }))

const taker = (props: object) => mount(PhotoTaker, { props: { photos: [], label: '拍照', testid: 'report-photo', add: () => Promise.resolve(null), ...props }, global: { plugins: [i18n] } })

test('a photo in memory is shown from there, without the tick of one kept on the phone, and can be dropped', async () => {
  const field = taker({ photos: [{ sha256: 'a', url: 'blob:a' }] })
  const kept = field.get('[data-testid=photo-kept]')
  expect([kept.get('img').attributes('src'), kept.find('.tick').exists()]).toEqual(['blob:a', false])
  await kept.get('button').trigger('click')
  expect(field.emitted('drop')).toEqual([['a']])
})

test('the camera alone is opened where a draft waits for it; elsewhere a photo may be chosen', () => {
  const capture = (props: object) => taker(props).get('input').attributes('capture')
  expect([capture({}), capture({ beforeCamera: () => Promise.resolve() })]).toEqual([undefined, 'environment'])
})

test('what was wrong with a photo is said beside the photos, and no more are taken than allowed', async () => {
  const add = vi.fn(() => Promise.resolve('不是照片'))
  const field = taker({ photos: [{ sha256: 'a', url: 'blob:a' }], most: 3, add })
  const input = field.get<HTMLInputElement>('input')
  Object.defineProperty(input.element, 'files', { value: [new File(['1'], '1'), new File(['2'], '2'), new File(['3'], '3')] })
  await input.trigger('change')
  await flushPromises()
  expect(add.mock.calls).toEqual([[[expect.any(File), expect.any(File)]]])
  expect(field.get('[role=alert]').text()).toBe('不是照片')
})

const opened = async (ground: readonly [number, number, number, number] | null) => {
  const field = mount(ReportPin, { props: { modelValue: null, ground }, global: { plugins: [i18n], stubs: { PinSheet: true } } })
  await field.get('[data-testid=report-pin]').trigger('click')
  return field.getComponent(PinSheet).props()
}

test('the pin begins in the middle of the ground that is served, and nowhere while that is unknown', async () => {
  expect(await opened([87, 43, 89, 45])).toMatchObject({ show: true, pin: { lon: 88, lat: 44 }, box: [87, 43, 89, 45] })
  expect(await opened(null)).toMatchObject({ show: true, pin: null, box: null })
})
