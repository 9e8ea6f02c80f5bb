// A photo at the desk: made small, sent whole, and only then named in an act; nothing is recorded without its bytes.
import { usePerson } from '../components/usePerson'
import { placeOf, takePicture } from '../device/camera'
import { hashOf } from '../store/photos'
import { t } from '../text/text'
import { createClient } from '../wire/client'
import type { Photo } from '../wire/commands'
import { sentenceOf } from './client'

export type Sent = { readonly photo: Photo } | { readonly trouble: string }

const person = usePerson()

/** Send a file from the camera or the disk. The server says back the hash and the length of what it stored. */
export async function sendPhoto(file: Blob): Promise<Sent> {
  const picture = await takePicture(file, new Date())
  const sha256 = await hashOf(picture.bytes)
  const isSame = (body: unknown) => typeof body === 'object' && body !== null && Reflect.get(body, 'sha256') === sha256
  const answer = await createClient(person.value?.id ?? null).put(`/api/v1/blobs/${sha256}`, picture.bytes, picture.mime, (body) => (isSame(body) ? true : null))
  if (!answer.ok) return { trouble: answer.detail ?? t('desk.photo.failed', { why: sentenceOf(answer) }) }
  return { photo: { sha256, taken_at: picture.taken_at, fix: placeOf(picture, null) } }
}
