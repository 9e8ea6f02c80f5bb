// @vitest-environment happy-dom
// The re-inspection at the desk as a person meets it: two buttons, nothing sent while words are lacking, a refusal in
// words, and the page goes on only after the server's yes. A refusal outlives the form it came from.
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { takeOn } from '../../src/components/usePerson'
import { useActs } from '../../src/desk/acts'
import DecisionForm from '../../src/desk/hazards/DecisionForm.vue'
import DecisionPanel from '../../src/desk/hazards/DecisionPanel.vue'
import { zh } from '../../src/text/desk/zh'
import { i18n, startText } from '../../src/text/text'
import type { Envelope } from '../../src/wire/envelope'
import { hazardFileOf } from '../../src/wire/files'
import { FakeServer } from '../server'

enableAutoUnmount(afterEach)

const person = { id: 'person-a', username: 'townoffice', name: '赵', roles: ['town_officer' as const], area: null, units: [], enterprise_id: null, licence_no: null, locale: 'zh' as const, time_zone: null, is_demo: true }
const hazard = hazardFileOf({ id: 'h1', enterprise_id: 'e1', state: 'submitted', level: 'general', source: 'grid', found_at: '2026-11-01T00:00:00Z', version: 3, may: ['reinspect-hazard'] })
let server: FakeServer

beforeEach(async () => {
  server = new FakeServer()
  vi.stubGlobal('fetch', server.send)
  await startText({ zh, en: () => Promise.resolve({}) })
  takeOn(person)
})
afterEach(() => {
  takeOn(null)
  vi.unstubAllGlobals()
})

const open = () => mount(DecisionForm, { props: { hazard, decision: 'reinspect-hazard', others: [], acting: useActs() }, global: { plugins: [i18n] } })
const sent = () => server.seen.filter(({ path }) => path === '/api/v1/acts').flatMap(({ body }) => (JSON.parse(body) as { items: Envelope[] }).items.map(({ command }) => command))

test('without an opinion nothing goes out, and the form names what is lacking', async () => {
  const form = open()
  await form.get('[data-testid=reinspect-fail]').trigger('click')
  expect(form.text()).toContain('还差：意见')
  expect(sent()).toEqual([])
})

test('passed goes out as one act, and the page goes on', async () => {
  const form = open()
  await form.get('textarea').setValue('现场核查已整改')
  await form.get('[data-testid=reinspect-pass]').trigger('click')
  await flushPromises()
  await vi.waitFor(() => { expect(form.emitted('done')).toHaveLength(1) })
  expect(sent()).toMatchObject([{ kind: 'reinspect-hazard', passed: true, opinion: '现场核查已整改', expected_version: 3 }])
})

test('a refusal stays on the form in the server\'s words; what was typed stays too', async () => {
  server.judge = () => ({ status: 'refused', code: 'another-person-needed', reason: '整改人不能复查。' })
  const form = open()
  await form.get('textarea').setValue('合格')
  await form.get('[data-testid=reinspect-pass]').trigger('click')
  await vi.waitFor(() => { expect(form.get('[data-testid=act-trouble]').text()).toContain('整改人不能复查。') })
  expect(form.emitted('done')).toBeUndefined()
  expect(form.get('textarea').element.value).toBe('合格')
})

test('a conflict shows the page as it stands now', async () => {
  server.judge = () => ({ status: 'conflict', code: 'moved-on', reason: '此隐患已由他人办理。' })
  const form = open()
  await form.get('textarea').setValue('合格')
  await form.get('[data-testid=reinspect-pass]').trigger('click')
  await vi.waitFor(() => { expect(form.emitted('done')).toHaveLength(1) })
  expect(form.get('[data-testid=act-trouble]').text()).toContain('此隐患已由他人办理。')
})

test('what comes of an act on one hazard is not said of the next', async () => {
  const of = (id: string) => hazardFileOf({ id, enterprise_id: 'e1', state: 'reported', level: 'general', source: 'grid', found_at: '2026-11-01T00:00:00Z', version: 3, may: ['reject-hazard'] })
  let arrive = (): void => undefined
  const late = new Promise<void>((done) => { arrive = done })
  server.judge = () => ({ status: 'refused', code: 'moved-on', reason: '此隐患已由他人办理。' })
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    if (path === '/api/v1/acts') await late
    return server.send(path, init)
  })
  const panel = mount(DecisionPanel, { props: { hazard: of('h1'), others: [] }, global: { plugins: [i18n], stubs: { RouterLink: true } } })
  await panel.get('textarea').setValue('不属实')
  await panel.get('[data-testid=reject-hazard-submit]').trigger('click')
  expect(panel.get('[data-testid=reject-hazard-submit]').classes()).toContain('is-loading')
  await flushPromises()
  await panel.setProps({ hazard: of('h2') })
  expect(panel.get('[data-testid=reject-hazard-submit]').classes()).not.toContain('is-loading')
  arrive()
  await vi.waitFor(() => { expect(sent()).toHaveLength(1) })
  await flushPromises()
  expect(panel.text()).not.toContain('此隐患已由他人办理。')
})

test('a reminder that was refused after the hazard was opened is still said when the form is gone, until another is picked', async () => {
  const of = (state: string, ...may: string[]) => hazardFileOf({ id: 'h1', enterprise_id: 'e1', state, level: 'general', source: 'grid', found_at: '2026-11-01T00:00:00Z', version: 3, may })
  server.judge = ({ command }) => (command.kind === 'issue-notice' ? { status: 'refused', code: 'unreachable', reason: '文书未能送达。' } : null)
  const panel = mount(DecisionPanel, { props: { hazard: of('reported', 'open-hazard'), others: [] }, global: { plugins: [i18n], stubs: { RouterLink: true } } })
  await panel.get('[data-testid=field-suggestion] textarea').setValue('立即清理')
  await panel.get('[data-testid=open-hazard-submit]').trigger('click')
  await vi.waitFor(() => { expect(panel.get('[data-testid=act-trouble]').text()).toContain('文书未能送达。') })
  await panel.setProps({ hazard: of('open') })
  expect(panel.find('[data-testid=open-hazard-submit]').exists()).toBe(false)
  expect(panel.text()).not.toContain('您现在没有要在这里办的事')
  expect(panel.get('[data-testid=act-trouble]').text()).toContain('文书未能送达。')

  await panel.setProps({ hazard: of('reported', 'open-hazard', 'reject-hazard') })
  await flushPromises()
  await panel.get('[data-testid=decide-reject-hazard] input').trigger('change')
  expect(panel.find('[data-testid=act-trouble]').exists()).toBe(false)
})
