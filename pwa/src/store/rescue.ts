// The last way out: everything that is not provably on the server, as one zip file a person can carry away.
// Acts are the exact frozen texts, photos the exact bytes.
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import type { PersonDb } from './db'
import { deviceId } from './meta'

/** Pack all acts and photos that are not confirmed, and all drafts. One photo is in memory at a time. */
export async function rescueZip(db: PersonDb, at: Date): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  const zip = new Zip()
  const finished = new Promise<void>((resolve, reject) => {
    zip.ondata = (error, chunk, isLast) => {
      if (error !== null) reject(error)
      parts.push(new Uint8Array(chunk))
      if (isLast) resolve()
    }
  })
  const acts = await addActs(zip, db)
  const photos = await addPhotos(zip, db)
  addText(zip, 'drafts.json', JSON.stringify(await db.drafts.toArray()))
  const manifest = { made_at: at.toISOString(), person_id: db.personId, device_id: await deviceId(db), acts, photos }
  addText(zip, 'manifest.json', JSON.stringify(manifest))
  zip.end()
  await finished
  return new Blob(parts, { type: 'application/zip' })
}

async function addActs(zip: Zip, db: PersonDb): Promise<number> {
  const states = (await db.outbox_state.orderBy('seq').toArray()).filter(({ state }) => state !== 'confirmed')
  let added = 0
  for (const { id, seq } of states) {
    const row = await db.outbox.get(id)
    if (row === undefined || row.frozen === null) continue
    addText(zip, `acts/${String(seq).padStart(6, '0')}-${row.kind}-${id}.json`, row.frozen)
    added += 1
  }
  addText(zip, 'states.json', JSON.stringify(states))
  return added
}

async function addPhotos(zip: Zip, db: PersonDb): Promise<number> {
  const metas = (await db.blob_meta.toArray()).filter(({ state }) => state !== 'confirmed')
  let added = 0
  for (const meta of metas) {
    const blob = await db.blobs.get(meta.sha256)
    if (blob === undefined) continue
    const file = new ZipPassThrough(`photos/${meta.sha256}.${meta.mime === 'image/jpeg' ? 'jpg' : 'bin'}`)
    zip.add(file)
    file.push(new Uint8Array(blob.bytes), true)
    added += 1
  }
  addText(zip, 'photos.json', JSON.stringify(metas))
  return added
}

function addText(zip: Zip, name: string, text: string): void {
  const file = new ZipDeflate(name, { level: 6 })
  zip.add(file)
  file.push(new TextEncoder().encode(text), true)
}
