// The map pack of this person's area: PMTiles in pieces, each kept as it came, so that a load that was broken off goes
// on, and that the map reads ranges without taking the whole into memory. In use only once it is whole and proved.
import { readState, type PackAbout, type PackState } from '../wire/ground'
import type { MapPiece, PersonDb } from './db'
import { guarded } from './errors'
import { readMeta, writeMeta } from './meta'
import { hashOf } from './photos'

export const PIECE_BYTES = 256 * 1024
const META = 'map-pack'
const IN_VAIN = 'map-pack-none-at'

/** A whole pack, ready to be read. */
export interface StoredPack {
  readonly about: PackAbout
  readonly read: (offset: number, length: number) => Promise<ArrayBuffer>
}

export function piecesOf(bytes: number): number {
  return Math.ceil(bytes / PIECE_BYTES)
}

export async function readPackState(db: PersonDb): Promise<PackState | null> {
  return readState(await readMeta(db, META))
}

export async function writePackState(db: PersonDb, state: PackState): Promise<void> {
  await guarded(() => db.meta.put({ key: META, value: state }))
}

/** When the server last said that it has no pack for here, milliseconds since 1970; nought: never. */
export async function askedInVain(db: PersonDb): Promise<number> {
  const at = await readMeta(db, IN_VAIN)
  return typeof at === 'number' ? at : 0
}

export async function keepAskedInVain(db: PersonDb, at: number): Promise<void> {
  await writeMeta(db, IN_VAIN, at)
}

/** How many pieces are on the phone; they come in order. */
export async function piecesKept(db: PersonDb, { sha256 }: PackAbout): Promise<number> {
  return await db.map_pieces.where('sha256').equals(sha256).count()
}

export async function keepPiece(db: PersonDb, { sha256 }: PackAbout, n: number, bytes: ArrayBuffer): Promise<void> {
  await guarded(() => db.map_pieces.put({ sha256, n, bytes }))
}

/** Put a whole pack to use once its bytes, read back, have its hash; else forget them. Tells whether they had. */
export async function provePack(db: PersonDb, state: PackState, at: Date): Promise<boolean> {
  const { about } = state
  const rows = await piecesIn(db, about.sha256, 0, piecesOf(about.bytes) - 1)
  const isWhole = (await hashOf(await new Blob(rows.map(({ bytes }) => bytes)).arrayBuffer())) === about.sha256
  await guarded(() =>
    db.transaction('rw', db.meta, db.map_pieces, async () => {
      if (!isWhole) {
        await db.map_pieces.where('sha256').equals(about.sha256).delete()
        return
      }
      await db.map_pieces.where('sha256').notEqual(about.sha256).delete()
      await db.meta.put({ key: META, value: { ...state, kept_at: at.toISOString(), before: null } satisfies PackState })
    }),
  )
  return isWhole
}

/** Let go of the pack: the deployment no longer offers one here, or its person leaves. */
export async function dropPack(db: PersonDb): Promise<void> {
  await guarded(() =>
    db.transaction('rw', db.meta, db.map_pieces, async () => {
      await db.map_pieces.clear()
      await db.meta.delete(META)
    }),
  )
}

/** The pack in use; null when none is whole. */
export async function storedPack(db: PersonDb): Promise<StoredPack | null> {
  const state = await readPackState(db)
  const about = state === null ? null : state.kept_at === null ? state.before : state.about
  return about === null ? null : { about, read: (offset, length) => readRange(db, about, offset, length) }
}

async function readRange(db: PersonDb, about: PackAbout, offset: number, length: number): Promise<ArrayBuffer> {
  const end = Math.min(offset + length, about.bytes)
  const first = Math.floor(offset / PIECE_BYTES)
  const rows = await piecesIn(db, about.sha256, first, Math.floor(Math.max(offset, end - 1) / PIECE_BYTES))
  const out = new Uint8Array(Math.max(0, end - offset))
  for (const { n, bytes } of rows) {
    const start = n * PIECE_BYTES
    const from = Math.max(offset, start)
    const to = Math.min(end, start + bytes.byteLength)
    if (to > from) out.set(new Uint8Array(bytes, from - start, to - from), from - offset)
  }
  return out.buffer
}

async function piecesIn(db: PersonDb, sha256: string, first: number, last: number): Promise<MapPiece[]> {
  return await db.map_pieces.where('[sha256+n]').between([sha256, first], [sha256, last], true, true).toArray()
}
