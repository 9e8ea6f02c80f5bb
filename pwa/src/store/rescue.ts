// The last way out: everything that is not provably on the server, as one zip file a person can carry away.
// Acts are the exact frozen texts, photos the exact bytes; the manifest has the hash of each, and this phone's key
// signs the manifest, so that the office knows who made the file and that nobody has changed it.
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import type { PersonDb } from './db'
import { signed } from './deviceKey'
import { deviceId } from './meta'
import { hashOf } from './photos'

/** Pack all acts and photos that are not confirmed, and all drafts. One photo is in memory at a time. */
export async function rescueZip(db: PersonDb, at: Date): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  const packing: Packing = { zip: new Zip(), files: {} }
  const finished = new Promise<void>((resolve, reject) => {
    packing.zip.ondata = (error, chunk, isLast) => {
      if (error !== null) reject(error)
      parts.push(new Uint8Array(chunk))
      if (isLast) resolve()
    }
  })
  const acts = await addActs(packing, db)
  const photos = await addPhotos(packing, db)
  await addText(packing, 'drafts.json', JSON.stringify(await db.drafts.toArray()))
  const about = { made_at: at.toISOString(), person_id: db.personId, device_id: await deviceId(db), acts, photos }
  await sign(packing, db, JSON.stringify({ ...about, files: packing.files }))
  packing.zip.end()
  await finished
  return new Blob(parts, { type: 'application/zip' })
}

interface Packing {
  readonly zip: Zip
  /** Name -> SHA-256 of what is in it. */
  readonly files: Record<string, string>
}

async function addActs(packing: Packing, db: PersonDb): Promise<number> {
  const states = (await db.outbox_state.orderBy('seq').toArray()).filter(({ state }) => state !== 'confirmed')
  let added = 0
  for (const { id, seq } of states) {
    const row = await db.outbox.get(id)
    if (row === undefined || row.frozen === null) continue
    await addText(packing, `acts/${String(seq).padStart(6, '0')}-${row.kind}-${id}.json`, row.frozen)
    added += 1
  }
  await addText(packing, 'states.json', JSON.stringify(states))
  return added
}

async function addPhotos(packing: Packing, db: PersonDb): Promise<number> {
  const metas = (await db.blob_meta.toArray()).filter(({ state }) => state !== 'confirmed')
  let added = 0
  for (const meta of metas) {
    const blob = await db.blobs.get(meta.sha256)
    if (blob === undefined) continue
    const file = new ZipPassThrough(`photos/${meta.sha256}.${meta.mime === 'image/jpeg' ? 'jpg' : 'bin'}`)
    await add(packing, file, new Uint8Array(blob.bytes))
    added += 1
  }
  await addText(packing, 'photos.json', JSON.stringify(metas))
  return added
}

async function sign(packing: Packing, db: PersonDb, manifest: string): Promise<void> {
  const bytes = new TextEncoder().encode(manifest)
  const signature = await signed(db, bytes)
  await addText(packing, 'manifest.json', manifest)
  if (signature !== null) await addText(packing, 'signature', signature)
}

function addText(packing: Packing, name: string, text: string): Promise<void> {
  return add(packing, new ZipDeflate(name, { level: 6 }), new TextEncoder().encode(text))
}

async function add(packing: Packing, file: ZipDeflate | ZipPassThrough, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  packing.files[file.filename] = await hashOf(bytes.buffer)
  packing.zip.add(file)
  file.push(bytes, true)
}
