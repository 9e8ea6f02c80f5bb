// @vitest-environment happy-dom
// Reading at the desk: an answer that was overtaken never shows, a failure keeps what was there, the pulse refreshes.
import { effectScope, nextTick, ref, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { takeOn } from '../../src/components/usePerson'
import { useActs } from '../../src/desk/acts'
import { isExpired } from '../../src/desk/client'
import { beat, concerns, cursor, isLive, touched } from '../../src/desk/pulse'
import { useRead } from '../../src/desk/useRead'
import { pageOf } from '../../src/wire/page'
import { text } from '../../src/wire/read'

const person = { id: 'p', username: 'u', name: 'n', roles: [], area: null, units: [], enterprise_id: null, licence_no: null, locale: 'zh' as const, time_zone: null, is_demo: false }
const readIds = pageOf((row) => text(row, 'id'))
let waiting: { path: string; answer: (response: Response) => void }[] = []
let scope: EffectScope

const page = (...ids: readonly string[]) => new Response(JSON.stringify({ items: ids.map((id) => ({ id })) }), { headers: { 'Content-Type': 'application/json' } })
const fault = (status: number) => new Response('{}', { status, headers: { 'Content-Type': 'application/problem+json' } })
const settle = async () => { for (let turn = 0; turn < 8; turn += 1) await nextTick() }

beforeEach(() => {
  waiting = []
  vi.stubGlobal('fetch', (path: string) => new Promise<Response>((answer) => waiting.push({ path, answer })))
  takeOn(person)
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  takeOn(null)
  cursor.value = null
  touched.value = []
  isExpired.value = false
  vi.unstubAllGlobals()
})

test('the answer to the newest question wins, whatever comes last', async () => {
  const q = ref('a')
  const reading = scope.run(() => useRead(() => `/api/v1/things?q=${q.value}`, readIds))
  q.value = 'b'
  await settle()
  expect(waiting.map(({ path }) => path)).toEqual(['/api/v1/things?q=a', '/api/v1/things?q=b'])
  waiting[1]?.answer(page('b1'))
  await settle()
  waiting[0]?.answer(page('a1'))
  await settle()
  expect(reading?.value.value?.items).toEqual(['b1'])
  expect(reading?.isLoading.value).toBe(false)
})

test('what the pulse tells while an act is on its way is read when the act is over', async () => {
  scope.run(() => useRead(() => '/api/v1/hazards', readIds, { live: true }))
  waiting[0]?.answer(page('1'))
  const asked = () => waiting.filter(({ path }) => path === '/api/v1/hazards').length
  const over = useActs().run([{ command: { kind: 'reject-hazard', hazard: 'h', reason: 'r' }, about: 'h' }])
  await settle()
  touched.value = [{ kind: 'hazard', ids: ['h'], layers: [], boxes: [] }]
  await settle()
  expect(asked()).toBe(1)
  waiting.find(({ path }) => path === '/api/v1/acts')?.answer(fault(400))
  await over
  await settle()
  expect(asked()).toBe(2)
  touched.value = [{ kind: 'hazard', ids: ['h'], layers: [], boxes: [] }]
  await settle()
  expect(asked()).toBe(3)
  waiting.find(({ path }) => path === '/api/v1/pulse')?.answer(page())
  await settle()
})

test('a failure keeps what was read before, and says why', async () => {
  const reading = scope.run(() => useRead(() => '/api/v1/things', readIds))
  waiting[0]?.answer(page('1'))
  await settle()
  const again = reading?.reload()
  waiting[1]?.answer(fault(503))
  await again
  expect(reading?.value.value?.items).toEqual(['1'])
  expect(reading?.failure.value?.kind).toBe('server')
})

test('what has left the area leaves the page', async () => {
  const reading = scope.run(() => useRead(() => '/api/v1/things', readIds))
  waiting[0]?.answer(page('1'))
  await settle()
  const again = reading?.reload()
  waiting[1]?.answer(fault(404))
  await again
  expect(reading?.value.value).toBeNull()
})

test('nothing to ask asks nothing and shows nothing', async () => {
  const path = ref<string | null>('/api/v1/things')
  const reading = scope.run(() => useRead(() => path.value, readIds))
  waiting[0]?.answer(page('1'))
  await settle()
  path.value = null
  await settle()
  expect([reading?.value.value, waiting.length]).toEqual([null, 1])
})

test('a page that is live asks again when the cursor moves, and only then', async () => {
  const live = scope.run(() => useRead(() => '/api/v1/things', readIds, { live: true }))
  scope.run(() => useRead(() => '/api/v1/others', readIds))
  waiting.forEach(({ answer }) => { answer(page('1')) })
  await settle()
  const pulse = async (at: string) => {
    const asked = beat()
    waiting.at(-1)?.answer(new Response(JSON.stringify({ cursor: at }), { headers: { 'Content-Type': 'application/json' } }))
    await asked
    await settle()
  }
  await pulse('1.1') // the first word is no change
  await pulse('1.1')
  expect(waiting.filter(({ path }) => path === '/api/v1/things')).toHaveLength(1)
  await pulse('1.2')
  expect(waiting.filter(({ path }) => path === '/api/v1/things')).toHaveLength(2)
  expect(waiting.filter(({ path }) => path === '/api/v1/others')).toHaveLength(1)
  waiting.at(-1)?.answer(page('1', '2'))
  await settle()
  expect(live?.value.value?.items).toEqual(['1', '2'])
})

test('a pulse without an answer tells that the page may be old', async () => {
  const asked = beat()
  waiting[0]?.answer(fault(502))
  await asked
  expect(isLive.value).toBe(false)
  const next = beat()
  waiting[1]?.answer(new Response('{"cursor":"1.9"}', { headers: { 'Content-Type': 'application/json' } }))
  await next
  expect([isLive.value, cursor.value]).toEqual([true, '1.9'])
})

test('after signing in again the page asks again', async () => {
  scope.run(() => useRead(() => '/api/v1/things', readIds))
  waiting[0]?.answer(fault(401))
  await settle()
  expect(isExpired.value).toBe(true)
  isExpired.value = false
  await settle()
  expect(waiting).toHaveLength(2)
})

test('a message reads the inbox anew and no other page', () => {
  const message = [{ kind: 'message', ids: ['7'], layers: [], boxes: [] }]
  expect(['/api/v1/inbox?limit=1', '/api/v1/hazards', '/api/v1/circulars'].map((path) => concerns(path, message))).toEqual([true, false, false])
})
