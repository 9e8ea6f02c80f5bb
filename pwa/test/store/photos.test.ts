// A photo counts as kept only when its bytes came back whole; and everything unsent can be carried away.
import { unzipSync } from 'fflate'
import { afterEach, expect, test } from 'vitest'
import { discardDraft, listDrafts, readDraft, saveDraft } from '../../src/store/drafts'
import { hashOf, keepPhoto, photoBytes } from '../../src/store/photos'
import { rescueZip } from '../../src/store/rescue'
import { makePhone, makePhoto, makeVisit } from '../phone'
import { FakeServer } from '../server'

const AT = new Date('2026-11-22T01:00:00Z')
const put = IDBObjectStore.prototype.put

afterEach(() => {
  IDBObjectStore.prototype.put = put
})

test('a kept photo is the same bytes under their hash, and is kept once', async () => {
  const { db } = await makePhone(new FakeServer())
  const bytes = new TextEncoder().encode('照片').buffer
  const photo = { bytes, mime: 'image/jpeg', width: 1, height: 1, taken_at: AT.toISOString(), fix: null }
  const sha256 = await keepPhoto(db, photo, AT)
  expect(sha256).toBe(await hashOf(bytes))
  expect(await keepPhoto(db, photo, AT)).toBe(sha256)
  expect(await db.blobs.count()).toBe(1)
  expect(new Uint8Array((await photoBytes(db, sha256)) ?? new ArrayBuffer(0))).toEqual(new Uint8Array(bytes))
})

test('bytes that come back different are no photo: the person is told and nothing stays', async () => {
  const { db } = await makePhone(new FakeServer())
  IDBObjectStore.prototype.put = function (value: unknown, ...rest) {
    const spoilt = this.name === 'blobs' ? { ...(value as object), bytes: new ArrayBuffer(3) } : value
    return put.call(this, spoilt, ...rest)
  }
  await expect(makePhoto(db, AT)).rejects.toMatchObject({ name: 'StoreError', problem: 'damaged' })
  expect([await db.blobs.count(), await db.blob_meta.count()]).toEqual([0, 0])
})

test('bytes that rot on the phone are never sent as the photo they were', async () => {
  const phone = await makePhone(new FakeServer())
  await makeVisit(phone, 1, 1)
  const [blob] = await phone.db.blobs.toArray()
  await phone.db.blobs.put({ sha256: blob?.sha256 ?? '', bytes: new ArrayBuffer(5) })
  await phone.loop.wake()
  expect(phone.server.blobs.size).toBe(0)
  expect(await phone.db.blob_meta.get(blob?.sha256 ?? '')).toMatchObject({ state: 'needs_you', code: 'damaged' })
})

test('a draft survives, is found by what it is about, and takes its own photos with it when thrown away', async () => {
  const phone = await makePhone(new FakeServer())
  const mine = await makePhoto(phone.db, AT)
  const [, sent = ''] = await makeVisit(phone, 1, 1)
  const [acts = ''] = (await phone.db.outbox.get(sent))?.photos ?? []
  await saveDraft(phone.db, { id: 'd1', kind: 'hazard', about: 'e1', body: { text: '电线', photos: [mine] } }, AT)
  expect((await listDrafts(phone.db, { about: 'e1' })).map(({ id }) => id)).toEqual(['d1'])
  expect((await readDraft(phone.db, 'd1'))?.body).toEqual({ text: '电线', photos: [mine] })
  await discardDraft(phone.db, 'd1', [mine, acts])
  expect(await readDraft(phone.db, 'd1')).toBeNull()
  expect((await phone.db.blobs.toArray()).map(({ sha256 }) => sha256)).toEqual([acts])
})

test('everything unsent leaves as one zip: the frozen texts and the exact bytes', async () => {
  const phone = await makePhone(new FakeServer())
  const done = await makeVisit(phone, 1, 1)
  await phone.settle()
  const unsent = await makeVisit(phone, 2, 1)
  await saveDraft(phone.db, { id: 'd1', kind: 'hazard', about: null, body: { text: '草稿' } }, AT)
  const zip = await rescueZip(phone.db, AT)
  const files = unzipSync(new Uint8Array(await zip.arrayBuffer()))
  const text = (name: string) => new TextDecoder().decode(files[name])
  const acts = Object.keys(files).filter((name) => name.startsWith('acts/'))
  const rows = await phone.db.outbox.bulkGet(unsent)
  expect(acts.map(text).sort()).toEqual(rows.map((row) => row?.frozen ?? '').sort())
  expect(acts.some((name) => done.some((id) => name.includes(id)))).toBe(false)
  const photos = Object.keys(files).filter((name) => name.startsWith('photos/'))
  expect(photos.length).toBe(2)
  for (const name of photos) {
    const bytes = files[name]?.slice().buffer ?? new ArrayBuffer(0)
    expect(`photos/${await hashOf(bytes)}.jpg`).toBe(name)
  }
  expect(JSON.parse(text('manifest.json'))).toMatchObject({ person_id: 'person-a', acts: 4, photos: 2 })
  expect(text('drafts.json')).toContain('草稿')
})
