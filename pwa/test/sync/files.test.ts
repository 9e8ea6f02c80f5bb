// Files of enterprises come after the area, and only those that are owed.
import { expect, test } from 'vitest'
import { shownRow } from '../../src/store/area'
import { recordAct } from '../../src/store/outbox'
import { pullFile } from '../../src/sync/files'
import { createClient } from '../../src/wire/client'
import { command, makePhone, stampAt, type Phone } from '../phone'
import { FakeServer, problem } from '../server'

const DAY_MS = 24 * 3600 * 1000

async function carrying(count: number): Promise<Phone> {
  const phone = await makePhone(new FakeServer())
  phone.server.carriesFiles = true
  for (let n = 0; n < count; n += 1) {
    phone.server.feed.push({ noun: 'enterprise', row: { id: `e${n}`, name: `企业${n}` } as { id: string } })
    phone.server.files.set(`e${n}`, { records: [`r${n}`] })
  }
  return phone
}

const asked = ({ server }: Phone) => server.seen.filter(({ path }) => path.startsWith('/api/v1/pack/files')).length
const fileOf = async ({ db }: Phone, id: string) => (await db.enterprises.get(id))?.['file']

test('all files come in some requests after the pack, and are not asked for again', async () => {
  const phone = await carrying(120)
  await phone.loop.wake()
  expect(await fileOf(phone, 'e119')).toEqual({ records: ['r119'] })
  expect(asked(phone)).toBe(3)
  await phone.loop.wake()
  expect(asked(phone)).toBe(3)
})

test('who carries no files asks for none', async () => {
  const phone = await carrying(3)
  phone.server.carriesFiles = false
  await phone.loop.wake()
  expect(asked(phone)).toBe(0)
})

test('an enterprise that comes again without its file keeps it, with its file takes the new one', async () => {
  const phone = await carrying(2)
  await phone.loop.wake()
  phone.server.feed.push({ noun: 'enterprise', row: { id: 'e0', name: '新名' } as { id: string } })
  phone.server.feed.push({ noun: 'enterprise', row: { id: 'e1', file: { records: ['other'] } } as { id: string } })
  await phone.loop.wake()
  expect(await phone.db.enterprises.get('e0')).toEqual({ id: 'e0', name: '新名', file: { records: ['r0'] } })
  expect(await fileOf(phone, 'e1')).toEqual({ records: ['other'] })
  expect(asked(phone)).toBe(1)
})

test('a new pack leaves the files to be read and brings all of them anew', async () => {
  const phone = await carrying(2)
  await phone.loop.wake()
  phone.server.files.set('e0', { records: ['newer'] })
  phone.server.firstCursor = 9
  phone.server.weather = ({ path }) => (path.includes('/pack/files') ? problem(503, 'down') : null)
  await phone.loop.wake()
  expect(await fileOf(phone, 'e0')).toEqual({ records: ['r0'] })
  phone.server.weather = () => null
  phone.server.firstCursor = 0
  await phone.elapse(6 * 60_000)
  expect(await fileOf(phone, 'e0')).toEqual({ records: ['newer'] })
})

test('a file that is refused a phone is asked for once, and again after a week', async () => {
  const phone = await carrying(1)
  phone.server.files.clear()
  await phone.loop.wake()
  await phone.loop.wake()
  expect(asked(phone)).toBe(1)
  phone.pass(8 * DAY_MS)
  await phone.loop.wake()
  expect(asked(phone)).toBe(2)
})

test('a file does not hide what the person wrote and did not send yet', async () => {
  const phone = await carrying(1)
  await phone.loop.wake()
  await recordAct(phone.db, stampAt(phone.now()), {
    command: command('add-record'), aggregateId: 'e0', effects: [{ store: 'enterprises', id: 'e0', change: { file: { records: ['r0', 'own'] } } }],
  })
  phone.pass(8 * DAY_MS)
  phone.server.weather = ({ method }) => (method === 'GET' ? null : problem(503, 'down'))
  await phone.loop.wake()
  expect(asked(phone)).toBe(2)
  expect((await shownRow(phone.db, 'enterprises', 'e0'))?.['file']).toEqual({ records: ['r0', 'own'] })
})

test('a file that is opened comes ahead of its turn, once', async () => {
  const phone = await carrying(2)
  phone.server.weather = ({ path }) => (path.includes('/pack/files') ? problem(503, 'down') : null)
  await phone.loop.wake()
  phone.server.weather = () => null
  await pullFile(phone.db, createClient('person-a', phone.server.send), 'e1', phone.now())
  expect(await fileOf(phone, 'e1')).toEqual({ records: ['r1'] })
  expect(await fileOf(phone, 'e0')).toBeUndefined()
  const before = asked(phone)
  await pullFile(phone.db, createClient('person-a', phone.server.send), 'e1', phone.now())
  expect(asked(phone)).toBe(before)
})
