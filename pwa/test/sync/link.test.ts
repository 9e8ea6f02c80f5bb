// A notice opened by its link: acts and photos go through the door of that notice and no other, and come back seen.
import { expect, test } from 'vitest'
import { shownRow } from '../../src/store/area'
import { PersonDb } from '../../src/store/db'
import { DeviceDb } from '../../src/store/deviceDb'
import { recordAct } from '../../src/store/outbox'
import { keepPhoto } from '../../src/store/photos'
import { linkLanes, linkSend } from '../../src/sync/link'
import { createSyncLoop } from '../../src/sync/loop'
import { PERSON_HEADER, type Send } from '../../src/wire/client'
import { command, stampAt } from '../phone'
import { json, problem } from '../server'

const DOOR = '/api/v1/public/notices/tok-1'
const NOW = new Date('2026-11-22T02:00:00Z')
const body = {
  notice: { id: 'n', number: '1号', items: [{ hazard_id: 'h', item_no: 1 }] },
  hazards: [{ id: 'h', state: 'submitted', photos: [] }],
  enterprise: { id: 'e', name: '机械厂' },
}

async function phoneOf(send: Send) {
  const db = new PersonDb(`link-${crypto.randomUUID()}`)
  const page = { onWake: () => () => undefined, alone: <T>(_name: string, run: () => Promise<T>) => run(), later: () => () => undefined }
  const loop = createSyncLoop({
    db,
    device: new DeviceDb(`device-${crypto.randomUUID()}`),
    page,
    now: () => NOW,
    send: linkSend('tok-1', send),
    lanes: (client, now) => linkLanes(db, 'tok-1', client, now),
  })
  return { db, loop }
}

test('everything goes through the one door, in nobody’s name, and is confirmed when it was seen', async () => {
  const seen: string[] = []
  const { db, loop } = await phoneOf(async (url, init) => {
    await Promise.resolve()
    seen.push(`${init.method ?? 'GET'} ${url}`)
    expect(new Headers(init.headers).has(PERSON_HEADER)).toBe(false)
    if (init.method === 'POST') {
      const items = (JSON.parse(String(init.body)) as { items: { id: string }[] }).items
      return json({ server_time: NOW.toISOString(), items: items.map(({ id }) => ({ id, status: 'applied', code: null, reason: null, detail: {}, server_time: NOW.toISOString(), receipt: 'r' })) })
    }
    if (init.method === 'PUT') return json({ sha256: url.split('/').at(-1), bytes: 3 })
    return json(body)
  })
  const sha256 = await keepPhoto(db, { bytes: new Uint8Array([1, 2, 3]).buffer, mime: 'image/jpeg', width: 1, height: 1, taken_at: NOW.toISOString(), fix: null }, NOW)
  const effects = [{ store: 'hazards' as const, id: 'h', change: { state: 'submitted' } }]
  const id = await recordAct(db, stampAt(NOW), { command: command('submit-rectification'), aggregateId: 'h', photos: [sha256], effects })
  await loop.wake()
  await loop.wake()
  expect(seen.every((request) => request.includes(DOOR))).toBe(true)
  expect(seen).toContain(`POST ${DOOR}/acts`)
  expect(seen).toContain(`PUT ${DOOR}/blobs/${sha256}`)
  expect((await db.outbox_state.get(id))?.state).toBe('confirmed')
  expect((await db.blob_meta.get(sha256))?.state).toBe('confirmed')
  expect(await shownRow(db, 'hazards', 'h')).toMatchObject({ state: 'submitted', pending: null })
})

test('a link that is gone loses nothing that was written over it', async () => {
  const { db, loop } = await phoneOf(() => Promise.resolve(problem(404, 'link-gone')))
  const id = await recordAct(db, stampAt(NOW), { command: command('acknowledge-notice'), aggregateId: 'n' })
  await loop.wake()
  expect((await db.outbox_state.get(id))?.state).toBe('queued')
  expect(loop.status().pull).toMatchObject({ trouble: 'missing' })
})
