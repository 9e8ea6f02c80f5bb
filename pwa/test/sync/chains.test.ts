// Chains: a parent always before its child; a bad act holds up its own chain and nothing else.
import { expect, test } from 'vitest'
import { recordAct } from '../../src/store/outbox'
import { historyOf, listActs, retryAct, setAsideAct } from '../../src/store/outboxKeeping'
import { shownRow } from '../../src/store/area'
import { command, makePhone, makeVisit, stampAt } from '../phone'
import { FakeServer, problem } from '../server'

const refuse = { status: 'refused', code: 'not-yours', reason: '不在辖区' } as const

test('a refused act needs the person; its children wait, other chains go out', async () => {
  const phone = await makePhone(new FakeServer())
  const bad = await makeVisit(phone, 2)
  const good = await makeVisit(phone, 2)
  phone.server.judge = ({ id }) => (id === bad[0] ? refuse : null)
  await phone.settle(5)
  const states = new Map((await phone.db.outbox_state.toArray()).map((act) => [act.id, act]))
  expect(states.get(bad[0] ?? '')).toMatchObject({ state: 'needs_you', code: 'not-yours', reason: '不在辖区' })
  expect(bad.slice(1).map((id) => states.get(id)?.state)).toEqual(['queued', 'queued', 'queued'])
  expect(good.map((id) => states.get(id)?.state)).toEqual(good.map(() => 'confirmed'))
  // Together with their parent they went once; while it waits for the person they are not sent again.
  const child = bad[1] ?? ''
  expect(phone.server.seen.filter(({ method, body }) => method === 'POST' && body.includes(child)).length).toBe(1)
  expect((await listActs(phone.db)).every(({ row }) => row.frozen !== null)).toBe(true)
})

test('asking again sends the same bytes and takes effect once', async () => {
  const phone = await makePhone(new FakeServer())
  const [start = '', ...rest] = await makeVisit(phone, 1)
  const frozen = (await phone.db.outbox.get(start))?.frozen
  phone.server.judge = ({ id }) => (id === start ? refuse : null)
  await phone.settle(2)
  phone.server.judge = () => null
  await retryAct(phone.db, start, phone.now())
  await phone.settle()
  expect((await phone.db.outbox.get(start))?.frozen).toBe(frozen)
  expect([start, ...rest].map((id) => phone.server.effects.get(id))).toEqual([1, 1, 1])
})

test('setting an act aside keeps its payload, takes its change off the lists and lets the rest go', async () => {
  const phone = await makePhone(new FakeServer())
  const hazard = crypto.randomUUID()
  const effects = [{ store: 'hazards' as const, id: hazard, change: { state: 'reported' } }]
  const id = await recordAct(phone.db, stampAt(phone.now()), {
    command: command('record-hazard'),
    aggregateId: hazard,
    effects,
  })
  phone.server.judge = () => refuse
  await phone.settle(2)
  expect(await shownRow(phone.db, 'hazards', hazard)).toMatchObject({ pending: 'needs_you' })
  await setAsideAct(phone.db, id, phone.now())
  expect(await shownRow(phone.db, 'hazards', hazard)).toBeNull()
  expect((await phone.db.outbox.get(id))?.frozen).toContain(id)
  expect((await historyOf(phone.db, id)).map(({ state }) => state)).toEqual(['queued', 'needs_you', 'set_aside'])
})

test('an act the server can not digest does not stop fifty others', async () => {
  const phone = await makePhone(new FakeServer())
  const acts: string[] = []
  for (let visit = 0; visit < 12; visit += 1) acts.push(...(await makeVisit(phone, 3)))
  const poison = acts[22] ?? ''
  const chain = new Set(acts.slice(20, 25))
  phone.server.weather = ({ path, body }) =>
    path === '/api/v1/acts' && body.includes(`"id":"${poison}"`) ? problem(422, 'bad-body') : null
  await phone.settle(10)
  const undelivered = acts.filter((id) => !phone.server.effects.has(id))
  expect(undelivered).toContain(poison)
  expect(undelivered.every((id) => chain.has(id))).toBe(true)
  expect(await phone.db.outbox_state.get(poison)).toMatchObject({ state: 'queued', code: 'bad-body' })
})

test('an act too big for any request goes alone and is told so', async () => {
  const phone = await makePhone(new FakeServer())
  const big = {
    command: command('record-hazard', { description: 'x'.repeat(300_000) }),
    aggregateId: crypto.randomUUID(),
  }
  const id = await recordAct(phone.db, stampAt(phone.now()), big)
  const others = await makeVisit(phone, 2)
  await phone.settle(5)
  expect(others.every((other) => phone.server.effects.get(other) === 1)).toBe(true)
  expect(await phone.db.outbox_state.get(id)).toMatchObject({ state: 'queued', code: 'too-large' })
  expect(
    phone.server.seen
      .filter(({ body }) => body.length > 256 * 1024)
      .every(({ body }) => !others.some((other) => body.includes(other))),
  ).toBe(true)
})

test('a held act stays queued and is confirmed once its parent has come from elsewhere', async () => {
  const phone = await makePhone(new FakeServer())
  const parent = crypto.randomUUID()
  const id = await recordAct(phone.db, stampAt(phone.now()), {
    command: command('record-hazard'),
    aggregateId: crypto.randomUUID(),
    parentId: parent,
  })
  await phone.loop.wake()
  expect(await phone.db.outbox_state.get(id)).toMatchObject({ state: 'queued', code: 'held' })
  const result = {
    id: parent,
    status: 'applied',
    code: null,
    reason: null,
    detail: {},
    server_time: '',
    receipt: null,
  } as const
  phone.server.ledger.set(parent, { body: '{"command":{}}', result, device: 'another', person: 'person-b' })
  phone.pass(6 * 60_000)
  await phone.settle()
  expect(await phone.db.outbox_state.get(id)).toMatchObject({ state: 'confirmed' })
})

test('the frozen text is what travels, letter by letter, and never changes', async () => {
  const phone = await makePhone(new FakeServer())
  await makeVisit(phone, 2, 1)
  const frozen = (await phone.db.outbox.orderBy('seq').toArray()).map((row) => row.frozen)
  phone.server.weather = () => 'lost-before'
  await phone.loop.wake()
  phone.server.weather = () => null
  await phone.settle()
  const posted = phone.server.seen.find(({ method, path }) => method === 'POST' && path === '/api/v1/acts')
  expect(posted?.body.endsWith(`"items":[${frozen.join(',')}]}`)).toBe(true)
  expect((await phone.db.outbox.orderBy('seq').toArray()).map((row) => row.frozen)).toEqual(frozen)
})
