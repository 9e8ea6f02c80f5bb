// @vitest-environment happy-dom
// Which standard a visit and a self-check are begun with: what is published for class and grade, from what came with a
// pull, without a network; and what the screen says of why.
import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { personDb, takeOn } from '../../src/components/usePerson'
import SelfCheck from '../../src/screens/SelfCheck.vue'
import Visit from '../../src/screens/Visit.vue'
import { applyDelta, applyPack } from '../../src/store/area'
import { saveDraft } from '../../src/store/drafts'
import { SELF_DRAFT, selfDraftId } from '../../src/store/selfDraft'
import { VISIT_DRAFT, visitDraftId } from '../../src/store/visitDraft'
import { zh } from '../../src/text/phone/zh'
import { i18n, startText } from '../../src/text/text'
import { readDelta, readPack } from '../../src/wire/area'
import { personNamed } from '../phone'

enableAutoUnmount(afterEach)

const AT = new Date()
const standard = (version_id: number, code: string, more: Record<string, unknown> = {}) => ({
  version_id, code, number: 1, name: code, classes: [], tags: [], valid_from: '2024-01-01', valid_to: null,
  items: [{ code: `${code}-1`, title: `${code}的一项` }], ...more,
})
const district = (grades: Record<string, readonly string[]>) => ({ id: 2, sets: [{ supervision_class: 'industry', valid_from: '2026-01-01', grades }] })
let serial = 0

async function pull(grades: Record<string, readonly string[]> | null): Promise<void> {
  const delta = readDelta({ cursor: '2', more: false, upserts: { content: grades === null ? [] : [district(grades)] }, removed: { content: grades === null ? ['2'] : [] } })
  if (delta === null) throw new Error('no delta')
  await applyDelta(personDb(), delta, AT)
}

beforeEach(async () => {
  serial += 1
  await startText({ zh, en: () => Promise.resolve({}) })
  takeOn({ ...personNamed(`content-${serial}`), enterprise_id: 'e' })
  const pack = readPack({
    cursor: '1', server_time: AT.toISOString(),
    areas: [{ id: 2, level: 'district', parent_id: 1, name: '示范区' }, { id: 21, level: 'town', parent_id: 2, name: '湖东镇' }],
    enterprises: [{ id: 'e', name: '机械厂', status: 'active', supervision_class: 'industry', grade: 'B', tags: ['有限空间'], town_id: 21, listed_on: '2025-01-01' }],
    checklists: [standard(1, '通用'), standard(2, '机械', { classes: ['industry'] }), standard(3, '有限空间表', { tags: ['有限空间'] }), standard(4, '深查'), standard(5, '旧表', { valid_to: '2026-01-01' })],
    contents: [district({ B: ['旧表', '深查'], C: ['机械'] })],
  })
  if (pack === null) throw new Error('no pack')
  await applyPack(personDb(), pack, AT)
})
async function open(screen: typeof Visit | typeof SelfCheck, props: Record<string, string> = {}): Promise<VueWrapper> {
  const blank = { template: '<i />' }
  const routes = ['today', 'enterprise', 'self-checks', 'hazard-new'].map((name) => ({ path: `/${name}/:id?`, name, component: blank }))
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: blank }, ...routes] })
  const page = mount(screen, { props, global: { plugins: [i18n, router] } })
  await vi.waitFor(() => { expect(page.find('[data-testid=check-why]').exists()).toBe(true) })
  return page
}

async function visit(): Promise<VueWrapper> {
  const body = Object.fromEntries(['visit', 'startActId', 'finishActId', 'proposalId'].map((name) => [name, crypto.randomUUID()]))
  await saveDraft(personDb(), { id: visitDraftId('e'), kind: VISIT_DRAFT, about: 'e', body: { ...body, enterprise: 'e', kind: 'patrol', startedAt: AT.toISOString() } }, AT)
  const page = await open(Visit, { enterprise: 'e' })
  await vi.waitFor(async () => {
    expect(await personDb().outbox.count()).toBe(1)
    expect(await begunWith(visitDraftId('e'))).toBeTypeOf('number')
  })
  return page
}

const begunWith = async (id: string) => (await personDb().drafts.get(id))?.body['checklistVersion']
const whyOf = (page: VueWrapper) => page.get('[data-testid=check-why]').text()
const chipsOf = (page: VueWrapper) => page.findAll('.lists .chip').map((chip) => chip.text())

test('a visit begins with what is published for class and grade, and says so; topics of the file are offered too', async () => {
  const page = await visit()
  expect(whyOf(page)).toBe('公布的检查标准：工矿类、B 级')
  expect(chipsOf(page)).toEqual(['深查', '有限空间表'])
  expect(await begunWith(visitDraftId('e'))).toBe(4)
  await page.findAll('.lists .chip')[1]?.trigger('click')
  await vi.waitFor(() => { expect(whyOf(page)).toBe('企业档案涉及：有限空间') })
})

test('what is published with the next pull is offered to the next visit, and the one begun keeps its standard', async () => {
  const page = await visit()
  expect(await begunWith(visitDraftId('e'))).toBe(4)
  await pull({ B: ['机械', '通用'] })
  await vi.waitFor(() => { expect(chipsOf(page)).toEqual(['机械', '通用', '有限空间表']) })
  expect(whyOf(page)).toBe('开始时所用，现已不再列出；这次照用到完成')
  expect(page.text()).toContain('深查的一项')
  expect(await begunWith(visitDraftId('e'))).toBe(4)
})

test('where nothing is published any more, class and topics choose', async () => {
  await pull(null)
  const page = await visit()
  await vi.waitFor(() => { expect(chipsOf(page)).toEqual(['有限空间表', '机械', '通用', '深查']) })
  expect(whyOf(page)).toBe('企业档案涉及：有限空间')
})

test('a self-check begins with it as well, and says so before and after', async () => {
  const page = await open(SelfCheck)
  expect(whyOf(page)).toBe('公布的检查标准：工矿类、B 级')
  await page.get('[data-testid=self-start]').trigger('click')
  await vi.waitFor(async () => { expect(await begunWith(selfDraftId('e'))).toBe(4) })
  await flushPromises()
  await pull({ B: ['机械'] })
  await vi.waitFor(() => { expect(whyOf(page)).toBe('开始时所用，现已不再列出；这次照用到完成') })
  expect(page.text()).toContain('深查的一项')
  expect(await personDb().drafts.where('kind').equals(SELF_DRAFT).count()).toBe(1)
})
