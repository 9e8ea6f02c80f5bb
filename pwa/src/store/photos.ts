// Photos on the phone, by the hash of their bytes. A photo counts as kept only after its bytes were read back
// from the database and hash to the same value.
import type { Fix, Moment } from '../wire/place'
import type { BlobMeta, PersonDb, PhotoState } from './db'
import { StoreError, guarded } from './errors'
import { mayGo } from './waiting'

export interface TakenPhoto {
  readonly bytes: ArrayBuffer
  readonly mime: string
  readonly width: number | null
  readonly height: number | null
  readonly taken_at: Moment
  readonly fix: Fix | null
}

/** Keep a photo; resolves with its hash once it has been read back whole, throws StoreError and keeps nothing else. */
export async function keepPhoto(db: PersonDb, photo: TakenPhoto, at: Date): Promise<string> {
  const sha256 = await hashOf(photo.bytes)
  const isNew = await guarded(() =>
    db.transaction('rw', db.blobs, db.blob_meta, async () => {
      if ((await db.blob_meta.get(sha256)) !== undefined) return false
      await db.blobs.put({ sha256, bytes: photo.bytes })
      await db.blob_meta.put(firstMeta(sha256, photo, at))
      return true
    }),
  )
  const back = await db.blobs.get(sha256)
  if (back !== undefined && (await hashOf(back.bytes)) === sha256) return sha256
  if (isNew) await discardPhoto(db, sha256)
  throw new StoreError('damaged')
}

function firstMeta(sha256: string, photo: TakenPhoto, at: Date): BlobMeta {
  return {
    sha256,
    mime: photo.mime,
    size: photo.bytes.byteLength,
    width: photo.width,
    height: photo.height,
    taken_at: photo.taken_at,
    fix: photo.fix,
    state: 'kept',
    changed_at: at.toISOString(),
    code: null,
    reason: null,
    tries: 0,
    next_try: 0,
  }
}

/** Throw away a photo that no act has taken yet; one that an act names stays. */
export async function discardPhoto(db: PersonDb, sha256: string): Promise<void> {
  await guarded(() =>
    db.transaction('rw', db.blobs, db.blob_meta, async () => {
      if ((await db.blob_meta.get(sha256))?.state !== 'kept') return
      await db.blobs.delete(sha256)
      await db.blob_meta.delete(sha256)
    }),
  )
}

/** The bytes, to show or to send; null when they are not on this phone (any more). */
export async function photoBytes(db: PersonDb, sha256: string): Promise<ArrayBuffer | null> {
  return (await db.blobs.get(sha256))?.bytes ?? null
}

/** The bytes, proved by their hash; null when they are gone, changed, or cannot be read from the disk. */
export async function wholePhoto(db: PersonDb, sha256: string): Promise<ArrayBuffer | null> {
  try {
    const bytes = await guarded(() => photoBytes(db, sha256))
    return bytes !== null && (await hashOf(bytes)) === sha256 ? bytes : null
  } catch (cause) {
    // What browsers say of one value whose file is gone or unreadable; the others are not concerned.
    if (cause instanceof Error && /^(Data|NotFound|NotReadable)Error$/.test(cause.name)) return null
    throw cause
  }
}

export async function photoMeta(db: PersonDb, sha256: string): Promise<BlobMeta | null> {
  return (await db.blob_meta.get(sha256)) ?? null
}

/** Photos that an act has taken, the server has not confirmed and that may go now, oldest first. */
export async function sendablePhotos(db: PersonDb, at: Date): Promise<BlobMeta[]> {
  const ready = (await waitingPhotos(db)).filter(({ next_try }) => mayGo(next_try, at))
  return ready.sort((a, b) => a.changed_at.localeCompare(b.changed_at))
}

/** When the first photo that waits by itself may go, milliseconds since 1970; null when none does. */
export async function nextPhotoDue(db: PersonDb): Promise<number | null> {
  const moments = (await waitingPhotos(db)).map(({ next_try }) => next_try)
  return moments.length === 0 ? null : Math.min(...moments)
}

async function waitingPhotos(db: PersonDb): Promise<BlobMeta[]> {
  const states: readonly PhotoState[] = ['queued', 'sending']
  const found = await Promise.all(states.map((state) => db.blob_meta.where('state').equals(state).toArray()))
  return found.flat()
}

export async function setPhoto(
  db: PersonDb,
  sha256: string,
  state: PhotoState,
  change: Partial<Pick<BlobMeta, 'code' | 'reason' | 'tries' | 'next_try'>>,
  at: Date,
): Promise<void> {
  await guarded(() => db.blob_meta.update(sha256, { ...change, state, changed_at: at.toISOString() }))
}

/** Let photos that the server would not take, and those that wait, try again because the person asked. */
export async function retryPhotos(db: PersonDb, at: Date): Promise<void> {
  const fresh = {
    state: 'queued' as const,
    code: null,
    reason: null,
    tries: 0,
    next_try: 0,
    changed_at: at.toISOString(),
  }
  await guarded(() =>
    db.transaction('rw', db.blob_meta, async () => {
      await db.blob_meta.where('state').equals('needs_you').modify(fresh)
      // A try stays counted: the server may have the photo, and is asked before the bytes go again.
      await db.blob_meta.where('state').equals('queued').modify({ next_try: 0 })
    }),
  )
}

/** SHA-256 in lower-case hex. */
export async function hashOf(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Photos that exist only on this phone and belong to an act, oldest first. */
export async function unsentPhotos(db: PersonDb): Promise<BlobMeta[]> {
  return db.blob_meta.where('state').anyOf('queued', 'sending', 'needs_you').sortBy('changed_at')
}
