// The pull lane, confirmation and the comparison of counts.
import { expect, test } from 'vitest'
import { applyDelta, readCursor, shownRow, shownRows } from '../../src/store/area'
import { recordAct, unsentCount } from '../../src/store/outbox'
import { clearOld } from '../../src/store/outboxKeeping'
import { lastReconciled } from '../../src/store/reconcile'
import { command, makePhone, makeVisit, stampAt } from '../phone'
import { FakeServer, problem } from '../server'

const DAY_MS = 24 * 3600 * 1000

test('the first pull takes the whole area, the next ones what changed, page by page', async () => {
  const phone = await makePhone(new FakeServer())
  phone.server.feed.push({ noun: 'enterprise', row: { id: 'e1' } })
  await phone.loop.wake()
  expect(await shownRows(phone.db, 'units')).toEqual([{ id: '7', pending: null }])
  for (let index = 0; index < 1200; index += 1) phone.server.feed.push({ noun: 'hazard', row: { id: `h${index}` } })
  await phone.loop.wake()
  expect(await phone.db.hazards.count()).toBe(1200)
  expect((await readCursor(phone.db))?.cursor).toBe('1201')
  expect(phone.server.seen.filter(({ path }) => path.startsWith('/api/v1/changes')).length).toBe(3)
})

test('a cursor the server no longer knows brings a new area and touches nothing unsent', async () => {
  const phone = await makePhone(new FakeServer())
  await phone.loop.wake()
  await phone.db.hazards.put({ id: 'stale' })
  await makeVisit(phone, 1, 1)
  const outbox = await phone.db.outbox.toArray()
  phone.server.firstCursor = 5
  phone.server.weather = ({ method }) => (method === 'GET' ? null : problem(503, 'down'))
  await phone.loop.wake()
  expect(await phone.db.hazards.get('stale')).toBeUndefined()
  expect(await phone.db.outbox.toArray()).toEqual(outbox)
  expect(await unsentCount(phone.db)).toBe(4)
})

test('an area that an older app took is taken whole once more, for what packs bring since', async () => {
  const phone = await makePhone(new FakeServer())
  const packs = () => phone.server.seen.filter(({ path }) => path === '/api/v1/pack').length
  await phone.loop.wake()
  await phone.loop.wake()
  expect(packs()).toBe(1)
  const { carries: _newer, ...older } = (await readCursor(phone.db)) ?? { scope: 'area', cursor: '0', server_time: '', pulled_at: '' }
  await phone.db.feed_cursor.put(older)
  await phone.loop.wake()
  await phone.loop.wake()
  expect(packs()).toBe(2)
})

test('an unsent act shows at once over the downloaded row and gives way to the server once confirmed', async () => {
  const phone = await makePhone(new FakeServer())
  phone.server.feed.push({ noun: 'hazard', row: { id: 'h1', state: 'open', name: '灭火器' } as { id: string } })
  await phone.loop.wake()
  await recordAct(phone.db, stampAt(phone.now()), {
    command: command('record-hazard'),
    aggregateId: 'h1',
    effects: [{ store: 'hazards', id: 'h1', change: { state: 'submitted' } }],
  })
  expect(await shownRow(phone.db, 'hazards', 'h1')).toEqual({
    id: 'h1',
    state: 'submitted',
    name: '灭火器',
    pending: 'queued',
  })
  expect(await phone.db.hazards.get('h1')).toMatchObject({ state: 'open' })
  await phone.settle()
  expect(await shownRow(phone.db, 'hazards', 'h1')).toEqual({ id: 'h1', pending: null })
})

test('counts of both sides can be shown', async () => {
  const phone = await makePhone(new FakeServer())
  await makeVisit(phone, 3, 2)
  await phone.settle()
  const last = await lastReconciled(phone.db)
  expect(last?.server.acts).toEqual({ received: 5, applied: 5, held: 0, conflict: 0, refused: 0 })
  expect(last?.server.blobs).toEqual({ received: 6, owed: [] })
})

test('a server that came back from an old backup gets again what it has lost', async () => {
  const phone = await makePhone(new FakeServer())
  const acts = await makeVisit(phone, 2, 1)
  await phone.settle()
  const [lost = ''] = acts.slice(1)
  phone.server.ledger.delete(lost)
  phone.server.effects.delete(lost)
  const [photo = ''] = (await phone.db.outbox.get(lost))?.photos ?? []
  phone.server.blobs.delete(photo)
  await phone.settle()
  await phone.settle()
  expect(phone.server.effects.get(lost)).toBe(1)
  expect(phone.server.blobs.has(photo)).toBe(true)
})

test('payloads are cleared 30 days after confirmation and never before, receipts stay, unsettled acts stay', async () => {
  const phone = await makePhone(new FakeServer())
  const done = await makeVisit(phone, 1, 1)
  await phone.settle()
  const refused = await makeVisit(phone, 0)
  phone.server.judge = () => ({ status: 'conflict', code: 'closed-by-other', reason: '已销号' })
  await phone.settle(2)
  phone.pass(29 * DAY_MS)
  expect(await clearOld(phone.db, phone.now())).toEqual({ acts: 0, photos: 0 })
  phone.pass(2 * DAY_MS)
  expect(await clearOld(phone.db, phone.now())).toEqual({ acts: 3, photos: 1 })
  expect((await phone.db.receipts.toArray()).map(({ id }) => id).sort()).toEqual([...done].sort())
  expect((await phone.db.outbox.toArray()).map(({ id }) => id).sort()).toEqual([...refused].sort())
  phone.pass(400 * DAY_MS)
  await clearOld(phone.db, phone.now())
  expect(await phone.db.outbox.count()).toBe(2)
})

test('what leaves the area goes, but not what a draft or an unsent act is about, until that is sent', async () => {
  const phone = await makePhone(new FakeServer())
  await phone.loop.wake()
  await phone.db.enterprises.bulkPut([{ id: 'gone' }, { id: 'drafted' }, { id: 'acted' }])
  await phone.db.drafts.put({ id: 'd', kind: 'visit', about: 'drafted', updated_at: phone.now().toISOString(), body: {} })
  const start = command('start-visit', { enterprise: 'acted' })
  const visit = await recordAct(phone.db, stampAt(phone.now()), { command: start, aggregateId: 'v' })
  const none = { units: [], enterprises: [], hazards: [], notices: [], checklists: [], contents: [], visits: [], inspections: [], self_checks: [], self_periods: [] }
  const leave = (ids: string[]) =>
    applyDelta(phone.db, { cursor: '0', more: false, upserts: none, removed: { ...none, enterprises: ids } }, phone.now())
  await leave(['gone', 'drafted', 'acted'])
  expect((await phone.db.enterprises.toCollection().primaryKeys()).sort()).toEqual(['acted', 'drafted'])
  await phone.db.drafts.clear()
  await leave([])
  expect(await phone.db.enterprises.toCollection().primaryKeys()).toEqual(['acted'])
  await phone.db.outbox_state.update(visit, { state: 'confirmed' })
  await leave([])
  expect(await phone.db.enterprises.count()).toBe(0)
})

test('a new area leaves in place what a draft is about', async () => {
  const phone = await makePhone(new FakeServer())
  await phone.loop.wake()
  await phone.db.enterprises.bulkPut([{ id: 'gone' }, { id: 'drafted' }])
  await phone.db.drafts.put({ id: 'd', kind: 'visit', about: 'drafted', updated_at: phone.now().toISOString(), body: {} })
  phone.server.firstCursor = 5
  await phone.loop.wake()
  expect(await phone.db.enterprises.toCollection().primaryKeys()).toEqual(['drafted'])
})

test('visits, which no pull shows, are read back with one question for all of them', async () => {
  const phone = await makePhone(new FakeServer())
  for (let visit = 0; visit < 20; visit += 1) await makeVisit(phone, 0)
  await phone.settle()
  expect(await phone.db.outbox_state.where('state').equals('confirmed').count()).toBe(40)
  const asked = phone.server.seen.filter(({ path, method }) => path.startsWith('/api/v1/reconcile') && method === 'POST')
  expect(asked.length).toBe(1)
  expect(phone.server.seen.some(({ path }) => path.startsWith('/api/v1/acts/'))).toBe(false)
})
