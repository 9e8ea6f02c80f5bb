// The files of enterprises on this phone. They come after the pack, some at a time, and lie in the row of their
// enterprise; `files_held` tells which of them are as the server has them.
import type { Row } from '../wire/area'
import type { PersonDb } from './db'
import { guarded } from './errors'

/** Papers run out and files grow old by themselves; nothing in the feed tells of it. */
const OLD_MS = 7 * 24 * 60 * 60_000

/** Rows of enterprises, with the files that the phone had for those that came without. */
export async function keepFiles(db: PersonDb, rows: readonly Row[]): Promise<Row[]> {
  const before = await db.enterprises.bulkGet(rows.map(({ id }) => id))
  return rows.map((row, index) => {
    const file = row['file'] ?? before[index]?.['file']
    return file === undefined ? row : { ...row, file }
  })
}

export async function holdFiles(db: PersonDb, ids: readonly string[], at: Date): Promise<void> {
  await db.files_held.bulkPut(ids.map((id) => ({ id, at: at.toISOString() })))
}

export async function forgetFiles(db: PersonDb, ids: readonly string[]): Promise<void> {
  await db.files_held.bulkDelete([...ids])
}

/** The enterprises whose files are to be fetched: none there yet, or one that is too old. */
export async function filesOwed(db: PersonDb, now: Date): Promise<string[]> {
  const old = new Date(now.getTime() - OLD_MS).toISOString()
  return db.transaction('r', db.enterprises, db.files_held, async () => {
    const fresh = new Set((await db.files_held.toArray()).filter(({ at }) => at >= old).map(({ id }) => id))
    return (await db.enterprises.toCollection().primaryKeys()).filter((id) => !fresh.has(id))
  })
}

/** Whether an enterprise stands on this phone without its file. */
export async function fileOwed(db: PersonDb, id: string): Promise<boolean> {
  const row = await db.enterprises.get(id)
  return row !== undefined && row['file'] === undefined
}

/**
 * Put what was fetched into the rows that are still there. What was asked for and not answered is not this person's to
 * read; it is not asked for again until it changes or grows old.
 */
export async function putFiles(db: PersonDb, asked: readonly string[], files: ReadonlyMap<string, unknown>, at: Date): Promise<void> {
  await guarded(() =>
    db.transaction('rw', db.enterprises, db.files_held, async () => {
      for (const [id, file] of files) await db.enterprises.update(id, { file })
      await holdFiles(db, asked, at)
    }),
  )
}
