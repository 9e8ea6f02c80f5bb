// The photo lane: apart from the data lane, so that no picture ever holds up a record. One PUT per photo, named by
// its hash, repeatable; after a lost answer the server is asked first whether it has it already.
import type { BlobMeta, PersonDb } from '../store/db'
import { nextPhotoDue, sendablePhotos, setPhoto, wholePhoto } from '../store/photos'
import type { Answer, Client, Failure, FailureKind } from '../wire/client'
import { backOffMs, done, stopped, type LaneRun } from './lane'

const TROUBLES_IN_A_ROW = 3
/** With these there is no use in sending; any other doubt about the question is settled by sending again. */
const CAN_NOT_SEND: readonly FailureKind[] = ['offline', 'timeout', 'signed-out', 'too-many']

/** Send until nothing may go now or the network refuses; photos taken meanwhile go in the same run. */
export async function sendPhotos(db: PersonDb, client: Client, now: () => Date): Promise<LaneRun> {
  let did = 0
  let troubles = 0
  for (;;) {
    const ready = await sendablePhotos(db, now())
    if (ready.length === 0) return done(did, await nextPhotoDue(db))
    for (const photo of ready) {
      const answer = await send(db, client, photo, now)
      if (answer === 'unreadable') continue
      if (answer.ok) {
        await setPhoto(db, photo.sha256, 'received', { code: null, reason: null, tries: 0, next_try: 0 }, now())
        did += 1
        troubles = 0
        continue
      }
      await file(db, photo, answer, now())
      troubles = isAboutThisPhoto(answer) ? troubles : troubles + 1
      if (troubles >= TROUBLES_IN_A_ROW || (!isAboutThisPhoto(answer) && answer.kind !== 'server')) {
        return stopped(did, answer)
      }
    }
  }
}

async function send(
  db: PersonDb,
  client: Client,
  photo: BlobMeta,
  now: () => Date,
): Promise<Answer<unknown> | 'unreadable'> {
  const bytes = await wholePhoto(db, photo.sha256)
  if (bytes === null) {
    await setPhoto(db, photo.sha256, 'needs_you', { code: 'damaged', reason: null }, now())
    return 'unreadable'
  }
  const path = `/api/v1/blobs/${photo.sha256}`
  const wasTried = photo.tries > 0 || photo.state === 'sending'
  const there = wasTried ? await client.has(path) : null
  if (there?.ok === true && there.body) return there
  if (there?.ok === false && CAN_NOT_SEND.includes(there.kind)) return there
  await setPhoto(db, photo.sha256, 'sending', {}, now())
  return client.put(path, bytes, photo.mime, (body) => readStored(body, photo))
}

/** The server says back the hash and the length of what it stored; anything else proves nothing. */
function readStored(body: unknown, photo: BlobMeta): true | null {
  if (typeof body !== 'object' || body === null) return null
  const isSame = Reflect.get(body, 'sha256') === photo.sha256 && Reflect.get(body, 'bytes') === photo.size
  return isSame ? true : null
}

async function file(db: PersonDb, photo: BlobMeta, failure: Failure, at: Date): Promise<void> {
  const told = { code: failure.code ?? failure.kind, reason: failure.detail, tries: photo.tries + 1 }
  const isFinal = isAboutThisPhoto(failure)
  const waits = failure.kind === 'server' ? backOffMs(photo.tries + 4) : 0
  const change = { ...told, next_try: at.getTime() + waits }
  await setPhoto(db, photo.sha256, isFinal ? 'needs_you' : 'queued', change, at)
}

/** The server looked at these bytes and will not have them; sending them again by itself would only cost data. */
function isAboutThisPhoto(failure: Failure): boolean {
  return failure.kind === 'refused' || failure.kind === 'too-large'
}
