// The key that this person's phone signs rescue files with. Made once; its private half can't be read out, only used.
import type { PersonDb } from './db'
import { readMeta, writeMeta } from './meta'

const KEY = { name: 'ECDSA', namedCurve: 'P-256' }
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' }

/** The key pair; null where the browser has no cryptography: a page that was opened without HTTPS. */
async function keyPair(db: PersonDb): Promise<CryptoKeyPair | null> {
  if (!('subtle' in crypto)) return null
  const known = await readMeta(db, 'device-key')
  if (isPair(known)) return known
  const made = await crypto.subtle.generateKey(KEY, false, ['sign', 'verify'])
  // Two tabs may both have made one: the first that was kept is the phone's.
  return await db.transaction('rw', db.meta, async () => {
    const before = await readMeta(db, 'device-key')
    if (isPair(before)) return before
    await writeMeta(db, 'device-key', made)
    return made
  })
}

/** The public half as the server keeps it: an uncompressed point, base64. */
export async function publicKey(db: PersonDb): Promise<string | null> {
  const pair = await keyPair(db)
  return pair === null ? null : base64(await crypto.subtle.exportKey('raw', pair.publicKey))
}

/** Sign these bytes; base64. */
export async function signed(db: PersonDb, bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  const pair = await keyPair(db)
  return pair === null ? null : base64(await crypto.subtle.sign(SIGNATURE, pair.privateKey, bytes))
}

function isPair(value: unknown): value is CryptoKeyPair {
  return typeof value === 'object' && value !== null && 'privateKey' in value && 'publicKey' in value
}

function base64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
}
