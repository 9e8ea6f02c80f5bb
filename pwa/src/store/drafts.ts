// Unfinished work, saved at every step so that a killed tab loses nothing. A draft ends when it becomes an act
// (recordAct deletes it in the same transaction) or when the person throws it away.
import type { Draft, PersonDb } from './db'
import { guarded } from './errors'

export interface DraftOf<Body> {
  readonly id: string
  readonly kind: string
  /** The thing it is about (an enterprise, a notice), to find it again. */
  readonly about: string | null
  readonly body: Body
}

export async function saveDraft(
  db: PersonDb,
  draft: DraftOf<Readonly<Record<string, unknown>>>,
  at: Date,
): Promise<void> {
  // Vue hands over proxies, which the database cannot clone; a draft is plain data by contract.
  const plain: DraftOf<Record<string, unknown>> = JSON.parse(JSON.stringify(draft))
  await guarded(() => db.drafts.put({ ...plain, updated_at: at.toISOString() }))
}

export async function readDraft(db: PersonDb, id: string): Promise<Draft | null> {
  return (await db.drafts.get(id)) ?? null
}

/** Drafts, newest first. */
export async function listDrafts(
  db: PersonDb,
  wanted: { readonly kind?: string; readonly about?: string } = {},
): Promise<Draft[]> {
  const drafts = await db.drafts.orderBy('updated_at').reverse().toArray()
  return drafts.filter(
    (draft) => (wanted.kind ?? draft.kind) === draft.kind && (wanted.about ?? draft.about) === draft.about,
  )
}

/** Throw a draft away, with those of its photos that no act has taken. */
export async function discardDraft(db: PersonDb, id: string, photos: readonly string[] = []): Promise<void> {
  await guarded(() =>
    db.transaction('rw', [db.drafts, db.blobs, db.blob_meta], async () => {
      await db.drafts.delete(id)
      for (const sha256 of photos) {
        if ((await db.blob_meta.get(sha256))?.state !== 'kept') continue
        await db.blob_meta.delete(sha256)
        await db.blobs.delete(sha256)
      }
    }),
  )
}
