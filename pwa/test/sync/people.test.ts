// Acceptance T11 and the sign-in: one person's outbox under another's cookie; 30 days offline; leaving loses nothing.
import { expect, test } from 'vitest'
import { DeviceDb } from '../../src/store/deviceDb'
import { createSyncLoop } from '../../src/sync/loop'
import { currentPerson, settleSignOut, signIn, signOut, waitingOfOthers } from '../../src/sync/session'
import { contents, makePhone, makeVisit } from '../phone'
import { FakeServer, problem } from '../server'

const DAY_MS = 24 * 3600 * 1000
const posts = (server: FakeServer) =>
  server.seen.filter(({ method, path }) => method !== 'GET' && path !== '/api/v1/session')

test("A's unsent acts wait untouched while B works on the same phone, and B is told", async () => {
  const server = new FakeServer()
  const a = await makePhone(server)
  const ofA = await makeVisit(a, 2, 1)
  const before = await contents(a.db)
  expect(await signOut(a.device, a.db, { hide: false }, server.send)).toEqual({ done: false, unsent: 6 })
  expect(await signOut(a.device, a.db, { hide: true }, server.send)).toEqual({ done: true })
  a.loop.stop()
  expect((await signIn(a.device, { username: 'b', password: 'x' }, a.now(), server.send)).ok).toBe(true)
  const b = await makePhone(server, 'person-b', a.device)
  const ofB = await makeVisit(b, 1)
  await b.settle()
  expect(ofB.map((id) => server.effects.get(id))).toEqual([1, 1, 1])
  expect(ofA.some((id) => server.ledger.has(id))).toBe(false)
  expect([...server.ledger.values()].every(({ person }) => person === 'person-b')).toBe(true)
  expect(await waitingOfOthers(b.device, 'person-b')).toEqual([{ name: 'person-a', unsent: 6 }])
  expect(await contents(a.db)).toEqual(before)
})

test('A comes back and everything goes out in their own name, once', async () => {
  const server = new FakeServer()
  const a = await makePhone(server)
  const ofA = await makeVisit(a, 2, 1)
  await signOut(a.device, a.db, { hide: true }, server.send)
  await signIn(a.device, { username: 'b', password: 'x' }, a.now(), server.send)
  await signIn(a.device, { username: 'a', password: 'x' }, a.now(), server.send)
  await a.settle()
  expect(ofA.map((id) => server.effects.get(id))).toEqual([1, 1, 1, 1])
  expect(new Set([...server.ledger.values()].map(({ person }) => person))).toEqual(new Set(['person-a']))
})

test("a loop that runs for A under B's cookie sends nothing and says why", async () => {
  const server = new FakeServer()
  const a = await makePhone(server)
  await makeVisit(a, 2, 1)
  server.personId = 'person-b'
  await a.loop.wake()
  expect(posts(server)).toEqual([])
  expect(a.loop.status().acts).toMatchObject({ trouble: 'other-person', retryAt: null })
  expect(a.loop.status().photos).toMatchObject({ trouble: 'other-person' })
})

test('a cookie that changes hands between the check and the post is caught by the named person', async () => {
  const server = new FakeServer()
  const a = await makePhone(server)
  const acts = await makeVisit(a, 2, 1)
  server.weather = ({ method }) => {
    if (method !== 'GET') server.personId = 'person-b'
    return null
  }
  await a.loop.wake()
  expect(server.ledger.size).toBe(0)
  expect(posts(server).every(({ headers }) => headers.get('X-Wangge-Person') === 'person-a')).toBe(true)
  server.weather = () => null
  server.personId = 'person-a'
  a.pass(6 * 60_000)
  await a.settle()
  expect(acts.map((id) => server.effects.get(id))).toEqual([1, 1, 1, 1])
})

test('a stopped loop sends nothing more, even in the middle of a run', async () => {
  const server = new FakeServer()
  const a = await makePhone(server)
  for (let visit = 0; visit < 30; visit += 1) await makeVisit(a, 2)
  const page = {
    onWake: () => () => undefined,
    alone: <T>(_: string, run: () => Promise<T>) => run(),
    later: () => () => undefined,
  }
  const loop = createSyncLoop({ db: a.db, device: a.device, page, now: a.now, send: server.send })
  server.weather = ({ path }) => {
    if (path === '/api/v1/acts') loop.stop()
    return null
  }
  await loop.wake()
  expect(posts(server).filter(({ path }) => path === '/api/v1/acts').length).toBe(1)
})

test('a sign-in lasts 30 days without network, renewed by every contact', async () => {
  const server = new FakeServer()
  const a = await makePhone(server)
  a.pass(29 * DAY_MS)
  expect((await currentPerson(a.device, a.now()))?.id).toBe('person-a')
  await makeVisit(a, 0)
  await a.loop.wake()
  a.pass(29 * DAY_MS)
  expect((await currentPerson(a.device, a.now()))?.id).toBe('person-a')
  a.pass(2 * DAY_MS)
  expect(await currentPerson(a.device, a.now())).toBeNull()
  expect(await a.db.outbox.count()).toBe(2)
})

test('a wrong password remembers nobody and says what the server said', async () => {
  const server = new FakeServer(null)
  const device = new DeviceDb(`device-${crypto.randomUUID()}`)
  server.weather = () => problem(401, 'wrong-password')
  const answer = await signIn(device, { username: 'a', password: 'x' }, new Date(), server.send)
  expect(answer).toMatchObject({ ok: false, kind: 'signed-out', detail: '这是wrong-password' })
  expect(await currentPerson(device, new Date())).toBeNull()
})

test('a session left while offline is ended on the server later', async () => {
  const server = new FakeServer()
  const a = await makePhone(server)
  server.weather = () => 'lost-before'
  expect(await signOut(a.device, a.db, { hide: false }, server.send)).toEqual({ done: true })
  expect(server.personId).toBe('person-a')
  server.weather = () => null
  await settleSignOut(a.device, server.send)
  expect(server.personId).toBeNull()
})
