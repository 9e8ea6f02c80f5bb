// What can't be sent leaves as a signed file, without a sign-in, and the phone keeps everything.
import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { unsentCount } from '../../src/store/outbox'
import { hashOf } from '../../src/store/photos'
import { handOver } from '../../src/sync/rescue'
import { makePhone, makeVisit } from '../phone'
import { FakeServer } from '../server'

const AT = new Date('2026-11-22T02:00:00Z')

async function contentOf(blob: Blob | undefined) {
  const files = unzipSync(new Uint8Array((await blob?.arrayBuffer()) ?? new ArrayBuffer(0)))
  return (name: string) => files[name]?.slice() ?? new Uint8Array()
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
}

test('a phone tells its key once, and signs what it hands over when it is signed out', async () => {
  const phone = await makePhone(new FakeServer())
  await phone.settle()
  await phone.settle()
  expect(phone.server.keys).toHaveLength(1)
  await makeVisit(phone, 1, 1)
  const unsent = await unsentCount(phone.db)
  phone.server.personId = null
  const answer = await handOver(phone.db, AT, phone.server.send)
  expect(answer).toEqual({ ok: true, body: 'waiting-1' })
  expect(await unsentCount(phone.db)).toBe(unsent)

  const content = await contentOf(phone.server.rescues[0])
  const manifest = content('manifest.json')
  const key = await crypto.subtle.importKey('raw', bytesOf(phone.server.keys[0] ?? ''), { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify'])
  const signature = bytesOf(new TextDecoder().decode(content('signature')))
  expect(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, manifest)).toBe(true)

  const { files } = JSON.parse(new TextDecoder().decode(manifest)) as { files: Record<string, string> }
  expect(Object.keys(files).some((name) => name.startsWith('photos/'))).toBe(true)
  for (const [name, hash] of Object.entries(files)) expect(await hashOf(content(name).buffer)).toBe(hash)
})

test('the private half of the key can not be read out', async () => {
  const phone = await makePhone(new FakeServer())
  await phone.settle()
  const kept = (await phone.db.meta.get('device-key'))?.value as CryptoKeyPair
  expect(kept.privateKey.extractable).toBe(false)
  await expect(crypto.subtle.exportKey('pkcs8', kept.privateKey)).rejects.toThrow()
})

test('where there is no network the file stays a way out', async () => {
  const phone = await makePhone(new FakeServer())
  await makeVisit(phone, 1)
  phone.server.weather = () => 'lost-before'
  expect(await handOver(phone.db, AT, phone.server.send)).toMatchObject({ ok: false, kind: 'offline' })
})
