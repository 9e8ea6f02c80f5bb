// A server that keeps the sync contract, small enough to read, with a network in front of it that tests can break.
import { createHash } from 'node:crypto'
import type { Envelope, ItemResult } from '../src/wire/envelope'

export interface Exchange {
  readonly n: number
  readonly method: string
  readonly path: string
  readonly body: string
  readonly headers: Headers
}

/** Decides what happens to a request: answer instead, lose it before or after the server, or let it through. */
export type Weather = (exchange: Exchange) => Response | 'lost-before' | 'lost-after' | null

interface Entry {
  readonly body: string
  readonly result: ItemResult
  readonly device: string
  readonly person: string
}

export class FakeServer {
  readonly ledger = new Map<string, Entry>()
  /** How often each act took effect; more than once is a doubled record. */
  readonly effects = new Map<string, number>()
  readonly blobs = new Map<string, ArrayBuffer>()
  readonly feed: { readonly noun: string; readonly row: { readonly id: string } }[] = []
  /** Keys that phones registered, base64. */
  readonly keys: string[] = []
  /** Files of enterprises, of whom a phone may read. */
  readonly files = new Map<string, unknown>()
  carriesFiles = false
  readonly rescues: Blob[] = []
  readonly seen: Exchange[] = []
  /** Decides over single acts; null lets it apply. */
  judge: (envelope: Envelope) => Pick<ItemResult, 'status' | 'code' | 'reason'> | null = () => null
  weather: Weather = () => null
  personId: string | null
  firstCursor = 0
  clockMs = Date.parse('2026-11-22T01:00:00Z')

  constructor(personId: string | null = 'person-a') {
    this.personId = personId
  }

  readonly send = async (url: string, init: RequestInit): Promise<Response> => {
    await Promise.resolve()
    const body = typeof init.body === 'string' ? init.body : ''
    const exchange = {
      n: this.seen.length,
      method: init.method ?? 'GET',
      path: url,
      body,
      headers: new Headers(init.headers),
    }
    this.seen.push(exchange)
    const fate = this.weather(exchange)
    if (fate === 'lost-before') throw new TypeError('Failed to fetch')
    if (fate instanceof Response) return fate
    const answer = this.answer(exchange, init.body)
    if (fate === 'lost-after') throw new TypeError('Failed to fetch')
    return answer
  }

  private answer({ method, path, body, headers }: Exchange, raw: RequestInit['body']): Response {
    const url = new URL(path, 'https://wangge.test')
    if (url.pathname === '/api/v1/session') return this.session(method, body)
    if (url.pathname === '/api/v1/rescue' && raw instanceof Blob) {
      this.rescues.push(raw)
      return json({ id: 'waiting-1' })
    }
    if (this.personId === null) return problem(401, 'signed-out')
    if (headers.get('X-Wangge-Person') !== this.personId) return problem(409, 'other-person')
    if (url.pathname === '/api/v1/acts') return this.acts(body, this.personId)
    if (url.pathname.startsWith('/api/v1/acts/')) return this.oneAct(last(url.pathname))
    if (url.pathname.startsWith('/api/v1/blobs/')) return this.blob(method, last(url.pathname), raw)
    if (url.pathname.startsWith('/api/v1/devices/')) {
      this.keys.push((JSON.parse(body) as { key: string }).key)
      return json({ id: url.pathname.split('/')[4] })
    }
    if (url.pathname === '/api/v1/pack') return this.pack()
    if (url.pathname === '/api/v1/pack/files') {
      const asked = (url.searchParams.get('ids') ?? '').split(',').filter((id) => this.files.has(id))
      return json({ items: asked.map((id) => ({ id, file: this.files.get(id) })) })
    }
    if (url.pathname === '/api/v1/changes') return this.changes(Number(url.searchParams.get('cursor')))
    if (url.pathname === '/api/v1/reconcile' && method === 'POST') return this.readBack(body)
    if (url.pathname === '/api/v1/reconcile') return this.reconcile(url.searchParams.get('device_id') ?? '')
    if (url.pathname === '/api/v1/basemap/pack/about') return Response.json(null)
    return problem(404, 'unknown')
  }

  private session(method: string, body: string): Response {
    if (method === 'DELETE') {
      this.personId = null
      return new Response(null, { status: 204 })
    }
    if (method === 'POST') this.personId = `person-${String((JSON.parse(body) as { username: string }).username)}`
    if (this.personId === null) return problem(401, 'signed-out')
    const person = {
      id: this.personId,
      username: this.personId,
      name: this.personId,
      roles: ['officer'],
      area: null,
      locale: 'zh',
    }
    return json({ person, expires_at: '2027-01-01T00:00:00Z' })
  }

  private acts(body: string, person: string): Response {
    const batch = JSON.parse(body) as { device_id: string; items: Envelope[] }
    if (batch.items.length > 50 || body.length > 256 * 1024) return problem(413, 'too-large')
    const items = batch.items.map((item) => this.one(item, batch.device_id, person))
    return json({ server_time: new Date(this.clockMs).toISOString(), items })
  }

  private one(envelope: Envelope, device: string, person: string): ItemResult {
    const { id, parent_id } = envelope
    const body = JSON.stringify(envelope)
    const known = this.ledger.get(id)
    if (known !== undefined && known.body !== body) return this.result(id, 'refused', 'key-reuse')
    if (known !== undefined && known.result.status === 'applied') return { ...known.result, status: 'duplicate' }
    const verdict = this.judge(envelope)
    if (verdict !== null) return this.keep(body, device, person, { ...this.result(id, 'refused', null), ...verdict })
    if (parent_id !== null && this.ledger.get(parent_id)?.result.status !== 'applied') {
      return this.keep(body, device, person, this.result(id, 'held', 'parent-unknown'))
    }
    this.effects.set(id, (this.effects.get(id) ?? 0) + 1)
    if (envelope.command.kind === 'record-hazard') {
      this.feed.push({ noun: 'hazard', row: { id: envelope.aggregate_id } })
    }
    return this.keep(body, device, person, this.result(id, 'applied', null))
  }

  private keep(body: string, device: string, person: string, result: ItemResult): ItemResult {
    this.ledger.set(result.id, { body, result, device, person })
    return result
  }

  private result(id: string, status: ItemResult['status'], code: string | null): ItemResult {
    const receipt = status === 'applied' ? createHash('sha256').update(id).digest('hex') : null
    return { id, status, code, reason: code, detail: {}, server_time: new Date(this.clockMs).toISOString(), receipt }
  }

  private oneAct(id: string): Response {
    const known = this.ledger.get(id)
    return known === undefined ? problem(404, 'unknown') : json(known.result)
  }

  private blob(method: string, sha256: string, raw: RequestInit['body']): Response {
    if (method === 'HEAD') return new Response(null, { status: this.blobs.has(sha256) ? 200 : 404 })
    if (!(raw instanceof ArrayBuffer)) return problem(422, 'no-bytes')
    const hash = createHash('sha256').update(new Uint8Array(raw)).digest('hex')
    if (hash !== sha256) return problem(422, 'hash-differs')
    this.blobs.set(sha256, raw)
    return json({ sha256, bytes: raw.byteLength }, 201)
  }

  private pack(): Response {
    const rows = new Map(this.feed.map(({ noun, row }) => [`${noun}/${row.id}`, { noun, row }]))
    const of = (noun: string) => [...rows.values()].filter((entry) => entry.noun === noun).map(({ row }) => row)
    return json({
      cursor: String(this.feed.length),
      server_time: new Date(this.clockMs).toISOString(),
      units: [{ id: 7 }],
      enterprises: of('enterprise'),
      hazards: of('hazard'),
      notices: of('notice'),
      checklists: [],
      carries_files: this.carriesFiles,
    })
  }

  private changes(cursor: number): Response {
    if (cursor < this.firstCursor) return problem(410, 'cursor-gone')
    const page = this.feed.slice(cursor, cursor + 500)
    const upserts: Record<string, { id: string }[]> = {}
    for (const { noun, row } of page) (upserts[noun] ??= []).push(row)
    const next = cursor + page.length
    return json({ cursor: String(next), more: next < this.feed.length, upserts, removed: {} })
  }

  private readBack(body: string): Response {
    const { ids } = JSON.parse(body) as { ids: string[] }
    if (ids.length > 500) return problem(422, 'bad-act')
    const items = ids.flatMap((id) => this.ledger.get(id)?.result ?? [])
    return json({ server_time: new Date(this.clockMs).toISOString(), items })
  }

  private reconcile(device: string): Response {
    const own = [...this.ledger.values()].filter((entry) => entry.device === device)
    const count = (status: string) => own.filter(({ result }) => result.status === status).length
    const named = own.flatMap(({ body }) => photosIn(body))
    const owed = named.filter((sha256) => !this.blobs.has(sha256))
    return json({
      acts: {
        received: own.length,
        applied: count('applied'),
        held: count('held'),
        conflict: count('conflict'),
        refused: count('refused'),
      },
      blobs: { received: named.length - owed.length, owed },
    })
  }
}

function photosIn(body: string): string[] {
  const { command } = JSON.parse(body) as { command: { photos?: { sha256: string }[] } }
  return (command.photos ?? []).map(({ sha256 }) => sha256)
}

function last(path: string): string {
  return path.split('/').at(-1) ?? ''
}

export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
}

export function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  const body = JSON.stringify({ type: 'about:blank', title: code, status, code, detail: `这是${code}` })
  return new Response(body, { status, headers: { 'Content-Type': 'application/problem+json', ...headers } })
}
