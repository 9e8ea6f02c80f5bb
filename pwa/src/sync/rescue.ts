// The way around the lanes: one signed file of everything unsent, taken without a sign-in, for the office to let in.
import type { PersonDb } from '../store/db'
import { publicKey } from '../store/deviceKey'
import { deviceId, readMeta, writeMeta } from '../store/meta'
import { rescueZip } from '../store/rescue'
import { browserSend, createClient, type Answer, type Client, type Send } from '../wire/client'
import { fieldsOf, text } from '../wire/read'

const REGISTERED = 'device-key-registered'

/** Let the server know this phone's key while it is signed in. Where it fails, the next pull tries again. */
export async function registerKey(db: PersonDb, client: Client, device: string): Promise<void> {
  if ((await readMeta(db, REGISTERED)) === true) return
  const key = await publicKey(db)
  if (key === null) return
  const answer = await client.post(`/api/v1/devices/${device}/key`, JSON.stringify({ key }), () => true)
  // With another key for this phone at the server its files can't prove themselves; asking again changes nothing.
  if (answer.ok || answer.code === 'key-reuse') await writeMeta(db, REGISTERED, true)
}

/** Send everything unsent as a rescue file; the answer is the id under which it waits. Nothing here is marked as sent. */
export async function handOver(db: PersonDb, at: Date, send: Send = browserSend): Promise<Answer<string>> {
  const [zip, device] = [await rescueZip(db, at), await deviceId(db)]
  return await createClient(null, send).send(`/api/v1/rescue?device_id=${device}`, zip, readId)
}

function readId(body: unknown): string | null {
  return text(fieldsOf(body), 'id') || null
}
