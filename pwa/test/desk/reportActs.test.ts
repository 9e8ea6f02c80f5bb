// @vitest-environment happy-dom
// A report that is borne out becomes a hazard: its deadline begins with the day's policy, and what the office chose stays.
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { takeOn } from '../../src/components/usePerson'
import DayField from '../../src/desk/parts/DayField.vue'
import ReportActs from '../../src/desk/reports/ReportActs.vue'
import { addDays, localDay } from '../../src/domain/days'
import { zh } from '../../src/text/desk/zh'
import { i18n, startText } from '../../src/text/text'
import { publicReportFileOf } from '../../src/wire/publicReport'
import { json } from '../server'

let answerPack: () => void
const today = localDay(new Date())
const report = publicReportFileOf({ id: 'r1', subject: 'hazard', may: ['settle-report'], state: 'accepted', version: 3 })

beforeEach(async () => {
  const pack = new Promise<Response>((answer) => { answerPack = () => { answer(json({ cursor: '1', policy: { general_due_days: 21 } })) } })
  vi.stubGlobal('fetch', (url: string) => (url === '/api/v1/pack' ? pack : Promise.resolve(json({ items: [] }))))
  await startText({ zh, en: () => Promise.resolve({}) })
  // Another person each time: the policy is kept for as long as somebody stays.
  takeOn({ id: crypto.randomUUID(), username: 'townoffice', name: '赵', roles: ['town_officer'], area: null, units: [], enterprise_id: null, licence_no: null, locale: 'zh', time_zone: null })
})
afterEach(() => {
  takeOn(null)
  vi.unstubAllGlobals()
})

function opened() {
  const acts = mount(ReportActs, { props: { report }, global: { plugins: [i18n], stubs: { DayField: true, Choice: true, PickEnterprise: true } } })
  return acts.getComponent(DayField)
}

test('the deadline offered is that of the policy, also when the policy comes late', async () => {
  const field = opened()
  answerPack()
  await flushPromises()
  expect(field.props('modelValue')).toBe(addDays(today, 21))
})

test('a deadline the office chose is not overwritten', async () => {
  const field = opened()
  field.vm.$emit('update:modelValue', addDays(today, 5))
  answerPack()
  await flushPromises()
  expect(field.props('modelValue')).toBe(addDays(today, 5))
})
