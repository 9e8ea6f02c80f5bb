// Brings the map pack of the area, piece by piece, at the end of the pull lane: a few pieces a run, so that what
// changed in the area never waits for a map. A map that does not come is no trouble of the lane: it is tried again.
import { PIECE_BYTES, askedInVain, dropPack, keepAskedInVain, keepPiece, piecesKept, piecesOf, provePack, readPackState, writePackState } from '../store/mapPack'
import type { PersonDb } from '../store/db'
import { StoreError } from '../store/errors'
import type { Client } from '../wire/client'
import { PACK_ABOUT_PATH, PACK_PATH, readPackTold, type PackAbout, type PackState } from '../wire/ground'
import { done, type LaneRun } from './lane'

const ASK_EVERY_MS = 60 * 60_000
const PIECES_A_RUN = 16
const SOON_MS = 1_000
const LATER_MS = 5 * 60_000

/** Ask whether there is another pack, once an hour, and take the next pieces of the one that comes. */
export async function pullMapPack(db: PersonDb, client: Client, now: () => Date): Promise<LaneRun> {
  try {
    return await pull(db, client, now)
  } catch (cause) {
    if (cause instanceof StoreError) return later(0, now) // a full phone keeps its records and goes without the map
    throw cause
  }
}

async function pull(db: PersonDb, client: Client, now: () => Date): Promise<LaneRun> {
  const known = await readPackState(db)
  if (known === null && now().getTime() - (await askedInVain(db)) < ASK_EVERY_MS) return done(0)
  if (known !== null && now().getTime() - known.asked_at < ASK_EVERY_MS) {
    return known.kept_at === null ? await takePieces(db, client, known, now) : done(0)
  }
  const answer = await client.get(PACK_ABOUT_PATH, readPackTold)
  if (!answer.ok && answer.kind !== 'missing') return later(0, now)
  const pack = answer.ok ? answer.body.pack : null // a server of before says that it is missing
  if (pack === null) {
    if (known !== null) await dropPack(db)
    await keepAskedInVain(db, now().getTime())
    return done(0)
  }
  const state = next(known, pack, now().getTime())
  await writePackState(db, state)
  return state.kept_at === null ? await takePieces(db, client, state, now) : done(0)
}

/** The same pack stays as it is; another one comes while the whole one before it stays in use. */
function next(known: PackState | null, about: PackAbout, askedAt: number): PackState {
  if (known?.about.sha256 === about.sha256) return { ...known, about, asked_at: askedAt }
  const before = known === null ? null : known.kept_at === null ? known.before : known.about
  return { about, kept_at: null, asked_at: askedAt, before }
}

async function takePieces(db: PersonDb, client: Client, state: PackState, now: () => Date): Promise<LaneRun> {
  const { about } = state
  const all = piecesOf(about.bytes)
  let have = await piecesKept(db, about)
  for (let taken = 0; have < all; taken += 1) {
    if (taken === PIECES_A_RUN) return done(taken, now().getTime() + SOON_MS)
    const first = have * PIECE_BYTES
    const last = Math.min(first + PIECE_BYTES, about.bytes) - 1
    const answer = await client.range(PACK_PATH, first, last, about.sha256)
    if (!answer.ok && isAnother(answer.status)) return await startOver(db, state, now)
    if (!answer.ok) return later(taken, now)
    await keepPiece(db, about, have, answer.body)
    have += 1
  }
  return (await provePack(db, state, now())) ? done(all) : await startOver(db, state, now)
}

/** The whole file instead of a range, or no such range: the server has another pack by now. */
function isAnother(status: number | null): boolean {
  return status === 200 || status === 416 || status === 404
}

async function startOver(db: PersonDb, state: PackState, now: () => Date): Promise<LaneRun> {
  await writePackState(db, { ...state, asked_at: 0 })
  return done(0, now().getTime() + SOON_MS)
}

function later(did: number, now: () => Date): LaneRun {
  return done(did, now().getTime() + LATER_MS)
}
