// The map pack: it comes in pieces that a broken network does not lose, is proved before it is used, gives way to a
// newer one only when that is whole, and never stands in the way of the area.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { forgetArea } from '../../src/store/area'
import { PIECE_BYTES, piecesKept, readPackState, storedPack } from '../../src/store/mapPack'
import { makePhone, type Phone } from '../phone'
import { FakeServer, problem, type Exchange } from '../server'

interface Town {
  bytes: Uint8Array<ArrayBuffer>
}

const HOUR_MS = 3_600_000

function content(seed: number, length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, at) => (at * 31 + seed * 7 + (at >> 8)) % 251)
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** A server with a pack; `weather` may still lose what it likes before that. */
async function phoneWith(town: Town, lost: (exchange: Exchange) => boolean = () => false): Promise<Phone> {
  const server = new FakeServer()
  server.weather = (exchange) => {
    if (!exchange.path.startsWith('/api/v1/basemap/pack')) return null
    if (lost(exchange)) return 'lost-before'
    return exchange.path.endsWith('/about') ? Response.json(about(town)) : part(town, exchange.headers)
  }
  return await makePhone(server)
}

function about({ bytes }: Town) {
  const map = { kind: 'raster', tiles: '/t', shallowest: 10, deepest: 16, layers: [], credit: { zh: '©', en: '©' } }
  return { ...map, sha256: hash(bytes), bytes: bytes.length, dropped: [17], as_of: '2026-11-20T00:00:00Z' }
}

function part({ bytes }: Town, headers: Headers): Response {
  if (headers.get('If-Range') !== `"${hash(bytes)}"`) return new Response(bytes, { status: 200 })
  const [, first = '0', last = '0'] = /bytes=(\d+)-(\d+)/.exec(headers.get('Range') ?? '') ?? []
  return new Response(bytes.slice(Number(first), Number(last) + 1), { status: 206 })
}

async function rounds(phone: Phone, count: number): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    phone.pass(6 * 60_000)
    await phone.loop.wake()
  }
}

function asked(phone: Phone): string[] {
  return phone.server.seen.filter(({ path }) => path === '/api/v1/basemap/pack').map(({ headers }) => headers.get('Range') ?? '')
}

test('a pack comes with the area and gives any range of its bytes back', async () => {
  const town = { bytes: content(1, PIECE_BYTES * 3 + 777) }
  const phone = await phoneWith(town)
  await phone.loop.wake()
  const pack = await storedPack(phone.db)
  expect(pack?.about).toMatchObject({ bytes: town.bytes.length, dropped: [17] })
  for (const [offset, length] of [[0, 127], [PIECE_BYTES - 5, 10], [PIECE_BYTES, PIECE_BYTES * 2], [town.bytes.length - 4, 99], [0, town.bytes.length]] as const) {
    const given = new Uint8Array((await pack?.read(offset, length)) ?? new ArrayBuffer(0))
    expect(hash(given)).toBe(hash(town.bytes.slice(offset, offset + length)))
  }
})

test('a load that was broken off goes on with the piece that is missing', async () => {
  const town = { bytes: content(2, PIECE_BYTES * 6) }
  let count = 0
  const phone = await phoneWith(town, ({ path }) => path === '/api/v1/basemap/pack' && (count += 1) % 3 === 0)
  await phone.loop.wake()
  expect(await storedPack(phone.db)).toBeNull()
  expect(phone.loop.status().pull.trouble).toBeNull()
  await rounds(phone, 4)
  expect(await storedPack(phone.db)).not.toBeNull()
  const served = asked(phone).filter((_, index) => (index + 1) % 3 !== 0)
  expect(new Set(served).size).toBe(served.length)
  expect(served.length).toBe(6)
})

test('a large pack comes over several runs, so that the area is asked for in between', async () => {
  const phone = await phoneWith({ bytes: content(3, PIECE_BYTES * 20) })
  await phone.loop.wake()
  expect(await piecesKept(phone.db, about({ bytes: content(3, PIECE_BYTES * 20) }) as never)).toBe(16)
  const before = phone.server.seen.filter(({ path }) => path.startsWith('/api/v1/changes')).length
  await phone.elapse(1_000)
  expect(await storedPack(phone.db)).not.toBeNull()
  expect(phone.server.seen.filter(({ path }) => path.startsWith('/api/v1/changes')).length).toBeGreaterThan(before)
})

test('the pack in use stays until the newer one is whole, and then its pieces go', async () => {
  const town = { bytes: content(4, PIECE_BYTES * 2) }
  let isDown = false
  const phone = await phoneWith(town, ({ path }) => isDown && path === '/api/v1/basemap/pack')
  await phone.loop.wake()
  const first = hash(town.bytes)
  town.bytes = content(5, PIECE_BYTES * 3)
  isDown = true
  phone.pass(HOUR_MS)
  await phone.loop.wake()
  expect((await storedPack(phone.db))?.about.sha256).toBe(first)
  expect((await readPackState(phone.db))?.about.sha256).toBe(hash(town.bytes))
  isDown = false
  await rounds(phone, 1)
  expect((await storedPack(phone.db))?.about.sha256).toBe(hash(town.bytes))
  expect(await phone.db.map_pieces.count()).toBe(3)
})

test('a pack that changed in the middle of the load begins anew and is never mixed', async () => {
  const town = { bytes: content(6, PIECE_BYTES * 4) }
  const phone = await phoneWith(town, ({ headers }) => {
    if (headers.get('Range')?.startsWith(`bytes=${PIECE_BYTES * 2}-`) === true) town.bytes = content(7, PIECE_BYTES * 3)
    return false
  })
  await phone.loop.wake()
  await rounds(phone, 2)
  const pack = await storedPack(phone.db)
  expect(pack?.about.sha256).toBe(hash(content(7, PIECE_BYTES * 3)))
})

test('bytes that are not those of the pack are thrown away', async () => {
  const town = { bytes: content(8, PIECE_BYTES * 2) }
  const phone = await phoneWith(town)
  phone.server.weather = ({ path, headers }) => {
    if (!path.startsWith('/api/v1/basemap/pack')) return null
    if (path.endsWith('/about')) return Response.json(about(town))
    const answer = part(town, headers)
    return headers.get('Range')?.startsWith('bytes=0-') === true ? new Response(new Uint8Array(PIECE_BYTES), { status: 206 }) : answer
  }
  await phone.loop.wake()
  expect(await storedPack(phone.db)).toBeNull()
  expect(await phone.db.map_pieces.count()).toBe(0)
})

test.each([
  ['says so', () => Response.json(null)],
  ['of before calls it missing', () => problem(404, 'not-found')],
])('a deployment without a map that %s is asked once an hour and leaves nothing behind', async (_, none) => {
  const town = { bytes: content(9, PIECE_BYTES) }
  const phone = await phoneWith(town)
  await phone.loop.wake()
  phone.server.weather = ({ path }) => (path.startsWith('/api/v1/basemap') ? none() : null)
  phone.pass(HOUR_MS)
  await phone.loop.wake()
  expect(await storedPack(phone.db)).toBeNull()
  expect(await phone.db.map_pieces.count()).toBe(0)
})

test('signing out leaves no piece of the map on the phone', async () => {
  const phone = await phoneWith({ bytes: content(10, PIECE_BYTES) })
  await phone.loop.wake()
  await forgetArea(phone.db)
  expect(await phone.db.map_pieces.count()).toBe(0)
  expect(await readPackState(phone.db)).toBeNull()
})

test('where there is no pack the phone asks once an hour, not at every pull', async () => {
  const phone = await makePhone(new FakeServer())
  const times = () => phone.server.seen.filter(({ path }) => path.endsWith('/basemap/pack/about')).length
  await rounds(phone, 9)
  expect(times()).toBe(1)
  phone.pass(HOUR_MS)
  await phone.loop.wake()
  expect(times()).toBe(2)
})
