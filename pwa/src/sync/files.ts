// Fetches the files of the enterprises on this phone, after the area itself: the day's work is there first. Files that
// do not come are no trouble of the lane; they are tried again.
import { readStanding } from '../store/area'
import type { PersonDb } from '../store/db'
import { StoreError } from '../store/errors'
import { fileOwed, filesOwed, putFiles } from '../store/files'
import { readFiles } from '../wire/area'
import type { Client } from '../wire/client'
import { done, type LaneRun } from './lane'

const FILES_PATH = '/api/v1/pack/files'
const AT_ONCE = 50
const LATER_MS = 5 * 60_000

export async function pullFiles(db: PersonDb, client: Client, now: () => Date): Promise<LaneRun> {
  let did = 0
  const owed = await filesOwed(db, now())
  for (let from = 0; from < owed.length; from += AT_ONCE) {
    const ids = owed.slice(from, from + AT_ONCE)
    const answer = await client.get(`${FILES_PATH}?ids=${ids.join(',')}`, readFiles)
    if (!answer.ok) return done(did, now().getTime() + LATER_MS)
    try {
      await putFiles(db, ids, answer.body, now())
    } catch (cause) {
      if (cause instanceof StoreError) return done(did, now().getTime() + LATER_MS) // a full phone goes without
      throw cause
    }
    did += answer.body.size
  }
  return done(did)
}

/** Fetch the file that somebody looks at now, ahead of its turn, where the phone carries files and lacks this one. */
export async function pullFile(db: PersonDb, client: Client, id: string, now: Date): Promise<void> {
  if (!(await readStanding(db)).carriesFiles || !(await fileOwed(db, id))) return
  const answer = await client.get(`${FILES_PATH}?ids=${id}`, readFiles)
  if (answer.ok) await putFiles(db, [id], answer.body, now)
}
