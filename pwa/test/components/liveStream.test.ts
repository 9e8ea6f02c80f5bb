// @vitest-environment happy-dom
// One stream a page, whoever listens; a message fetches the inbox, and nothing else does.
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startInbox } from '../../src/components/inboxFollow'
import { listen } from '../../src/components/liveStream'
import { takeOn } from '../../src/components/usePerson'

const person = (id: string) => ({ id, username: 'u', name: 'n', roles: [], area: null, units: [], enterprise_id: null, licence_no: null, locale: 'zh' as const, time_zone: null, is_demo: false })
const ear = () => ({ onTouched: vi.fn(), onAll: vi.fn(), ask: vi.fn() })

class Stream extends EventTarget {
  static all: Stream[] = []
  readyState = 1
  isClosed = false
  constructor(readonly url: string) {
    super()
    Stream.all.push(this)
  }
  close(): void {
    this.isClosed = true
  }
  say(name: string, data: unknown = {}): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }))
  }
}
const touched = (...kinds: readonly string[]) => ({ changes: kinds.map((kind) => ({ kind, ids: ['1'], layers: [], boxes: [] })) })
const asked: string[] = []

beforeEach(() => {
  Stream.all = []
  asked.length = 0
  vi.stubGlobal('EventSource', Stream)
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url)
    return Promise.reject(new TypeError('offline'))
  })
})
afterEach(() => {
  takeOn(null)
  vi.unstubAllGlobals()
})

test('a second listener takes part in the stream that is there, and the last one to go closes it', () => {
  const [one, other] = [ear(), ear()]
  const stops = [listen('p', one), listen('p', other)]
  expect(Stream.all).toHaveLength(1)
  expect(other.ask).toHaveBeenCalledWith(true)
  Stream.all[0]?.say('touched', touched('hazard'))
  expect([one.onTouched, other.onTouched].map((told) => told.mock.calls.length)).toEqual([1, 1])
  stops[0]?.()
  expect(Stream.all[0]?.isClosed).toBe(false)
  stops[1]?.()
  expect(Stream.all[0]?.isClosed).toBe(true)
})

test('another person gets a stream of their own, and nobody of before hears on it', () => {
  const [one, other] = [ear(), ear()]
  listen('p', one)
  const stop = listen('q', other)
  expect(Stream.all.map(({ url, isClosed }) => [url.includes('person=q'), isClosed])).toEqual([[false, true], [true, false]])
  Stream.all[1]?.say('touched', touched('message'))
  expect([one.onTouched.mock.calls.length, other.onTouched.mock.calls.length]).toEqual([0, 1])
  stop()
})

test('the inbox is fetched when the stream begins and when a message comes, and not for what happens in the area', async () => {
  startInbox()
  takeOn(person('inbox-follow'))
  await flushPromises()
  const [stream] = Stream.all
  stream?.say('ready')
  await vi.waitFor(() => { expect(asked).not.toEqual([]) })
  await flushPromises()
  asked.length = 0
  stream?.say('touched', touched('hazard', 'figures'))
  await flushPromises()
  expect(asked).toEqual([])
  stream?.say('touched', touched('hazard', 'message'))
  await vi.waitFor(() => { expect(asked).toEqual(['/api/v1/inbox']) })
})

test('what found no network is asked again when there is some, and after ever longer waits, though the stream lives on', async () => {
  const [later, waits]: [(() => void)[], number[]] = [[], []]
  const real = globalThis.setTimeout
  vi.stubGlobal('setTimeout', (act: () => void, ms = 0) => ([10_000, 20_000, 40_000].includes(ms) ? waits.push(ms) + later.push(act) : real(act, ms)))
  startInbox()
  takeOn(person('inbox-again'))
  await flushPromises()
  Stream.all.at(-1)?.say('ready')
  await vi.waitFor(() => { expect(later).not.toEqual([]) })
  asked.length = 0
  window.dispatchEvent(new Event('online'))
  await vi.waitFor(() => { expect(asked).not.toEqual([]) })
  await vi.waitFor(() => { expect(later.length).toBeGreaterThan(1) })
  asked.length = 0
  later.at(-1)?.()
  await vi.waitFor(() => { expect(asked).not.toEqual([]) })
  expect([waits[0], (waits.at(-1) ?? 0) > 10_000]).toEqual([10_000, true])
})
