// The stream that keeps an open page live (GET /events), and the question each second that stands in for it. It runs
// only while the page is looked at. What it tells is within the reader's area: the kinds, ids, layers and boxes touched.
import { fieldsOf, list, text, texts, type Fields } from './read'

export type TouchedBox = readonly [west: number, south: number, east: number, north: number]

export interface Change {
  readonly kind: string
  readonly ids: readonly string[]
  /** Layers of tiles that draw it. */
  readonly layers: readonly string[]
  /** Where, in degrees; none when it has no place. */
  readonly boxes: readonly TouchedBox[]
}

export interface Followed {
  readonly onTouched: (changes: readonly Change[]) => void
  /** Anything may have changed. */
  readonly onAll: () => void
  /** Called each second while there is no stream, and once when a stream begins: what came before it is not told. */
  readonly ask: (begins: boolean) => void
}

export interface EventsWorld {
  readonly open: (url: string) => EventSource
  readonly page: Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>
}

export const BEAT_MS = 1_000
/** How long the page asks by itself before it tries the stream again. */
export const AGAIN_MS = 30_000

const browser = (): EventsWorld => ({ open: (url) => new EventSource(url), page: document })

/** Follow until told to stop. */
export function follow(personId: string, told: Followed, { open, page } = browser()): () => void {
  let stream: EventSource | null = null
  let isLive = false
  let since = ''
  let restsUntil = 0

  function begin(): void {
    if (stream !== null || Date.now() < restsUntil) return
    const query = new URLSearchParams({ person: personId, ...(since === '' ? {} : { since }) })
    const own = open(`/events?${query.toString()}`)
    stream = own
    const on = (name: string, act: (event: MessageEvent<unknown>) => void) => {
      own.addEventListener(name, (event: MessageEvent<unknown>) => {
        if (event.lastEventId !== '') since = event.lastEventId
        act(event)
      })
    }
    on('ready', () => {
      isLive = true
      told.ask(true)
    })
    on('touched', ({ data }) => {
      told.onTouched(list(parsed(data), 'changes', changeOf))
    })
    on('all', told.onAll)
    on('end', rest)
    own.addEventListener('error', () => {
      isLive = false
      if (own.readyState === 2) rest() // closed for good: no live process, or nobody is signed in
    })
  }

  function rest(): void {
    restsUntil = Date.now() + AGAIN_MS
    close()
  }

  function close(): void {
    stream?.close()
    stream = null
    isLive = false
  }

  function tick(): void {
    if (page.hidden) return
    begin()
    if (!isLive) told.ask(false)
  }

  function onVisible(): void {
    if (page.hidden) close()
    else tick()
  }

  const timer = setInterval(tick, BEAT_MS)
  page.addEventListener('visibilitychange', onVisible)
  tick()
  return () => {
    clearInterval(timer)
    page.removeEventListener('visibilitychange', onVisible)
    close()
  }
}

function parsed(data: unknown): Fields {
  try {
    return fieldsOf(typeof data === 'string' ? JSON.parse(data) : null)
  } catch {
    return {}
  }
}

function changeOf(row: Fields): Change {
  return { kind: text(row, 'kind'), ids: texts(row, 'ids'), layers: texts(row, 'layers'), boxes: boxesOf(row['boxes']) }
}

function boxesOf(value: unknown): TouchedBox[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((box: unknown): TouchedBox[] => {
    if (!Array.isArray(box)) return []
    const [west, south, east, north] = box as unknown[]
    const isBox = typeof west === 'number' && typeof south === 'number' && typeof east === 'number' && typeof north === 'number'
    return isBox ? [[west, south, east, north]] : []
  })
}
