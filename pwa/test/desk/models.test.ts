// @vitest-environment happy-dom
// Model enterprises as a person meets them: cards narrowed by the address, a story published as it was written, and a
// refusal that loses no word of it.
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { takeOn } from '../../src/components/usePerson'
import MemberStory from '../../src/desk/lists/MemberStory.vue'
import ModelPage from '../../src/desk/models/ModelPage.vue'
import ModelsPage from '../../src/desk/models/Models.vue'
import StoryDialog from '../../src/desk/models/StoryDialog.vue'
import PhoneModels from '../../src/screens/Models.vue'
import { zh as desk } from '../../src/text/desk/zh'
import { zh as phone } from '../../src/text/phone/zh'
import { i18n, startText } from '../../src/text/text'
import { cohortWholeOf } from '../../src/wire/cohorts'
import type { Envelope } from '../../src/wire/envelope'
import { modelsPath, readModel, readModels } from '../../src/wire/models'
import { FakeServer } from '../server'

enableAutoUnmount(afterEach)

const person = { id: 'person-a', username: 'townoffice', name: '赵', roles: ['town_officer' as const], area: null, units: [], enterprise_id: null, licence_no: null, locale: 'zh' as const, time_zone: null, is_demo: true }
const card = { id: 7, name: '长江机械', supervision_class: 'industry', industry: '机械制造', town: '湖东镇', department: '应急管理局', year: 2026, title: '班前十分钟', opening: '每班开工前', photos: ['a'.repeat(64)], published_at: '2026-11-01T00:00:00Z', is_demo: false }
const list = { items: [card], total: 1, next: null, classes: [{ supervision_class: 'industry', n: 1 }], towns: [{ id: 3, name: '湖东镇', n: 1 }] }
const version = { number: 2, title: '班前十分钟', body: '第一步', photos: [], published_by_name: '赵', published_at: '2026-11-01T00:00:00Z', down_by_name: '钱', down_at: '2026-11-02T00:00:00Z', down_reason: '正在核实' }
const kept = { cohort_id: 'c', enterprise_id: 'e', name: '长江机械', removed_at: null, removed_reason: null, versions: [version], may: ['publish-model'] }
let server: FakeServer
let router: Router
let answers: Record<string, unknown>

beforeEach(async () => {
  server = new FakeServer()
  answers = { '/api/v1/models': list }
  server.weather = ({ path }) => (path in answers ? new Response(JSON.stringify(answers[path]), { headers: { 'Content-Type': 'application/json' } }) : null)
  vi.stubGlobal('fetch', server.send)
  const none = defineComponent({ render: () => h('i') })
  router = createRouter({ history: createMemoryHistory(), routes: ['models', 'model', 'me'].map((name) => ({ path: name === 'model' ? '/models/:id' : `/${name}`, name, component: none })) })
  await router.push('/models')
  await startText({ zh: { ...desk, ...phone }, en: () => Promise.resolve({}) })
  takeOn(person)
})
afterEach(() => {
  takeOn(null)
  vi.unstubAllGlobals()
})

const global = () => ({ plugins: [i18n, router] })
const sent = () => server.seen.filter(({ path }) => path === '/api/v1/acts').flatMap(({ body }) => (JSON.parse(body) as { items: Envelope[] }).items.map(({ command }) => command))

test('a card says title, name, trade, town and department, and leads to the story', async () => {
  const page = mount(ModelsPage, { global: global() })
  await flushPromises()
  const found = page.get('[data-testid=model-card]')
  for (const word of ['班前十分钟', '长江机械', '机械制造', '湖东镇', '应急管理局', '每班开工前']) expect(found.text()).toContain(word)
  expect(found.attributes('href')).toBe('/models/7')
  expect(found.get('img').attributes('src')).toBe(`/api/v1/models/7/photos/${'a'.repeat(64)}/view.jpg`)
})

test('the address narrows the list, and an empty one says for what', async () => {
  const path = modelsPath({ supervision_class: 'industry', town: '3', after: '' })
  expect(path).toBe('/api/v1/models?supervision_class=industry&town=3')
  answers[path] = { ...list, items: [], total: 0 }
  await router.push('/models?supervision_class=industry&town=3')
  const page = mount(ModelsPage, { global: global() })
  await flushPromises()
  expect(page.text()).toContain('所选行业或镇街道还没有公布的典型经验。')
})

test('a story goes out on the version it was written on, and only with a title and a text', async () => {
  const before = readModel({ id: 7, shown: null, kept })?.kept?.versions[0] ?? null
  const dialog = mount(StoryDialog, { props: { cohort: 'c', enterprise: 'e', name: '长江机械', member: '7', before }, global: { ...global(), stubs: { teleport: true } }, attachTo: document.body })
  await flushPromises()
  await dialog.get('input[data-testid=story-title]').setValue(' ')
  expect(dialog.get('[data-testid=story-submit]').attributes('disabled')).toBeDefined()
  await dialog.get('input[data-testid=story-title]').setValue('班前十五分钟')
  await dialog.setProps({ before: before === null ? null : { ...before, number: 3, title: '别人的改动' } })
  await dialog.get('form').trigger('submit')
  await vi.waitFor(() => { expect(dialog.emitted('done')).toHaveLength(1) })
  expect(sent()).toEqual([{ kind: 'publish-model', cohort: 'c', enterprise: 'e', base: 2, title: '班前十五分钟', body: '第一步', photos: [] }])
})

test('a story that a colleague changed meanwhile stays as written, and the page behind is read again', async () => {
  server.judge = () => ({ status: 'conflict', code: 'moved-on', reason: '别人先办了。' })
  answers['/api/v1/models/7'] = { id: 7, shown: null, kept }
  const page = mount(ModelPage, { props: { id: '7' }, global: { ...global(), stubs: { teleport: true } }, attachTo: document.body })
  await flushPromises()
  await page.get('[data-testid=model-edit]').trigger('click')
  answers['/api/v1/models/7'] = { id: 7, shown: null, kept: { ...kept, versions: [{ ...version, number: 3, title: '别人的改动' }, version] } }
  await page.get('input[data-testid=story-title]').setValue('我的改动')
  await page.get('form').trigger('submit')
  await vi.waitFor(() => { expect(page.findAll('[data-testid=model-version]')).toHaveLength(2) })
  expect(page.get<HTMLInputElement>('input[data-testid=story-title]').element.value).toBe('我的改动')
})

test('a refusal is said in the server\'s words and what was written stays', async () => {
  server.judge = () => ({ status: 'refused', code: 'model-not-chosen', reason: '只有名册中的企业可以宣传。' })
  const dialog = mount(StoryDialog, { props: { cohort: 'c', enterprise: 'e', name: '长江机械', member: null, before: null }, global: { ...global(), stubs: { teleport: true } }, attachTo: document.body })
  await flushPromises()
  await dialog.get('input[data-testid=story-title]').setValue('标题')
  await dialog.get('textarea').setValue('正文')
  await dialog.get('form').trigger('submit')
  await vi.waitFor(() => { expect(dialog.get('[data-testid=act-trouble]').text()).toContain('只有名册中的企业可以宣传。') })
  expect(dialog.emitted('done')).toBeUndefined()
  expect(dialog.get('textarea').element.value).toBe('正文')
})

test('who may publish reads why a story is down, every version, and may publish it again', async () => {
  answers['/api/v1/models/7'] = { id: 7, shown: null, kept }
  const page = mount(ModelPage, { props: { id: '7' }, global: global() })
  await flushPromises()
  expect(page.get('[data-testid=model-why]').text()).toContain('正在核实')
  expect(page.findAll('[data-testid=model-version]')).toHaveLength(1)
  expect([page.find('[data-testid=model-edit]').text(), page.find('[data-testid=model-withdraw]').exists()]).toEqual(['重新公布', false])
})

test('a reader sees the story and nothing to do with it', async () => {
  answers['/api/v1/models/7'] = { id: 7, shown: { ...card, body: '第一步\n第二步' }, kept: null }
  const page = mount(ModelPage, { props: { id: '7' }, global: global() })
  await flushPromises()
  expect(page.get('[data-testid=model-story]').text()).toContain('第二步')
  expect([page.find('[data-testid=model-edit]').exists(), page.find('[data-testid=model-version]').exists()]).toEqual([false, false])
})

test('the cohort counts who is shown, and a member leads to its story or to its publishing', () => {
  const member = { id: 7, enterprise_id: 'e', name: '长江机械', story: 'none', chosen_at: '', removed_at: null }
  const whole = cohortWholeOf({ id: 'c', members: [member, { ...member, id: 8, story: 'up' }], shown: { n: 1, d: 2 } })
  expect(whole.shown).toEqual({ n: 1, d: 2 })
  const [none, up] = whole.members
  if (none === undefined || up === undefined) throw new Error('no members')
  expect(mount(MemberStory, { props: { member: none, chooses: true }, global: global() }).find('[data-testid=member-publish]').exists()).toBe(true)
  expect(mount(MemberStory, { props: { member: none, chooses: false }, global: global() }).text()).toBe('未宣传')
  expect(mount(MemberStory, { props: { member: up, chooses: false }, global: global() }).get('a').attributes('href')).toBe('/models/8')
})

test('on the phone the chips ask again and the next page comes behind the first', async () => {
  const whole = { ...list, next: 7, total: 2, towns: [...list.towns, { id: 4, name: '湖西镇', n: 1 }] }
  answers['/api/v1/models'] = whole
  answers['/api/v1/models?after=7'] = { ...whole, items: [{ ...card, id: 6, name: '湖西锻造' }], next: null }
  answers['/api/v1/models?town=4'] = { ...whole, next: null, items: [{ ...card, id: 6, name: '湖西锻造' }] }
  const screen = mount(PhoneModels, { global: { ...global(), stubs: { SyncPill: true } } })
  await flushPromises()
  await screen.get('[data-testid=models-more]').trigger('click')
  await flushPromises()
  expect(screen.findAll('[data-testid=model-card]').map((each) => each.get('b + span').text())).toEqual(['长江机械', '湖西锻造'])
  const chip = screen.get('[data-testid=models-town]').findAll('button').find((each) => each.text().includes('湖西镇'))
  await chip?.trigger('click')
  await flushPromises()
  expect(screen.findAll('[data-testid=model-card]')).toHaveLength(1)
})

test('a next page that does not arrive is said and takes no card away, and the chips stay to choose again', async () => {
  const whole = { ...list, total: 2, towns: [...list.towns, { id: 4, name: '湖西镇', n: 1 }] }
  answers['/api/v1/models'] = { ...whole, next: 7 }
  const screen = mount(PhoneModels, { global: { ...global(), stubs: { SyncPill: true } } })
  await flushPromises()
  const calm = server.weather
  server.weather = () => 'lost-before'
  await screen.get('[data-testid=models-more]').trigger('click')
  await flushPromises()
  expect(screen.findAll('[data-testid=model-card]').map((each) => each.get('b + span').text())).toEqual(['长江机械'])
  expect(screen.get('[data-testid=models-trouble]').text()).not.toBe('')
  server.weather = calm
  answers['/api/v1/models?after=7'] = { ...whole, items: [{ ...card, id: 6, name: '湖西锻造' }] }
  await screen.get('[data-testid=models-more]').trigger('click')
  await flushPromises()
  expect(screen.findAll('[data-testid=model-card]')).toHaveLength(2)
  expect(screen.find('[data-testid=models-trouble]').exists()).toBe(false)
  server.weather = () => 'lost-before'
  const choose = async (name: string) => {
    await screen.get('[data-testid=models-town]').findAll('button').find((each) => each.text().includes(name))?.trigger('click')
    await flushPromises()
  }
  await choose('湖西镇')
  expect(screen.findAll('[data-testid=model-card]'), 'cards of another town').toHaveLength(0)
  expect(screen.text()).toContain('没有打开过的内容要联网才能读。')
  server.weather = calm
  await choose('全部镇街道')
  expect(screen.findAll('[data-testid=model-card]')).toHaveLength(1)
})

test('without network the phone says what it needs, in words', async () => {
  server.weather = () => 'lost-before'
  const screen = mount(PhoneModels, { global: { ...global(), stubs: { SyncPill: true } } })
  await flushPromises()
  expect(screen.text()).toContain('没有打开过的内容要联网才能读。')
})

test('an answer that is no list proves nothing', () => {
  expect([readModels({}), readModel({ shown: card })]).toEqual([null, null])
})
