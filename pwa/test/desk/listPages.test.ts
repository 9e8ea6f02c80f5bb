// @vitest-environment happy-dom
// Lists that the server cuts after a row: the address keeps the place, the next page is asked from there, a filter begins anew.
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { takeOn } from '../../src/components/usePerson'
import Assessments from '../../src/desk/assessments/Assessments.vue'
import CircularPage from '../../src/desk/circulars/CircularPage.vue'
import Circulars from '../../src/desk/circulars/Circulars.vue'
import { zh } from '../../src/text/desk/zh'
import { i18n, startText } from '../../src/text/text'
import { json } from '../server'

enableAutoUnmount(afterEach)
const share = { n: 1, d: 2, value: 0.5 }
const whole = { id: 'c1', title: '通报', rates: { read: share, signed: share, answered: share, overdue: share }, receipts: [], mine: [], may: [] }
let asked: string[]

beforeEach(async () => {
  asked = []
  vi.stubGlobal('fetch', async (url: string) => {
    await Promise.resolve()
    asked.push(url)
    if (url.endsWith('/circulars/c1')) return json(whole)
    return json({ items: [{ id: 'c1', title: '通报' }], total: 2, next: url.includes('=c1') ? null : 'c1' })
  })
  await startText({ zh, en: () => Promise.resolve({}) })
  takeOn({ id: 'person-a', username: 'district', name: '周', roles: ['district'], area: null, units: [], enterprise_id: null, licence_no: null, locale: 'zh', time_zone: null })
})
afterEach(() => {
  takeOn(null)
  vi.unstubAllGlobals()
})

async function opened(page: Component, props: Record<string, string>) {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:path(.*)*', component: { render: () => null } }] })
  await router.push('/list')
  const shown = mount(page, { props, global: { plugins: [i18n, router], stubs: { RouterLink: { template: '<a><slot /></a>' } } } })
  await flushPromises()
  return { shown, router }
}

test.each([
  ['circulars', Circulars, {}, '/api/v1/circulars?before=c1'],
  ['assessments', Assessments, {}, '/api/v1/assessments?before=c1'],
  ['receipts of a circular', CircularPage, { id: 'c1' }, '/api/v1/circulars/c1/addressees?side=all&after=c1'],
])('%s go on after the last row, and back again', async (_name, page, props, second) => {
  const { shown, router } = await opened(page, props)
  await shown.get('[data-testid=page-next]').trigger('click')
  await flushPromises()
  expect([asked.at(-1), router.currentRoute.value.query]).toEqual([second, { after: 'c1' }])
  expect(shown.get('[data-testid=page-next]').attributes('disabled')).toBeDefined()
  await shown.get('[data-testid=page-before]').trigger('click')
  await flushPromises()
  expect(router.currentRoute.value.query).toEqual({})
})

test('another kind of circular begins with the first page', async () => {
  const { shown, router } = await opened(Circulars, {})
  await shown.get('[data-testid=page-next]').trigger('click')
  await flushPromises()
  await shown.get('[data-testid=circulars-late]').trigger('click')
  await flushPromises()
  expect([asked.at(-1), router.currentRoute.value.query]).toEqual(['/api/v1/circulars?late=true', { late: 'true' }])
})
