// Acceptance T1: whatever answer is lost, nothing recorded is lost or doubled.
import { expect, test } from 'vitest'
import { makePhone, makeVisit, type Phone } from '../phone'
import { FakeServer, type Exchange } from '../server'

async function expectAllOnce({ db, server }: Phone, acts: readonly string[]): Promise<void> {
  expect(server.effects.size).toBe(acts.length)
  expect(acts.filter((id) => server.effects.get(id) !== 1)).toEqual([])
  const states = await db.outbox_state.toArray()
  expect(states.filter(({ state }) => state !== 'confirmed')).toEqual([])
  const photos = await db.blob_meta.toArray()
  expect(photos.filter(({ state, sha256 }) => state !== 'confirmed' || !server.blobs.has(sha256))).toEqual([])
  expect(await db.overlay.count()).toBe(0)
}

test(
  '1,000 acts arrive once each although the answer of every request is lost the first time',
  { timeout: 120_000 },
  async () => {
    const phone = await makePhone(new FakeServer())
    const acts: string[] = []
    for (let visit = 0; visit < 200; visit += 1) acts.push(...(await makeVisit(phone, 3, visit % 20 === 0 ? 1 : 0)))
    expect(acts.length).toBe(1000)
    const asked = new Set<string>()
    phone.server.weather = ({ method, path, body }) => {
      const key = `${method} ${path} ${body}`
      if (asked.has(key)) return null
      asked.add(key)
      return 'lost-after'
    }
    await phone.settle(400)
    expect(asked.size).toBeGreaterThan(60)
    await expectAllOnce(phone, acts)
  },
)

test(
  'losing the answer of any one request, each in turn, loses and doubles nothing',
  { timeout: 120_000 },
  async () => {
    const requests = await drainWith(() => null)
    expect(requests).toBeGreaterThan(12)
    for (let lost = 0; lost < requests; lost += 1) {
      await drainWith(({ n }) => (n === lost ? 'lost-after' : null))
    }
  },
)

test(
  'losing any one request before it arrives, each in turn, loses and doubles nothing',
  { timeout: 120_000 },
  async () => {
    const requests = await drainWith(() => null)
    for (let lost = 0; lost < requests; lost += 1) {
      await drainWith(({ n }) => (n === lost ? 'lost-before' : null))
    }
  },
)

test('a line that loses two of three requests and answers at random still delivers all once', async () => {
  let seed = 20261122
  const random = () => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed / 2147483648
  }
  await drainWith(() => {
    const fate = random()
    return fate < 0.33 ? 'lost-before' : fate < 0.66 ? 'lost-after' : null
  }, 300)
})

async function drainWith(
  weather: (exchange: Exchange) => 'lost-before' | 'lost-after' | null,
  rounds = 40,
): Promise<number> {
  const phone = await makePhone(new FakeServer())
  const acts = [...(await makeVisit(phone, 4, 1)), ...(await makeVisit(phone, 2, 1))]
  phone.server.weather = weather
  await phone.settle(rounds)
  await expectAllOnce(phone, acts)
  return phone.server.seen.length
}
