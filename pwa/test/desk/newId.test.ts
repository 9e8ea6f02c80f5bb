// @vitest-environment happy-dom
// What is made at the desk is made once: the press after a lost answer speaks of the same thing, the next thing of another.
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { takeOn } from '../../src/components/usePerson'
import Decision from '../../src/desk/applications/Decision.vue'
import { firstValues, stepOf } from '../../src/desk/reports/acts'
import BringFile from '../../src/desk/survey/BringFile.vue'
import { useSurvey } from '../../src/desk/survey/useSurvey'
import TaskRunBar from '../../src/desk/tasks/TaskRunBar.vue'
import { useNewId } from '../../src/desk/useNewId'
import { zh } from '../../src/text/desk/zh'
import { i18n, startText } from '../../src/text/text'
import { applicationOf } from '../../src/wire/application'
import type { Envelope } from '../../src/wire/envelope'
import { publicReportFileOf } from '../../src/wire/publicReport'
import { FakeServer, json } from '../server'

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

const acts = () => server.seen.filter(({ path }) => path === '/api/v1/acts').flatMap(({ body }) => (JSON.parse(body) as { items: Envelope[] }).items.map(({ command }) => command))
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

test('a report that is settled again after a lost answer makes the same hazard', () => {
  const report = publicReportFileOf({ id: 'r1', subject: 'hazard', may: ['settle-report'], state: 'accepted', version: 3 })
  const values = firstValues(report, '2026-12-01')
  expect(values.made).not.toBe('')
  expect(stepOf('settle-report', report, values)).toMatchObject({ command: { found: { hazard: values.made } } })
  expect(firstValues(report, '2026-12-01').made).not.toBe(values.made)
})

test('an application that is granted again after a lost answer enters the same enterprise', async () => {
  server.weather = ({ path }) => (path === '/api/v1/acts' ? 'lost-after' : null)
  const application = applicationOf({ id: 'a1', unit_id: '7', town_id: '12' })
  const form = mount(Decision, { props: { application, chosen: '', chosenName: '' }, global: { plugins: [i18n] } })
  for (const weather of [server.weather, () => null]) {
    server.weather = weather
    await form.get('form').trigger('submit')
    await flushPromises()
    await vi.advanceTimersByTimeAsync(10_000)
  }
  expect(form.emitted('done')).toHaveLength(1)
  const entered = acts().map((command) => (command.kind === 'decide-application' ? command.enterprise : null))
  expect(entered.length).toBeGreaterThan(1)
  expect(new Set(entered).size).toBe(1)
})

test('the clean units of a survey become one plan, also when the first answer got lost; the next district becomes another', async () => {
  server.weather = ({ path }) => (path === '/api/v1/acts' ? 'lost-after' : null)
  const scope = effectScope()
  const open = scope.run(() => useSurvey('s1'))
  const handIn = async (district: number) => {
    const made = open?.handIn(district, '方案')
    await vi.advanceTimersByTimeAsync(10_000)
    return await made
  }
  expect(await handIn(3)).toBeNull()
  server.weather = () => null
  const first = await handIn(3)
  const second = await handIn(4)
  const plans = acts().map((command) => (command.kind === 'hand-in-survey' ? command.redraw : null))
  expect(new Set(plans)).toEqual(new Set([first, second]))
  expect(new Set(plans).size).toBe(2)
  scope.stop()
})

test('a file of outlines whose answer got lost is not read in twice', async () => {
  const surveys = new Set<string>()
  const sent: string[] = []
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    await Promise.resolve()
    if (!(init.body instanceof FormData)) return surveys.has(url) ? json({ id: url.split('/').at(-1) }) : json({ code: 'not-found' }, 404)
    const id = String(init.body.get('survey'))
    sent.push(id)
    if (sent.length > 1) surveys.add(`/api/v1/surveys/${id}`) // the first went down on its way there, the second on its way back
    throw new TypeError('Failed to fetch')
  })
  const form = mount(BringFile, { props: { modelValue: true }, global: { plugins: [i18n], stubs: { ElDialog: { template: '<div><slot /></div>' } } } })
  const chosen = form.get('input[type=file]')
  Object.defineProperty(chosen.element, 'files', { configurable: true, value: [new File(['{}'], 'units.geojson')] })
  await chosen.trigger('change')
  for (const expected of [1, 2, 2]) {
    await form.get('form').trigger('submit')
    await flushPromises()
    expect(sent).toHaveLength(expected)
    if (form.emitted('brought') === undefined) expect(form.get('[data-testid=survey-trouble]').text()).toContain('不知道文件是否已读入')
  }
  expect(form.emitted('brought')).toEqual([[sent[1]]])
})
