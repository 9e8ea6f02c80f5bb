// @vitest-environment happy-dom
// Doing something at the desk: nothing counts before the server's word, nothing is done twice, and what is refused
// says why.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import { whileKeeping } from '../../src/components/pictures'
import { takeOn } from '../../src/components/usePerson'
import { freeze, useActs, type Step } from '../../src/desk/acts'
import { isExpired } from '../../src/desk/client'
import { zh } from '../../src/text/desk/zh'
import { startText } from '../../src/text/text'
import type { Envelope } from '../../src/wire/envelope'
import { FakeServer, problem } from '../server'

const person = { id: 'person-a', username: 'townoffice', name: '赵', roles: ['town_officer' as const], area: null, units: [], enterprise_id: null, licence_no: null, locale: 'zh' as const, time_zone: null, is_demo: true }
const steps: readonly Step[] = [
  { about: 'h1', command: { kind: 'open-hazard', hazard: 'h1', level: 'general', due_on: '2026-12-01' } },
  { about: 'n1', command: { kind: 'issue-notice', notice: 'n1', enterprise: 'e1', notice_kind: 'reminder', items: [] } },
]
const now = () => Promise.resolve()
let server: FakeServer

beforeEach(async () => {
  server = new FakeServer()
  vi.stubGlobal('fetch', server.send)
  await startText({ zh, en: () => Promise.resolve({}) })
  takeOn(person)
})
afterEach(() => {
  takeOn(null)
  isExpired.value = false
  vi.unstubAllGlobals()
})

const posts = () => server.seen.filter(({ method }) => method === 'POST').map(({ body }) => body)
const items = (body = '') => (JSON.parse(body) as { items: Envelope[] }).items

test('each step depends on the one before, in order, under one device', async () => {
  const acting = useActs({ wait: now })
  expect(await acting.run(steps)).toBe(true)
  const [open, remind] = items(posts()[0])
  expect([open?.parent_id, remind?.parent_id]).toEqual([null, open?.id])
  expect((remind?.seq ?? 0) - (open?.seq ?? 0)).toBe(1)
  expect([open?.aggregate_id, remind?.aggregate_id]).toEqual(['h1', 'n1'])
  const device = (body: string) => (JSON.parse(body) as { device_id: string }).device_id
  expect(device(freeze(steps).body)).toBe(device(posts()[0] ?? ''))
  expect(acting.trouble.value).toBeNull()
})

test('an answer that got lost is asked for with the same bytes, and takes effect once', async () => {
  server.weather = ({ n }) => (n === 0 ? 'lost-after' : null)
  const acting = useActs({ wait: now })
  expect(await acting.run(steps)).toBe(true)
  expect(posts()).toHaveLength(2)
  expect(posts()[0]).toBe(posts()[1])
  expect([...server.effects.values()]).toEqual([1, 1])
})

test('when no word comes at all it says so, and asking again sends the same bytes', async () => {
  server.weather = ({ method }) => (method === 'POST' ? 'lost-before' : null)
  const acting = useActs({ wait: now })
  expect(await acting.run(steps)).toBe(false)
  expect(acting.trouble.value).toMatchObject({ kind: 'unknown', sentence: zh['desk.act.unknown'] })
  server.weather = () => null
  expect(await acting.again()).toBe(true)
  expect(new Set(posts()).size).toBe(1)
  expect(acting.trouble.value).toBeNull()
})

test('a refusal is told in the server\'s words, with what was done before it', async () => {
  server.judge = ({ command }) => (command.kind === 'issue-notice' ? { status: 'refused', code: 'not-yours', reason: '您的岗位不能办理此步。' } : null)
  const acting = useActs({ wait: now })
  expect(await acting.run(steps)).toBe(false)
  expect(acting.trouble.value).toMatchObject({ kind: 'refused', sentence: '您的岗位不能办理此步。', done: 1 })
  expect(await acting.again()).toBe(false) // a word that came is final
})

test('a conflict says that somebody else was first', async () => {
  server.judge = () => ({ status: 'conflict', code: 'moved-on', reason: null })
  const acting = useActs({ wait: now })
  expect(await acting.run(steps)).toBe(false)
  expect(acting.trouble.value).toMatchObject({ kind: 'conflict', sentence: zh['desk.act.conflict'], done: 0 })
})

test('a sign-in that ran out opens the sign-in again and does not count as a lost answer', async () => {
  server.personId = null
  const acting = useActs({ wait: now })
  expect(await acting.run(steps)).toBe(false)
  expect(posts()).toHaveLength(1)
  expect(isExpired.value).toBe(true)
  expect(acting.trouble.value?.kind).toBe('refused')
})

test('a request the server rejects as a whole is not tried again', async () => {
  server.weather = ({ method }) => (method === 'POST' ? problem(413, 'too-large') : null)
  const acting = useActs({ wait: now })
  expect(await acting.run(steps)).toBe(false)
  expect(posts()).toHaveLength(1)
})

test('a second press while the first is on its way does nothing', async () => {
  const acting = useActs({ wait: now })
  const both = await Promise.all([acting.run(steps), acting.run(steps)])
  expect(both).toEqual([true, false])
  expect(posts()).toHaveLength(1)
})

test('an act is over when the page shows it: until then nothing else begins, and a refused one reads nothing', async () => {
  const read: string[] = []
  const acting = useActs({ wait: now, shows: async ([word]) => {
    expect(acting.isBusy.value).toBe(true)
    expect(await acting.run(steps)).toBe(false)
    read.push(word?.status ?? '')
  } })
  expect(await acting.run(steps)).toBe(true)
  expect(acting.isBusy.value).toBe(false)
  server.judge = () => ({ status: 'conflict', code: 'moved-on', reason: null })
  expect(await acting.run(steps)).toBe(false)
  expect([read, posts().length]).toEqual([['applied'], 2])
})

test('a page that can not be read again leaves the act done and the next one free', async () => {
  const acting = useActs({ wait: now, shows: () => Promise.reject(new Error('no network')) })
  await expect(acting.run(steps)).rejects.toThrow('no network')
  expect([acting.isBusy.value, acting.trouble.value]).toEqual([false, null])
})

test('steps that name files are made when all that was chosen has arrived, and the form is busy meanwhile', async () => {
  const acting = useActs({ wait: now })
  let arrive: () => void = () => undefined
  const sending = whileKeeping(new Promise<void>((resolve) => { arrive = resolve }), () => true)
  const made = vi.fn(() => steps)
  const ran = acting.run(made)
  expect(acting.isBusy.value).toBe(true)
  expect(await acting.run(made)).toBe(false) // a second press
  expect(made).not.toHaveBeenCalled()
  arrive()
  await sending
  expect(await ran).toBe(true)
  expect([made.mock.calls.length, posts().length]).toEqual([1, 1])
})

test.each([
  ['one of them was refused', false, false],
  ['the form is gone by then', true, true],
])('nothing is sent where %s', async (_why, isKept, isLeft) => {
  const scope = effectScope()
  const acting = scope.run(() => useActs({ wait: now }))
  const sending = whileKeeping(Promise.resolve(), () => isKept)
  const ran = acting?.run(() => steps)
  if (isLeft) scope.stop()
  await sending
  expect(await ran).toBe(false)
  expect(posts()).toEqual([])
  expect(acting?.isBusy.value).toBe(false)
})
