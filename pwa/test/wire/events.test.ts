// The stream and the question that stands in for it: which of them runs when, and where a stream goes on.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AGAIN_MS, BEAT_MS, follow, type Change } from '../../src/wire/events'

class Stream extends EventTarget {
  readyState = 0
  isClosed = false
  constructor(readonly url: string) {
    super()
  }
  close(): void {
    this.isClosed = true
  }
  say(name: string, data: unknown = {}, lastEventId = ''): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data), lastEventId }))
  }
  break(readyState: number): void {
    this.readyState = readyState
    this.dispatchEvent(new Event('error'))
  }
}

class Page extends EventTarget {
  hidden = false
  show(isShown: boolean): void {
    this.hidden = !isShown
    this.dispatchEvent(new Event('visibilitychange'))
  }
}

function following() {
  const streams: Stream[] = []
  const page = new Page()
  const told: (readonly Change[])[] = []
  const seen = { asked: 0, all: 0 }
  const open = (url: string) => {
    const stream = new Stream(url)
    streams.push(stream)
    return stream as unknown as EventSource
  }
  const stop = follow(
    'p1',
    { onTouched: (changes) => told.push(changes), onAll: () => (seen.all += 1), ask: () => (seen.asked += 1) },
    { open, page: page as unknown as Document },
  )
  const latest = () => streams[streams.length - 1] ?? new Stream('none')
  return { streams, page, told, seen, stop, latest }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('following the server', () => {
  it('asks each second until the stream stands, once more when it begins, and then no longer', () => {
    const { seen, latest } = following()
    vi.advanceTimersByTime(3 * BEAT_MS)
    expect(seen.asked).toBe(4)
    latest().say('ready', {}, 'c1')
    vi.advanceTimersByTime(10 * BEAT_MS)
    expect(seen.asked).toBe(5)
  })

  it('hands on what was touched, and what it cannot read as nothing', () => {
    const { told, latest } = following()
    const change = { kind: 'hazard', ids: ['h1'], layers: ['hazard'], boxes: [[1, 2, 1, 2], 'x', [1]] }
    latest().say('touched', { changes: [change] }, 'c2')
    latest().dispatchEvent(new MessageEvent('touched', { data: '{' }))
    expect(told).toEqual([[{ ...change, boxes: [[1, 2, 1, 2]] }], []])
  })

  it('closes while the page is hidden and goes on where it was when it is shown again', () => {
    const { streams, page, seen, latest } = following()
    latest().say('ready', {}, 'c1')
    latest().say('touched', { changes: [] }, 'c2')
    page.show(false)
    expect(streams[0]?.isClosed).toBe(true)
    const asked = seen.asked
    vi.advanceTimersByTime(60 * BEAT_MS)
    expect(seen.asked).toBe(asked)
    page.show(true)
    expect(latest().url).toBe('/events?person=p1&since=c2')
  })

  it('asks by itself while the browser opens the broken stream again, and opens no second one', () => {
    const { streams, seen, latest } = following()
    latest().say('ready')
    const asked = seen.asked
    latest().break(0)
    vi.advanceTimersByTime(2 * BEAT_MS)
    expect(seen.asked).toBe(asked + 2)
    expect(streams).toHaveLength(1)
  })

  it.each(['no live process', 'end'])('asks by itself after %s and tries the stream again later', (how) => {
    const { streams, seen, latest } = following()
    if (how === 'end') latest().say('end', { reason: 'too-many' })
    else latest().break(2)
    vi.advanceTimersByTime(AGAIN_MS - BEAT_MS)
    expect(streams).toHaveLength(1)
    expect(seen.asked).toBeGreaterThan(20)
    vi.advanceTimersByTime(2 * BEAT_MS)
    expect(streams).toHaveLength(2)
  })

  it('does nothing more when told to stop', () => {
    const { streams, seen, stop } = following()
    stop()
    const asked = seen.asked
    vi.advanceTimersByTime(100 * BEAT_MS)
    expect([seen.asked, streams.length, streams[0]?.isClosed]).toEqual([asked, 1, true])
  })
})
