// Messages on the phone: read without network once loaded, what was read here is never lost, and never unread again by an older answer.
import { beforeEach, expect, test } from 'vitest'
import { PersonDb } from '../../src/store/db'
import { forgetArea } from '../../src/store/area'
import { listMessages, markRead, owedReads, readInboxState } from '../../src/store/inbox'
import { olderMessages, refreshInbox } from '../../src/sync/inbox'
import { createClient } from '../../src/wire/client'

interface Told {
  readonly id: number
  read_at: string | null
}

const PAGE = 100
let serial = 0
let db: PersonDb
let rows: Told[]
let isOut: boolean
let asked: string[]

const now = () => new Date('2026-11-29T08:00:00Z')
const json = (body: unknown) => new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } })

/** The server's own inbox: newest first, a hundred at a time. */
const client = () => createClient('p', async (url, init) => {
  asked.push(url)
  if (isOut) throw new TypeError('Failed to fetch')
  if (url.endsWith('/read')) {
    const { ids } = JSON.parse(String(init.body)) as { ids: number[] }
    rows.filter(({ id }) => ids.includes(id)).forEach((row) => { row.read_at ??= '2026-11-29T09:00:00Z' })
    return Promise.resolve(new Response(null, { status: 204 }))
  }
  const after = Number(/after=(\d+)/.exec(url)?.[1] ?? Infinity)
  const items = rows.filter(({ id }) => id < after).sort((a, b) => b.id - a.id).slice(0, PAGE)
  return Promise.resolve(json({ items: items.map((row) => ({ title: 't', body: `b${row.id}`, event: 'e', ref_kind: '', ref_id: '', created_at: '2026-11-28T00:00:00Z', ...row })), unread: rows.filter(({ read_at }) => read_at === null).length }))
})
const come = (from: number, to: number) => { for (let id = from; id <= to; id += 1) rows.push({ id, read_at: null }) }
const refresh = () => refreshInbox(db, client(), now)
const ids = async () => (await listMessages(db)).map(({ id }) => Number(id))
const unread = async () => (await readInboxState(db)).unread

beforeEach(() => {
  serial += 1
  db = new PersonDb(`inbox-${serial}`)
  rows = []
  isOut = false
  asked = []
})

test('what was loaded is read without network, newest first, and a failed fetch takes nothing away', async () => {
  come(8, 11)
  expect(await refresh()).toBeNull()
  isOut = true
  expect(await refresh()).toBe('offline')
  expect(await ids()).toEqual([11, 10, 9, 8])
  expect(await unread()).toBe(4)
})

test('what was read without network is read at once, and the server learns it before it is asked again', async () => {
  come(1, 3)
  await refresh()
  isOut = true
  await markRead(db, ['2', '3'], now())
  expect([await unread(), await refresh(), await owedReads(db)]).toEqual([1, 'offline', ['2', '3']])
  isOut = false
  asked = []
  expect(await refresh()).toBeNull()
  expect(asked).toEqual(['/api/v1/inbox/read', '/api/v1/inbox'])
  expect(rows.filter(({ read_at }) => read_at !== null).map(({ id }) => id)).toEqual([2, 3])
  expect([await unread(), await owedReads(db)]).toEqual([1, []])
})

test('an answer that was on its way when a message was read here does not make it unread again', async () => {
  come(1, 2)
  await refresh()
  const slow = createClient('p', async (url, init) => {
    const answer = await (async () => json({ items: [{ id: 2, title: 't', body: 'b', created_at: '2026-11-28T00:00:00Z', read_at: null }, { id: 1, title: 't', body: 'b', created_at: '2026-11-28T00:00:00Z', read_at: null }], unread: 2 }))()
    expect([url, init.method]).toEqual(['/api/v1/inbox', undefined])
    await markRead(db, ['2'], now())
    return answer
  })
  await refreshInbox(db, slow, now)
  expect((await listMessages(db)).map(({ read_at }) => read_at !== null)).toEqual([true, false])
  expect(await unread()).toBe(1)
})

test('what was read at the desk is read here, older pages too', async () => {
  come(1, 150)
  await refresh()
  await olderMessages(db, client(), now)
  rows.forEach((row) => { row.read_at = '2026-11-29T07:00:00Z' })
  await refresh()
  expect((await listMessages(db)).filter(({ read_at }) => read_at === null)).toEqual([])
})

test('older messages are fetched until all are here, and a gap after a long absence is filled', async () => {
  come(1, 150)
  await refresh()
  expect(await ids()).toHaveLength(100)
  await olderMessages(db, client(), now)
  expect([(await ids()).length, (await readInboxState(db)).next]).toEqual([150, null])
  come(151, 400)
  await refresh()
  while ((await readInboxState(db)).next !== null) await olderMessages(db, client(), now)
  expect(await ids()).toEqual(Array.from({ length: 400 }, (_, n) => 400 - n))
})

test('who leaves takes the messages along; what was read and is not told yet goes out when they come back', async () => {
  come(1, 2)
  await refresh()
  isOut = true
  await markRead(db, ['1'], now())
  await forgetArea(db)
  expect([await ids(), await unread(), await owedReads(db)]).toEqual([[], 0, ['1']])
  isOut = false
  await refresh()
  expect(rows[0]?.read_at).not.toBeNull()
})
