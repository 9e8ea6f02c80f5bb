// The downloaded area: a pack or a delta goes in whole, with its cursor, in one transaction. What the person did
// and the server has not shown back yet lies over it, so that a list shows the act at once.
import { NOUNS, type AreaStore, type Delta, type Pack, type Row } from '../wire/area'
import { standingOf, type DayRoute, type Standing } from '../wire/policy'
import { fieldsOf } from '../wire/read'
import type { ActState, FeedCursor, Overlay, PersonDb } from './db'
import { guarded } from './errors'
import { forgetFiles, holdFiles, keepFiles } from './files'
import { forgetInbox } from './inbox'
import { dropPack } from './mapPack'

const STORES: readonly AreaStore[] = Object.values(NOUNS)
/** Known by small numbers, which stand in any text. */
const NUMBERED: readonly AreaStore[] = ['units', 'checklists', 'contents']

/** A row as the screens show it: the server's fields, the person's unsent changes over them, and how far those are. */
export type Shown = Row & { readonly pending: ActState | null }

const STANDING = 'standing'

/** Raise it when packs bring what they did not: phones that have an area already then take a whole one. */
const CARRIES = 2

/** The numbers and names that came with the last pack; the rules' defaults before the first. */
export async function readStanding(db: PersonDb): Promise<Standing> {
  return standingOf(fieldsOf((await db.meta.get(STANDING))?.value))
}

const ROUTES_AT = 'routes-at'

/** When the days were asked for beside the pack, milliseconds since 1970; 0 for never. */
export async function readRoutesAt(db: PersonDb): Promise<number> {
  const value = (await db.meta.get(ROUTES_AT))?.value
  return typeof value === 'number' ? value : 0
}

/** Put the order of the days that came since the pack. */
export async function putRoutes(db: PersonDb, routes: readonly DayRoute[], at: Date): Promise<void> {
  await guarded(() =>
    db.transaction('rw', [db.meta], async () => {
      await db.meta.put({ key: STANDING, value: { ...(await readStanding(db)), routes } })
      await db.meta.put({ key: ROUTES_AT, value: at.getTime() })
    }),
  )
}

export async function readCursor(db: PersonDb): Promise<FeedCursor | null> {
  return (await db.feed_cursor.get('area')) ?? null
}

/** Whether the area came with everything that packs bring now; changes alone never tell of what was there before. */
export function isWhole(cursor: FeedCursor): boolean {
  return cursor.carries === CARRIES
}

/** Replace the whole area. The outbox, its overlay, drafts and photos are not touched, nor rows they are about. */
export async function applyPack(db: PersonDb, pack: Pack, at: Date): Promise<void> {
  await guarded(() =>
    db.transaction('rw', TABLES(db), async () => {
      const unsent = await unsentText(db)
      await db.files_held.clear()
      for (const store of STORES) {
        const fresh = new Set(pack.rows[store].map(({ id }) => id))
        const gone = (await db[store].toCollection().primaryKeys()).filter((id) => !fresh.has(id))
        await letGo(db, store, gone, unsent)
        await put(db, store, pack.rows[store], at)
      }
      await db.meta.put({ key: STANDING, value: pack.standing })
      await putCursor(db, pack.cursor, pack.server_time, at)
    }),
  )
}

/** Apply one page of changes together with the cursor that follows it. */
export async function applyDelta(db: PersonDb, delta: Delta, at: Date): Promise<void> {
  await guarded(() =>
    db.transaction('rw', TABLES(db), async () => {
      const unsent = await unsentText(db)
      for (const store of STORES) {
        const fresh = new Set(delta.upserts[store].map(({ id }) => id))
        const gone = [...delta.removed[store], ...(await readLeaving(db, store))].filter((id) => !fresh.has(id))
        await letGo(db, store, gone, unsent)
        await put(db, store, delta.upserts[store], at)
      }
      await putCursor(db, delta.cursor, at.toISOString(), at)
    }),
  )
}

/** Put rows that came outside the feed, such as an enterprise that was just taken onto the phone. */
export async function addRows(db: PersonDb, rows: Delta['upserts'], at: Date): Promise<void> {
  await guarded(() =>
    db.transaction('rw', [...STORES.map((store) => db[store]), db.files_held], async () => {
      for (const store of STORES) await put(db, store, rows[store], at)
    }),
  )
}

const TABLES = (db: PersonDb) => [
  ...STORES.map((store) => db[store]), db.drafts, db.outbox, db.outbox_state, db.feed_cursor, db.files_held, db.meta,
]

/** Put rows that came. One of an enterprise that came without its file keeps the file that was fetched before. */
async function put(db: PersonDb, store: AreaStore, rows: readonly Row[], at: Date): Promise<void> {
  if (store !== 'enterprises') return void (await db[store].bulkPut([...rows]))
  await db.enterprises.bulkPut(await keepFiles(db, rows))
  await holdFiles(db, rows.filter(({ file }) => file !== undefined).map(({ id }) => id), at)
}

/** Everything begun or not yet received here, as one text: a row whose id stands in it is still needed on screen. */
async function unsentText(db: PersonDb): Promise<string> {
  const waiting = await db.outbox_state.where('state').anyOf('queued', 'sending', 'needs_you').primaryKeys()
  const acts = await db.outbox.bulkGet(waiting)
  return JSON.stringify(await db.drafts.toArray()) + acts.map((act) => act?.frozen ?? '').join()
}

/** Delete rows that left the area; those that something unsent is about stay until it is sent or discarded. */
async function letGo(db: PersonDb, store: AreaStore, gone: readonly string[], unsent: string): Promise<void> {
  const isNeeded = (id: string) => !NUMBERED.includes(store) && unsent.includes(`"${id}"`)
  const leaving = gone.filter(isNeeded)
  const going = gone.filter((id) => !isNeeded(id))
  await db[store].bulkDelete(going)
  if (store === 'enterprises') await forgetFiles(db, going)
  await db.meta.put({ key: `leaving-${store}`, value: leaving })
}

async function readLeaving(db: PersonDb, store: AreaStore): Promise<string[]> {
  const value = (await db.meta.get(`leaving-${store}`))?.value
  return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : []
}

async function putCursor(db: PersonDb, cursor: string, serverTime: string, at: Date): Promise<void> {
  await db.feed_cursor.put({ scope: 'area', cursor, server_time: serverTime, pulled_at: at.toISOString(), carries: CARRIES })
}

/** All rows of a store with the unsent changes over them, new rows among them. */
export async function shownRows(db: PersonDb, store: AreaStore): Promise<Shown[]> {
  return db.transaction('r', [db[store], db.overlay, db.outbox_state], async () => {
    const rows = new Map<string, Shown>()
    for (const row of await db[store].toArray()) rows.set(row.id, { ...row, pending: null })
    for (const lying of await db.overlay.where('[store+row_id]').between([store, ''], [store, '\uffff']).sortBy('n')) {
      const state = (await db.outbox_state.get(lying.act_id))?.state ?? null
      rows.set(lying.row_id, over(rows.get(lying.row_id) ?? null, lying, state))
    }
    return [...rows.values()]
  })
}

/** One row with the unsent changes over it; null when neither side knows it. */
export async function shownRow(db: PersonDb, store: AreaStore, id: string): Promise<Shown | null> {
  return db.transaction('r', [db[store], db.overlay, db.outbox_state], async () => {
    const base = await db[store].get(id)
    let shown: Shown | null = base === undefined ? null : { ...base, pending: null }
    for (const lying of await db.overlay.where('[store+row_id]').equals([store, id]).sortBy('n')) {
      shown = over(shown, lying, (await db.outbox_state.get(lying.act_id))?.state ?? null)
    }
    return shown
  })
}

/**
 * A row with one unsent change over it. What the server said no to changes nothing that it knows better: the row shows
 * as it stands there, with the mark. A thing that exists only on this phone stays to be seen.
 */
function over(below: Shown | null, { row_id, change }: Overlay, state: ActState | null): Shown {
  if (below !== null && state === 'needs_you') return { ...below, pending: state }
  return { ...below, ...change, id: row_id, pending: state }
}

/** Drop the downloaded area when its person leaves with nothing unsent. */
export async function forgetArea(db: PersonDb): Promise<void> {
  await db.transaction('rw', [...STORES.map((store) => db[store]), db.files_held, db.feed_cursor], async () => {
    for (const store of STORES) await db[store].clear()
    await db.files_held.clear()
    await db.feed_cursor.clear()
  })
  await forgetInbox(db)
  await dropPack(db)
}
