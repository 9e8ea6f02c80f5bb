// What an officer said of their own days holds on the phone until the server has told the days with it; what it refused does not.
import { beforeEach, expect, test } from 'vitest'
import { orderDay, returnTask } from '../../src/domain/acts/days'
import { putRoutes } from '../../src/store/area'
import { recordAct } from '../../src/store/outbox'
import { readDayActs } from '../../src/store/ownDays'
import { makePhone, stampAt, type Phone } from '../phone'
import { FakeServer } from '../server'

const DAY = '2026-11-22'
let server: FakeServer
let phone: Phone

beforeEach(async () => {
  server = new FakeServer()
  phone = await makePhone(server)
})
const keep = (tasks: readonly string[]) => recordAct(phone.db, stampAt(phone.now()), orderDay(crypto.randomUUID(), DAY, tasks))
const kinds = async () => (await readDayActs(phone.db)).acts.map(({ kind }) => kind)

test('an own order and a task handed back without network are shown at once, in the order they were said', async () => {
  server.weather = () => 'lost-before'
  await keep(['a', 'b'])
  await recordAct(phone.db, stampAt(phone.now()), returnTask(crypto.randomUUID(), 'b', '休假'))
  await phone.loop.wake()
  expect(await readDayActs(phone.db)).toEqual({ acts: [{ kind: 'order-day', day: DAY, tasks: ['a', 'b'] }, { kind: 'return-task', task: 'b' }], isTaken: false })
})

test('what the server took is shown until the days were asked for after that, and then no longer', async () => {
  await keep(['a'])
  const before = phone.now()
  phone.pass(1_000)
  await phone.loop.wake()
  expect(await readDayActs(phone.db)).toMatchObject({ acts: [{ kind: 'order-day' }], isTaken: true })
  await putRoutes(phone.db, [], before)
  expect(await kinds()).toEqual(['order-day'])
  phone.pass(1_000)
  await putRoutes(phone.db, [], phone.now())
  expect(await readDayActs(phone.db)).toEqual({ acts: [], isTaken: false })
})

test('what the server refused is not shown, and keeps no later order waiting', async () => {
  const first = await keep(['a'])
  const second = await keep(['b'])
  server.judge = ({ id }) => (id === first ? { status: 'refused', code: 'bad-date', reason: '' } : null)
  await phone.loop.wake()
  expect((await readDayActs(phone.db)).acts).toEqual([{ kind: 'order-day', day: DAY, tasks: ['b'] }])
  expect(server.ledger.get(second)?.result.status).toBe('applied')
})
