// What waits by itself goes by itself, the moment it may: nobody has to press, reload or wait for the next minute.
import { expect, test } from 'vitest'
import { makePhone, makeVisit, type Phone } from '../phone'
import { FakeServer, problem, type Exchange, type Weather } from '../server'

const SECOND = 1_000
const UNSENT = ['queued', 'sending', 'needs_you']

/** The server fails at the first request of a kind and takes every other. */
function failsOnce(isMeant: (exchange: Exchange) => boolean): Weather {
  let failed = false
  return (exchange) => {
    if (failed || !isMeant(exchange)) return null
    failed = true
    return problem(503, 'storage-failed')
  }
}

async function unsent({ db }: Phone): Promise<number> {
  const [acts, photos] = await Promise.all([db.outbox_state.toArray(), db.blob_meta.toArray()])
  return [...acts, ...photos].filter(({ state }) => UNSENT.includes(state)).length
}

test('a photo the server could not store goes out when its wait is over', async () => {
  const phone = await makePhone(new FakeServer())
  await makeVisit(phone, 1, 1)
  phone.server.weather = failsOnce(({ method }) => method === 'PUT')
  await phone.loop.wake()
  expect(await unsent(phone)).toBe(1)
  expect(phone.loop.status().photos).toMatchObject({ trouble: null, retryAt: phone.now().getTime() + 16 * SECOND })
  await phone.elapse(15 * SECOND)
  expect(await unsent(phone)).toBe(1)
  await phone.elapse(SECOND)
  expect(await unsent(phone)).toBe(0)
})

test('an act that alone met a failing server goes out when its wait is over', async () => {
  const phone = await makePhone(new FakeServer())
  await makeVisit(phone, 0)
  await phone.loop.wake()
  await makeVisit(phone, 0)
  const [first] = await phone.db.outbox_state.where('state').equals('queued').sortBy('seq')
  let left = 3 // twice while it stands with the other, once alone
  phone.server.weather = ({ method, body }) => {
    if (method !== 'POST' || !body.includes(first?.id ?? '-') || left === 0) return null
    left -= 1
    return problem(500, 'broken')
  }
  await phone.loop.wake()
  for (let second = 0; second < 60; second += 1) await phone.elapse(SECOND)
  expect(left).toBe(0)
  expect(await unsent(phone)).toBe(0)
})

test('an act that was held goes out when its wait is over', async () => {
  const phone = await makePhone(new FakeServer())
  await makeVisit(phone, 0)
  let holds = 1
  phone.server.judge = ({ command }) => {
    if (command.kind !== 'finish-visit' || holds === 0) return null
    holds -= 1
    return { status: 'held', code: 'parent-unknown', reason: null }
  }
  await phone.loop.wake()
  expect(await unsent(phone)).toBe(1)
  await phone.elapse(16 * SECOND)
  expect(await unsent(phone)).toBe(0)
})

test('whoever asks to send now does not wait', async () => {
  const phone = await makePhone(new FakeServer())
  await makeVisit(phone, 1, 1)
  phone.server.weather = failsOnce(({ method }) => method === 'PUT')
  let holds = 1
  phone.server.judge = ({ command }) => {
    if (command.kind !== 'finish-visit' || holds === 0) return null
    holds -= 1
    return { status: 'held', code: 'parent-unknown', reason: null }
  }
  await phone.loop.wake()
  expect(await unsent(phone)).toBe(2)
  await phone.loop.wake()
  expect(await unsent(phone)).toBe(2)
  await phone.loop.wake(true)
  expect(await unsent(phone)).toBe(0)
})

test('what is recorded while the lanes run goes out without another wake', async () => {
  const phone = await makePhone(new FakeServer())
  await makeVisit(phone, 1, 1)
  let meanwhile: Promise<unknown> | null = null
  phone.server.weather = ({ method }) => {
    if (method === 'PUT') meanwhile ??= makeVisit(phone, 1, 1).then(() => phone.loop.wake())
    return null
  }
  await phone.loop.wake()
  await meanwhile
  expect(phone.server.effects.size).toBe(6)
  expect(await unsent(phone)).toBe(0)
})

test('a lane asked for while it runs looks once more before it rests', async () => {
  let runs = 0
  let release: () => void = () => undefined
  const rest = () => Promise.resolve({ did: 0, trouble: null, said: null, retryAfterS: null, dueAt: null })
  const acts = async () => {
    runs += 1
    if (runs === 1) await new Promise<void>((resolve) => (release = resolve))
    return rest()
  }
  const lanes = () => Promise.resolve({ acts, photos: rest, pull: rest })
  const phone = await makePhone(new FakeServer(), 'person-a', undefined, { lanes })
  const first = phone.loop.wake()
  await expect.poll(() => runs).toBe(1)
  const second = phone.loop.wake()
  await expect.poll(() => phone.loop.status().pull.isRunning).toBe(false)
  release()
  await Promise.all([first, second])
  expect(runs).toBe(2)
})

test('what another tab left behind goes out soon after it has left', async () => {
  let isElsewhere = true
  const phone = await makePhone(new FakeServer(), 'person-a', undefined, {
    alone: (_name, run) => (isElsewhere ? Promise.resolve(null) : run()),
  })
  await makeVisit(phone, 1, 1)
  await phone.loop.wake()
  expect(phone.server.seen).toEqual([])
  await phone.elapse(5 * SECOND)
  isElsewhere = false
  await phone.elapse(5 * SECOND)
  expect(await unsent(phone)).toBe(0)
})

test('a photo that arrives while the server is counting is not taken for lost', async () => {
  const server = new FakeServer()
  const [counted, stored] = [gate(), gate()]
  const phone = await makePhone(server, 'person-a', undefined, {
    send: async (url, init) => {
      if (init.method === 'PUT') await counted.opened
      const answer = await server.send(url, init)
      if (init.method === 'PUT') stored.open()
      if (!url.startsWith('/api/v1/reconcile') || server.effects.size === 0) return answer
      counted.open() // the server misses the photo, and says so only after it has come
      await stored.opened
      await expect.poll(async () => (await phone.db.blob_meta.toArray())[0]?.state).not.toBe('sending')
      return answer
    },
  })
  await makeVisit(phone, 1, 1)
  await phone.loop.wake()
  expect(await unsent(phone)).toBe(0)
  expect(server.seen.filter(({ method }) => method === 'PUT')).toHaveLength(1)
})

test('what the server has lost goes out again at once', async () => {
  const phone = await makePhone(new FakeServer())
  await makeVisit(phone, 1, 2)
  await phone.settle()
  phone.server.blobs.clear()
  await phone.loop.wake()
  await expect.poll(() => phone.server.blobs.size).toBe(2)
})

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}

test('a defect in a lane comes out and does not end it', async () => {
  let isBroken = true
  const rest = () => Promise.resolve({ did: 0, trouble: null, said: null, retryAfterS: null, dueAt: null })
  const photos = () => (isBroken ? Promise.reject(new RangeError('a defect')) : rest())
  const lanes = () => Promise.resolve({ acts: rest, photos, pull: rest })
  const phone = await makePhone(new FakeServer(), 'person-a', undefined, { lanes })
  await expect(phone.loop.wake()).rejects.toThrow('a defect')
  expect(phone.loop.status().photos).toMatchObject({ isRunning: false, trouble: 'store' })
  isBroken = false
  await phone.elapse(SECOND)
  expect(phone.loop.status().photos).toMatchObject({ isRunning: false, trouble: null })
})

test('a photo that cannot be read holds up no other', async () => {
  const phone = await makePhone(new FakeServer())
  await makeVisit(phone, 3, 1)
  const [broken] = await phone.db.blob_meta.orderBy('changed_at').toArray()
  phone.db.blobs.hook('reading', (row) => {
    if (row.sha256 === broken?.sha256) throw new DOMException('Failed to read large IndexedDB value', 'DataError')
    return row
  })
  await phone.loop.wake()
  expect(phone.server.blobs.size).toBe(2)
  expect(await phone.db.blob_meta.get(broken?.sha256 ?? '')).toMatchObject({ state: 'needs_you', code: 'damaged' })
})

test('a clock that was set back makes nothing wait for a day', async () => {
  const phone = await makePhone(new FakeServer())
  await makeVisit(phone, 1, 1)
  phone.server.weather = ({ method, path }) =>
    method === 'PUT' || path === '/api/v1/acts' ? problem(503, 'storage-failed') : null
  phone.pass(24 * 3600 * SECOND)
  for (let round = 0; round < 4; round += 1) {
    await phone.loop.wake()
    phone.pass(60 * SECOND)
  }
  phone.server.weather = () => null
  phone.pass(-25 * 3600 * SECOND)
  await phone.loop.wake()
  await phone.loop.wake()
  expect(await unsent(phone)).toBe(0)
})
