// @vitest-environment happy-dom
// What is made at the desk is made once: the press after a lost answer speaks of the same thing, the next thing of another.
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { takeOn } from '../../src/components/usePerson'
import TaskRunBar from '../../src/desk/tasks/TaskRunBar.vue'
import { useNewId } from '../../src/desk/useNewId'
import { zh } from '../../src/text/desk/zh'
import { i18n, startText } from '../../src/text/text'
import type { Envelope } from '../../src/wire/envelope'
import { FakeServer } from '../server'

enableAutoUnmount(afterEach)

const district = { id: '3', name: '武进区', level: 'district' as const }
const person = { id: 'person-a', username: 'district', name: '周', roles: ['district' as const], area: district, units: [], enterprise_id: null, licence_no: null, locale: 'zh' as const, time_zone: null, is_demo: true }
let server: FakeServer

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  server = new FakeServer()
  vi.stubGlobal('fetch', server.send)
  await startText({ zh, en: () => Promise.resolve({}) })
  takeOn(person)
})
afterEach(() => {
  takeOn(null)
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const about = () => server.seen.filter(({ path }) => path === '/api/v1/acts').map(({ body }) => (JSON.parse(body) as { items: Envelope[] }).items[0]?.aggregate_id)

async function press(bar: ReturnType<typeof mount>): Promise<void> {
  await bar.get('[data-testid=task-make]').trigger('click')
  await flushPromises()
  await vi.advanceTimersByTimeAsync(10_000)
}

test('a press after a lost answer makes the same thing, not a second one', async () => {
  server.weather = ({ path }) => (path === '/api/v1/acts' ? 'lost-after' : null)
  const bar = mount(TaskRunBar, { props: { runs: [] }, global: { plugins: [i18n] } })
  await press(bar)
  server.weather = () => null
  await press(bar)
  expect(bar.emitted('changed')).toHaveLength(1)
  expect(new Set(about()).size).toBe(1)
})

test('after success the next press makes another thing', async () => {
  const bar = mount(TaskRunBar, { props: { runs: [] }, global: { plugins: [i18n] } })
  await press(bar)
  await press(bar)
  expect(new Set(about()).size).toBe(2)
})

test('a form keeps its id while it is open, and opens with a new one', async () => {
  const isOpen = ref(true)
  const scope = effectScope()
  const { id } = scope.run(() => useNewId(() => isOpen.value)) ?? { id: ref('') }
  const first = id.value
  isOpen.value = false
  await nextTick()
  expect(id.value).toBe(first)
  isOpen.value = true
  await nextTick()
  expect(id.value).not.toBe(first)
  scope.stop()
})
