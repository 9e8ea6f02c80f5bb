// @vitest-environment happy-dom
// Photos of an act at the desk: each is seen as soon as it is sent, one press drops it, and nine are the most.
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { takeOn } from '../../src/components/usePerson'
import { isExpired } from '../../src/desk/client'
import StoryPhotos from '../../src/desk/models/StoryPhotos.vue'
import PhotoField from '../../src/desk/parts/PhotoField.vue'
import { zh } from '../../src/text/desk/zh'
import { i18n, startText } from '../../src/text/text'
import type { Photo } from '../../src/wire/commands'
import { FakeServer, json, problem } from '../server'

enableAutoUnmount(afterEach)

const person = { id: 'person-a', username: 'townoffice', name: '赵', roles: ['town_officer' as const], area: null, units: [], enterprise_id: null, licence_no: null, locale: 'zh' as const, time_zone: null, is_demo: true }
let server: FakeServer
let urls: Set<string>

beforeEach(async () => {
  server = new FakeServer()
  urls = new Set()
  vi.stubGlobal('fetch', server.send)
  vi.spyOn(URL, 'createObjectURL').mockImplementation(() => { const url = `blob:${crypto.randomUUID()}`; urls.add(url); return url })
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => { urls.delete(url) })
  await startText({ zh, en: () => Promise.resolve({}) })
  takeOn(person)
  isExpired.value = false
})
afterEach(() => {
  takeOn(null)
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

function open(first: readonly Photo[] = []) {
  const field = mount(PhotoField, { props: { modelValue: first, testid: 'shot', 'onUpdate:modelValue': (photos: readonly Photo[]) => field.setProps({ modelValue: photos }) }, global: { plugins: [i18n] } })
  return field
}
async function choose(field: ReturnType<typeof open>, ...words: string[]): Promise<void> {
  const input = field.get('[data-testid=shot]')
  Object.defineProperty(input.element, 'files', { configurable: true, value: words.map((word) => new File([word], `${word}.jpg`, { type: 'image/jpeg' })) })
  await input.trigger('change')
  await vi.waitFor(() => { expect(field.text()).not.toContain('正在上传') })
  await flushPromises()
}
const kept = (field: ReturnType<typeof open>) => field.props('modelValue')

test('a sent photo is seen at once, from the bytes that were sent', async () => {
  const field = open()
  await choose(field, 'one', 'two')
  expect(kept(field)).toHaveLength(2)
  expect(field.findAll('img').map((img) => img.attributes('src'))).toEqual([...urls])
})

test('one press drops a photo, and every address is given back at the end', async () => {
  const field = open()
  await choose(field, 'one', 'two')
  const second = kept(field)[1]
  await field.get('[data-testid=photo-drop]').trigger('click')
  expect(kept(field)).toEqual([second])
  expect(urls.size).toBe(1)
  field.unmount()
  expect(urls.size).toBe(0)
})

test('nine photos are the most, and the form says that others were left out', async () => {
  const field = open()
  await choose(field, ...Array.from({ length: 11 }, (_, n) => `shot ${n}`))
  expect(kept(field)).toHaveLength(9)
  expect(field.find('[data-testid=shot]').exists()).toBe(false)
  expect(field.get('[role=alert]').text()).toContain('最多 9 张')
})

test('an answer about other bytes is no photo', async () => {
  server.weather = ({ method }) => (method === 'PUT' ? json({ sha256: 'f'.repeat(64), bytes: 3 }, 201) : null)
  const field = open()
  await choose(field, 'one')
  expect(kept(field)).toEqual([])
  expect(field.get('[role=alert]').text()).toContain('照片没有送达')
})

test('a sign-in that ran out is told to the whole desk', async () => {
  server.weather = ({ method }) => (method === 'PUT' ? problem(401, 'signed-out') : null)
  await choose(open(), 'one')
  expect(isExpired.value).toBe(true)
})

test('a story takes six, each once, is busy while they go, and one that was taken out gives its address back', async () => {
  const field = mount(StoryPhotos, { props: { modelValue: [], member: null, 'onUpdate:modelValue': (photos: readonly string[]) => field.setProps({ modelValue: photos }) }, global: { plugins: [i18n] } })
  const input = field.get('[data-testid=story-photos]')
  Object.defineProperty(input.element, 'files', { configurable: true, value: ['1', '1', '2', '3', '4', '5', '6', '7'].map((word) => new File([word], `${word}.jpg`, { type: 'image/jpeg' })) })
  await input.trigger('change')
  await vi.waitFor(() => { expect(field.emitted('busy')).toEqual([[true], [false]]) })
  expect(field.props('modelValue')).toHaveLength(6)
  expect(field.get('[role=alert]').text()).toContain('最多 6 张')
  expect(urls.size).toBe(6)
  await field.get('[data-testid=story-photo] button').trigger('click')
  expect([field.props('modelValue').length, urls.size]).toEqual([5, 5])
})
