// Acceptance T5: whatever the line, a proxy or a broken server answers, nothing leaves the outbox.
import { describe, expect, test } from 'vitest'
import { makePhone, makeVisit, type Phone } from '../phone'
import { FakeServer, json, problem, type Exchange } from '../server'

const page = () => new Response('<html><body>请登录</body></html>', { headers: { 'Content-Type': 'text/html' } })
const redirect = () => new Response(null, { status: 302, headers: { Location: 'https://portal.test/' } })
const half = ({ body }: Exchange) => {
  const text = JSON.stringify({ server_time: 'x', items: itemsFor(body, 'applied') })
  return new Response(text.slice(0, text.length / 2), { headers: { 'Content-Type': 'application/json' } })
}
const cut = () =>
  new Response(
    new ReadableStream({
      start: (stream) => {
        stream.enqueue(new Uint8Array([123]))
        stream.error(new TypeError('cut'))
      },
    }),
    { headers: { 'Content-Type': 'application/json' } },
  )

const ANSWERS: Record<string, (exchange: Exchange) => Response | 'lost-before' | 'lost-after'> = {
  '401': () => problem(401, 'signed-out'),
  '401 as a page': () => new Response('<html>', { status: 401, headers: { 'Content-Type': 'text/html' } }),
  '403': () => problem(403, 'forbidden'),
  '404': () => problem(404, 'unknown'),
  '409': () => problem(409, 'conflict'),
  '413': () => problem(413, 'too-large'),
  '422': () => problem(422, 'bad-body'),
  '429': () => problem(429, 'too-many', { 'Retry-After': '30' }),
  '500': () => problem(500, 'broken'),
  '502 as a page': () =>
    new Response('<html>Bad gateway</html>', { status: 502, headers: { 'Content-Type': 'text/html' } }),
  '503': () => problem(503, 'down'),
  'captive portal 200 html': page,
  'captive portal redirect': redirect,
  '204 without a body': () => new Response(null, { status: 204 }),
  'half body': half,
  'body cut in the middle': cut,
  'JSON that is no answer': () => json({ ok: true }),
  'the right words under a wrong type': ({ body }) =>
    new Response(JSON.stringify({ server_time: 'x', items: itemsFor(body, 'applied') }), {
      headers: { 'Content-Type': 'text/html' },
    }),
  'answer to other acts': () => json({ server_time: 'x', items: itemsFor('{"items":[{"id":"other"}]}', 'applied') }),
  'answer to fewer acts': ({ body }) => json({ server_time: 'x', items: itemsFor(body, 'applied').slice(1) }),
  'answer to one act twice': ({ body }) => json({ server_time: 'x', items: twice(itemsFor(body, 'applied')) }),
  'answer with an unknown status': ({ body }) => json({ server_time: 'x', items: itemsFor(body, 'fine') }),
  'no answer': () => 'lost-before',
}

function itemsFor(body: string, status: string): { id: string; status: string }[] {
  const batch = JSON.parse(body === '' ? '{"items":[]}' : body) as { items?: { id: string }[] }
  return (batch.items ?? []).map(({ id }) => ({ id, status }))
}

function twice<T>(items: T[]): T[] {
  return items.map((item, index) => (index === 1 ? (items[0] ?? item) : item))
}

/** What must stay exactly as it was while the server can't be reached. */
async function kept({ db }: Phone): Promise<unknown> {
  return {
    acts: await db.outbox.toArray(),
    unsettled: (await db.outbox_state.toArray()).map(({ id, state }) => [id, state === 'sending' ? 'queued' : state]),
    overlay: await db.overlay.toArray(),
    bytes: (await db.blobs.toArray()).map(({ sha256, bytes }) => [sha256, bytes.byteLength]),
  }
}

async function expectAllDelivered(phone: Phone, acts: readonly string[]): Promise<void> {
  phone.server.weather = () => null
  await phone.settle()
  expect(acts.map((id) => phone.server.effects.get(id))).toEqual(acts.map(() => 1))
  expect(phone.server.blobs.size).toBe(await phone.db.blobs.count())
  expect((await phone.db.outbox_state.toArray()).every(({ state }) => state === 'confirmed')).toBe(true)
}

describe.each(Object.entries(ANSWERS))('%s', (_name, answer) => {
  test.each(['everywhere', 'to acts only'])(
    '%s: nothing leaves the outbox, and all goes out once it is over',
    async (where) => {
      const phone = await makePhone(new FakeServer())
      const acts = await makeVisit(phone, 3, 1)
      const before = await kept(phone)
      phone.server.weather = (exchange) =>
        where === 'everywhere' || (exchange.method === 'POST' && exchange.path === '/api/v1/acts')
          ? answer(exchange)
          : null
      for (let round = 0; round < 4; round += 1) {
        await phone.loop.wake()
        phone.pass(6 * 60_000)
        expect(await kept(phone)).toEqual(before)
      }
      expect(phone.server.effects.size).toBe(0)
      await expectAllDelivered(phone, acts)
    },
  )

  test('to photos only: records and pull go on, every byte stays', async () => {
    const phone = await makePhone(new FakeServer())
    const acts = await makeVisit(phone, 2, 2)
    phone.server.weather = (exchange) => (exchange.path.startsWith('/api/v1/blobs/') ? answer(exchange) : null)
    for (let round = 0; round < 3; round += 1) {
      await phone.loop.wake()
      phone.pass(6 * 60_000)
    }
    expect(acts.map((id) => phone.server.effects.get(id))).toEqual(acts.map(() => 1))
    expect(phone.loop.status().pull.trouble).toBeNull()
    expect(await phone.db.blobs.count()).toBe(4)
    expect((await phone.db.blob_meta.toArray()).filter(({ state }) => state === 'confirmed')).toEqual([])
    await expectAllDelivered(phone, acts)
  })
})

test('a 401 pauses the lanes and says so, until somebody signs in', async () => {
  const phone = await makePhone(new FakeServer())
  await makeVisit(phone, 1)
  phone.server.personId = null
  await phone.loop.wake()
  expect(phone.loop.status().acts).toMatchObject({ trouble: 'signed-out', retryAt: null, isRunning: false })
  phone.server.personId = 'person-a'
  await phone.settle()
  expect(phone.loop.status().acts.trouble).toBeNull()
})

test('waits grow from one second to five minutes and start again when the person asks', async () => {
  const phone = await makePhone(new FakeServer())
  await makeVisit(phone, 1)
  phone.server.weather = () => 'lost-before'
  await phone.loop.wake()
  expect(phone.loop.status().acts.retryAt).toBe(phone.now().getTime() + 1000)
  phone.server.weather = ({ path }) =>
    path === '/api/v1/acts' ? problem(429, 'too-many', { 'Retry-After': '30' }) : null
  await phone.loop.wake(true)
  expect(phone.loop.status().acts.retryAt).toBe(phone.now().getTime() + 30_000)
})

test('a photo is received only when the server says back its hash and its length', async () => {
  for (const said of [{ ok: true }, { sha256: 'another', bytes: 2000 }, { bytes: 2000 }]) {
    const phone = await makePhone(new FakeServer())
    await makeVisit(phone, 1, 1)
    phone.server.weather = ({ method }) => (method === 'PUT' ? json(said) : null)
    await phone.loop.wake()
    expect(phone.loop.status().photos.trouble).toBe('broken')
    expect((await phone.db.blob_meta.toArray()).map(({ state }) => state)).toEqual(['queued'])
  }
})

test('a doubtful answer to "do you have it" is settled by sending the photo again', async () => {
  const phone = await makePhone(new FakeServer())
  const acts = await makeVisit(phone, 1, 1)
  const puts = () => phone.server.seen.filter(({ method }) => method === 'PUT').length
  phone.server.weather = ({ method }) => {
    if (method === 'HEAD') return page()
    return method === 'PUT' && puts() === 1 ? 'lost-after' : null
  }
  await phone.settle()
  expect(puts()).toBe(2)
  expect((await phone.db.blob_meta.toArray()).map(({ state }) => state)).toEqual(['confirmed'])
  expect(acts.map((id) => phone.server.effects.get(id))).toEqual([1, 1, 1])
})
