// What counts as an answer, and what each other thing is called.
import { expect, test } from 'vitest'
import { createClient, type FailureKind } from '../../src/wire/client'
import { json, problem } from '../server'

const typed = (body: string | null, type: string, status = 200) =>
  new Response(body, { status, headers: { 'Content-Type': type } })
const client = (answer: Response | Error, seen: RequestInit[] = []) =>
  createClient('person-a', (_url, init) => {
    seen.push(init)
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  })
const read = (body: unknown) => (body as { yes?: true }).yes ?? null

test.each<[string, Response | Error, FailureKind]>([
  ['401', problem(401, 'x'), 'signed-out'],
  ['403', problem(403, 'x'), 'forbidden'],
  ['404', problem(404, 'x'), 'missing'],
  ['409', problem(409, 'x'), 'refused'],
  ['410', problem(410, 'x'), 'gone'],
  ['413', problem(413, 'x'), 'too-large'],
  ['422', problem(422, 'x'), 'refused'],
  ['429', problem(429, 'x'), 'too-many'],
  ['503', problem(503, 'x'), 'server'],
  ['a page with 200', typed('<html>', 'text/html'), 'stranger'],
  ['the right JSON under a wrong type', typed('{"yes":true}', 'text/html'), 'stranger'],
  ['a redirect', new Response(null, { status: 302 }), 'stranger'],
  [
    'a redirect the browser hides',
    Object.defineProperty(json({ yes: true }), 'type', { value: 'opaqueredirect' }),
    'stranger',
  ],
  ['an answer from elsewhere', Object.defineProperty(json({ yes: true }), 'redirected', { value: true }), 'stranger'],
  ['half a body', typed('{"yes":tr', 'application/json'), 'broken'],
  ['another shape', json({ no: true }), 'broken'],
  ['no answer', new TypeError('Failed to fetch'), 'offline'],
])('%s is %s', async (_name, answer, kind) => {
  expect(await client(answer).get('/x', read)).toMatchObject({ ok: false, kind })
})

test('only whole JSON of the expected shape is an answer', async () => {
  expect(await client(json({ yes: true })).get('/x', read)).toEqual({ ok: true, body: true })
})

test('the server says why, in the words of the person, and when to come back', async () => {
  const answer = await client(problem(429, 'too-many', { 'Retry-After': '30' })).get('/x', read)
  expect(answer).toMatchObject({ status: 429, code: 'too-many', detail: '这是too-many', retryAfterS: 30 })
})

test('every request names its person, keeps the cookie at home and follows no redirect', async () => {
  const seen: RequestInit[] = []
  await client(json({ yes: true }), seen).post('/x', '{}', read)
  expect(seen[0]).toMatchObject({ method: 'POST', credentials: 'same-origin', redirect: 'manual' })
  expect(new Headers(seen[0]?.headers).get('X-Wangge-Person')).toBe('person-a')
})

test.each<[string, Response, unknown]>([
  ['200', new Response(null, { status: 200 }), { ok: true, body: true }],
  ['404', new Response(null, { status: 404 }), { ok: true, body: false }],
  ['a page', typed(null, 'text/html'), { ok: false, kind: 'stranger' }],
  ['a page that says 404', typed(null, 'text/html', 404), { ok: false, kind: 'stranger' }],
  ['503', new Response(null, { status: 503 }), { ok: false, kind: 'server' }],
])('asking whether the server has something: %s', async (_name, answer, expected) => {
  expect(await client(answer).has('/x')).toMatchObject(expected as object)
})
