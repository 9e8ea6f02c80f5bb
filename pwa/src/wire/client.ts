// Talks to the server. Only an answer that is provably the server's own counts as success: the right status,
// not redirected, JSON, whole, and of the expected shape. A captive portal's page is never mistaken for one.

export type FailureKind =
  | 'offline' // no answer at all
  | 'timeout' // none in time
  | 'signed-out' // 401
  | 'forbidden' // 403
  | 'missing' // 404
  | 'gone' // 410
  | 'refused' // 400, 409, 422: the server understood and says no
  | 'too-large' // 413
  | 'too-many' // 429
  | 'server' // 5xx
  | 'stranger' // a page or a redirect by somebody else: portal, proxy, sign-in page
  | 'broken' // cut in the middle, or not of the expected shape

export interface Failure {
  readonly ok: false
  readonly kind: FailureKind
  readonly status: number | null
  /** The server's stable English code, where it gave one. */
  readonly code: string | null
  /** The server's sentence in the person's language, where it gave one. */
  readonly detail: string | null
  readonly retryAfterS: number | null
}

export type Answer<T> = { readonly ok: true; readonly body: T } | Failure

/** `fetch`, or a stand-in for the network in tests. */
export type Send = (url: string, init: RequestInit) => Promise<Response>

export const browserSend: Send = (url, init) => fetch(url, init)

/** Turns a JSON body into a value, or says with null that it is not one. */
export type Read<T> = (body: unknown) => T | null

export interface Client {
  get<T>(path: string, read: Read<T>): Promise<Answer<T>>
  post<T>(path: string, body: string, read: Read<T>): Promise<Answer<T>>
  /** Send what the server answers with nothing. */
  tell(path: string, body: string): Promise<Answer<null>>
  put<T>(path: string, bytes: ArrayBuffer, mime: string, read: Read<T>): Promise<Answer<T>>
  /** Send a whole file, by its own content type. */
  send<T>(path: string, file: Blob, read: Read<T>): Promise<Answer<T>>
  /** A range of a file, first and last byte, while the file is still the one with this tag. */
  range(path: string, first: number, last: number, tag: string): Promise<Answer<ArrayBuffer>>
  remove(path: string): Promise<Answer<null>>
  /** True when the server holds this path, false when it says it does not. */
  has(path: string): Promise<Answer<boolean>>
}

/** Names the person a request speaks for; the server refuses it under another person's cookie. */
export const PERSON_HEADER = 'X-Wangge-Person'

/** The language of the screen now, so that reasons come back in it. */
const LANGUAGE_HEADER = 'X-Wangge-Language'

const TIMEOUT_MS = 30_000
const UPLOAD_TIMEOUT_MS = 180_000
/** A large file takes its time to arrive, and is read and checked before the answer. */
const FORM_TIMEOUT_MS = 600_000

/** A client for one person (or for nobody yet: sign-in, public pages). */
export function createClient(personId: string | null, send: Send = browserSend): Client {
  const json = 'application/json'
  return {
    get: (path, read) => exchange(send, path, { headers: headersFor(personId) }, readJson(read)),
    post: (path, body, read) => {
      return exchange(send, path, { method: 'POST', headers: headersFor(personId, json), body }, readJson(read))
    },
    tell: (path, body) => {
      return exchange(send, path, { method: 'POST', headers: headersFor(personId, json), body }, readNothing)
    },
    put: (path, bytes, mime, read) => {
      const init = { method: 'PUT', headers: headersFor(personId, mime), body: bytes }
      return exchange(send, path, init, readJson(read), UPLOAD_TIMEOUT_MS)
    },
    send: (path, file, read) => {
      const init = { method: 'POST', headers: headersFor(personId, file.type), body: file }
      return exchange(send, path, init, readJson(read), FORM_TIMEOUT_MS)
    },
    range: (path, first, last, tag) => {
      const headers = { ...headersFor(personId), Accept: '*/*', Range: `bytes=${first}-${last}`, 'If-Range': `"${tag}"` }
      return exchange(send, path, { headers }, readRange(last - first + 1), UPLOAD_TIMEOUT_MS)
    },
    remove: (path) => exchange(send, path, { method: 'DELETE', headers: headersFor(personId) }, readNothing),
    has: (path) => exchange(send, path, { method: 'HEAD', headers: headersFor(personId) }, readPresence),
  }
}

/** Send a file in a form. The browser writes the boundary, so no content type is named here. */
export function postForm<T>(
  personId: string | null,
  path: string,
  form: FormData,
  read: Read<T>,
  send: Send = browserSend,
): Promise<Answer<T>> {
  const init = { method: 'POST', headers: headersFor(personId), body: form }
  return exchange(send, path, init, readJson(read), FORM_TIMEOUT_MS)
}

function headersFor(personId: string | null, contentType: string | null = null): Record<string, string> {
  const language = globalThis.document?.documentElement.lang ?? ''
  return {
    Accept: 'application/json',
    ...(contentType === null ? {} : { 'Content-Type': contentType }),
    ...(personId === null ? {} : { [PERSON_HEADER]: personId }),
    ...(language === '' ? {} : { [LANGUAGE_HEADER]: language.slice(0, 2) }),
  }
}

type ReadResponse<T> = (response: Response) => Promise<Answer<T>>

async function exchange<T>(
  send: Send,
  path: string,
  init: RequestInit,
  read: ReadResponse<T>,
  timeoutMs = TIMEOUT_MS,
): Promise<Answer<T>> {
  const stop = new AbortController()
  const timer = setTimeout(() => {
    stop.abort()
  }, timeoutMs)
  try {
    const options: RequestInit = { credentials: 'same-origin', redirect: 'manual', cache: 'no-store' }
    return await read(await send(path, { ...options, ...init, signal: stop.signal }))
  } catch {
    // fetch and body readers throw TypeError or AbortError only; both mean that no whole answer arrived.
    return failure(stop.signal.aborted ? 'timeout' : 'offline', null)
  } finally {
    clearTimeout(timer)
  }
}

function readJson<T>(read: Read<T>): ReadResponse<T> {
  return async (response) => {
    if (response.status < 200 || response.status > 299 || isElsewhere(response)) return await failed(response)
    if (!isJson(response)) return failure('stranger', response.status)
    const body = parse(await response.text())
    const value = body === undefined ? null : read(body)
    return value === null ? failure('broken', response.status) : { ok: true, body: value }
  }
}

function readRange(length: number): ReadResponse<ArrayBuffer> {
  return async (response) => {
    if (response.status !== 206 || isElsewhere(response)) return await failed(response)
    const body = await response.arrayBuffer()
    return body.byteLength === length ? { ok: true, body } : failure('broken', response.status)
  }
}

async function readNothing(response: Response): Promise<Answer<null>> {
  const isDone = response.status === 204 || (response.status === 200 && isJson(response))
  return isDone && !isElsewhere(response) ? { ok: true, body: null } : await failed(response)
}

async function readPresence(response: Response): Promise<Answer<boolean>> {
  if (isElsewhere(response) || isPage(response)) return failure('stranger', response.status)
  if (response.status === 200) return { ok: true, body: true }
  return response.status === 404 ? { ok: true, body: false } : await failed(response)
}

async function failed(response: Response): Promise<Failure> {
  if (isElsewhere(response) || (response.status < 300 && !isJson(response))) {
    return failure('stranger', response.status)
  }
  const problem = isJson(response) ? parse(await response.text()) : undefined
  const retryAfterS = Number(response.headers.get('Retry-After') ?? Number.NaN)
  return {
    ...failure(kindOf(response.status), response.status),
    code: textOf(problem, 'code'),
    detail: textOf(problem, 'detail') ?? textOf(problem, 'title'),
    retryAfterS: Number.isFinite(retryAfterS) ? retryAfterS : null,
  }
}

function kindOf(status: number): FailureKind {
  if (status === 401) return 'signed-out'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'missing'
  if (status === 410) return 'gone'
  if (status === 413) return 'too-large'
  if (status === 429) return 'too-many'
  return status >= 500 ? 'server' : 'refused'
}

function failure(kind: FailureKind, status: number | null): Failure {
  return { ok: false, kind, status, code: null, detail: null, retryAfterS: null }
}

function isElsewhere(response: Response): boolean {
  return response.redirected || response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)
}

function isJson(response: Response): boolean {
  return /^application\/([\w.-]+\+)?json\b/.test(response.headers.get('Content-Type') ?? '')
}

function isPage(response: Response): boolean {
  return (response.headers.get('Content-Type') ?? '').startsWith('text/html')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // a body cut in the middle
  }
}

function textOf(problem: unknown, key: string): string | null {
  const value = (problem as Record<string, unknown> | null | undefined)?.[key]
  return typeof value === 'string' && value !== '' ? value : null
}
