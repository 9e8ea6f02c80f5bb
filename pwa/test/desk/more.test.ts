// @vitest-environment happy-dom
// A list that grows by "show more": every row once, also while a page is on its way, and a new question begins anew.
import { effectScope, nextTick, ref, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { takeOn } from '../../src/components/usePerson'
import { useMore } from '../../src/desk/useMore'
import { pageOf } from '../../src/wire/page'
import { text } from '../../src/wire/read'

const person = { id: 'p', username: 'u', name: 'n', roles: [], area: null, units: [], enterprise_id: null, licence_no: null, locale: 'zh' as const, time_zone: null, is_demo: false }
let waiting: { path: string; answer: (response: Response) => void }[] = []
let scope: EffectScope
const side = ref('a')

const page = (ids: readonly string[], next: string | null) => new Response(JSON.stringify({ items: ids.map((id) => ({ id })), next }), { headers: { 'Content-Type': 'application/json' } })
const settle = async () => { for (let turn = 0; turn < 8; turn += 1) await nextTick() }
const paths = () => waiting.map(({ path }) => path)

function begin() {
  const list = scope.run(() => useMore((after) => `/api/v1/things?side=${side.value}&after=${after}`, pageOf((row) => text(row, 'id'))))
  if (list === undefined) throw new Error('no list')
  return list
}
async function answer(n: number, ids: readonly string[], next: string | null = null): Promise<void> {
  waiting[n]?.answer(page(ids, next))
  await settle()
}

beforeEach(() => {
  waiting = []
  side.value = 'a'
  vi.stubGlobal('fetch', (path: string) => new Promise<Response>((answer) => waiting.push({ path, answer })))
  takeOn(person)
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  takeOn(null)
  vi.unstubAllGlobals()
})

test('while the next page is on its way no row is there twice, and a second press asks nothing', async () => {
  const list = begin()
  await answer(0, ['1', '2'], '2')
  list.more()
  await settle()
  expect(list.items.value).toEqual(['1', '2'])
  list.more()
  await settle()
  expect(paths()).toEqual(['/api/v1/things?side=a&after=', '/api/v1/things?side=a&after=2'])
  await answer(1, ['3'])
  expect(list.items.value).toEqual(['1', '2', '3'])
})

test('another question is asked once, from its beginning, and leaves nothing of the old list', async () => {
  const list = begin()
  await answer(0, ['1', '2'], '2')
  list.more()
  await settle()
  await answer(1, ['3'])
  side.value = 'b'
  await settle()
  expect(paths().slice(2)).toEqual(['/api/v1/things?side=b&after='])
  await answer(2, ['9'])
  expect(list.items.value).toEqual(['9'])
})

test('a retry of a later page keeps the pages before it', async () => {
  const list = begin()
  await answer(0, ['1'], '1')
  list.more()
  await settle()
  waiting[1]?.answer(new Response('{}', { status: 503, headers: { 'Content-Type': 'application/problem+json' } }))
  await settle()
  expect(list.items.value).toEqual(['1'])
  void list.page.reload()
  await settle()
  await answer(2, ['2'])
  expect(list.items.value).toEqual(['1', '2'])
})

test('after a change the list is read once more from the first page', async () => {
  const list = begin()
  await answer(0, ['1'], '1')
  list.more()
  await settle()
  await answer(1, ['2'])
  void list.restart()
  await settle()
  expect(paths().slice(2)).toEqual(['/api/v1/things?side=a&after='])
  await answer(2, ['2'])
  expect(list.items.value).toEqual(['2'])
})
