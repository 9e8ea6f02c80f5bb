// @vitest-environment happy-dom
// Which pages a role finds at the desk, where it starts, and filters that live in the address.
import { flushPromises, mount } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { afterEach, describe, expect, test } from 'vitest'
import { takeOn } from '../../src/components/usePerson'
import { menuFor, router } from '../../src/desk/router'
import { queryOf, useFilters, type Filters } from '../../src/desk/useFilters'
import { isFor, queuesOf, type Queue } from '../../src/desk/work/queues'
import { hazardOf } from '../../src/wire/hazard'
import type { Role } from '../../src/wire/person'

const PAGES: Readonly<Record<Role, string>> = {
  town_head: 'map heat figures plans tasks hazards balance listings reports accidents notices enterprises files selfchecks standards grading-visits onboarding spot-checks quality lists models coverage grid redraws surveys blocks circulars contacts trainings assessments exports inbox',
  town_officer: 'map heat figures work plans tasks hazards balance listings reports accidents notices enterprises files selfchecks standards grading-visits onboarding spot-checks quality lists models coverage applications rosters grid redraws surveys blocks circulars contacts trainings assessments imports exports inbox',
  department: 'map heat figures work plans tasks hazards balance listings inspections accidents notices enterprises files selfchecks standards grading grading-visits onboarding spot-checks quality lists models coverage blocks circulars contacts trainings assessments exports inbox',
  district: 'map heat figures work plans tasks hazards balance listings inspections reports accidents notices enterprises files selfchecks standards grading grading-visits onboarding spot-checks quality lists models coverage applications rosters grid redraws surveys blocks circulars contacts trainings assessments imports exports inbox',
  city: 'map heat figures plans tasks hazards balance listings accidents notices enterprises files selfchecks standards grading-visits onboarding spot-checks quality lists models coverage grid redraws surveys blocks circulars contacts trainings assessments exports inbox',
  inspector: 'figures work plans tasks hazards balance listings inspections accidents notices enterprises files selfchecks standards onboarding spot-checks quality lists models contacts trainings exports inbox',
  officer: 'figures plans tasks hazards balance listings notices enterprises files selfchecks standards onboarding quality models contacts trainings exports inbox',
  planner: 'models grid redraws surveys contacts trainings exports inbox',
  admin: 'models inbox',
  enterprise: 'models inbox',
}

afterEach(() => { takeOn(null) })

const signedIn = (role: Role) => { takeOn({ id: role, username: role, name: role, roles: [role], area: null, units: [], enterprise_id: null, licence_no: null, locale: 'zh' }) }

test.each(Object.entries(PAGES))('%s finds %s', (role, pages) => {
  expect(menuFor([role as Role]).map(({ name }) => name).join(' ')).toBe(pages)
})

test('planners and administrators see no hazard by its address either', async () => {
  for (const role of ['planner', 'admin'] as const) {
    signedIn(role)
    for (const path of ['/map', '/work', '/hazards', '/hazards/h1', '/notices', '/enterprises/e1']) {
      await router.push(path)
      expect([role, path, router.currentRoute.value.name]).toEqual([role, path, role === 'planner' ? 'grid' : 'inbox'])
    }
  }
})

test('nobody is led to the sign-in and back to where they wanted to go', async () => {
  await router.push('/hazards?state=open')
  expect(router.currentRoute.value).toMatchObject({ name: 'signin', query: { next: '/hazards?state=open' } })
})

test('an enterprise has no page but the models and its messages; a queue belongs to who may decide it', () => {
  expect(queuesOf(['town_head'])).toEqual([])
  expect(queuesOf(['inspector'])).toEqual(['reinspect', 'extensions', 'stops', 'resumes', 'overdue', 'samples'])
  expect(queuesOf(['town_officer'])).toEqual(['triage', 'transfers', 'reinspect', 'extensions', 'samples', 'changes'])
  expect(queuesOf(['district'])).toEqual(['triage', 'transfers', 'extensions', 'plans', 'overdue'])
})

describe('filters', () => {
  async function opened(address: string): Promise<{ filters: Filters<'state' | 'q' | 'after'>; query: () => unknown }> {
    const own = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:path(.*)*', component: { render: () => null } }] })
    await own.push(address)
    let filters: Filters<'state' | 'q' | 'after'> | null = null
    mount(defineComponent({ setup() { filters = useFilters(['state', 'q', 'after']); return () => h('i') } }), { global: { plugins: [own] } })
    if (filters === null) throw new Error('not mounted')
    return { filters, query: () => own.currentRoute.value.query }
  }

  test('are read from the address and asked of the server, others are left alone', async () => {
    const { filters } = await opened('/x?state=open&state=closed&q=%E9%80%9A%E9%81%93&tab=2')
    expect([filters.many('state'), filters.one('q'), filters.isOn(['after'])]).toEqual([['open', 'closed'], '通道', true])
    expect(filters.query.value).toBe('?state=open&state=closed&q=%E9%80%9A%E9%81%93')
  })

  test('a changed filter goes back to the first page; an empty one goes away', async () => {
    const { filters, query } = await opened('/x?state=open&after=abc&tab=2')
    filters.set({ q: '消防' })
    await flushPromises()
    expect(query()).toEqual({ state: 'open', q: '消防', tab: '2' })
    filters.set({ state: [], q: '' })
    await flushPromises()
    expect(query()).toEqual({ tab: '2' })
    expect(filters.query.value).toBe('')
  })

  test('what is empty is not asked', () => {
    expect(queryOf([['town', ''], ['unit', '7'], ['state', 'open'], ['state', 'closed']])).toBe('?unit=7&state=open&state=closed')
  })
})

describe('a queue holds what waits for this person', () => {
  const who = (role: Role, area: string) => ({ id: 'p', username: 'p', name: 'p', roles: [role], area: { id: area, name: '', level: 'town' }, units: [], enterprise_id: null, licence_no: null, locale: 'zh' as const, is_demo: true })
  const waits = (queue: Queue, row: Record<string, unknown>, role: Role, area = '28') => isFor(queue, hazardOf(row), who(role, area))

  test('transfers: the receiver\'s, and the district\'s when the receiver stays silent', () => {
    const offered = { transfer: { from_area: 28, to_area: 31, sent_on: '2026-11-20' } }
    expect([waits('transfers', offered, 'town_officer', '28'), waits('transfers', offered, 'town_officer', '31'), waits('transfers', offered, 'district', '5')]).toEqual([false, true, true])
  })

  test('re-inspections and extensions: by who found it and how grave it is', () => {
    expect([waits('reinspect', { source: 'inspection' }, 'town_officer'), waits('reinspect', { source: 'inspection' }, 'inspector')]).toEqual([false, true])
    expect([waits('extensions', { source: 'grid' }, 'town_officer'), waits('extensions', { source: 'grid', extensions: 1 }, 'town_officer')]).toEqual([true, false])
    expect(waits('extensions', { source: 'grid', extensions: 1 }, 'district')).toBe(true)
  })
})
