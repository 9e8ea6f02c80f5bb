// A photo at the desk: made small, sent whole, and only then named in an act; nothing is recorded without its bytes.
import { placeOf, takePicture } from '../device/camera'
import { hashOf } from '../store/photos'
import { t } from '../text/text'
import type { Photo } from '../wire/commands'
import { put, sentenceOf } from './client'

/** `picture` is what was sent, to be shown until an act names it: until then the server shows it to nobody. */
export type Sent = { readonly photo: Photo; readonly picture: Blob } | { readonly trouble: string }

/** Send a file from the camera or the disk. The server says back the hash of what it stored. */
export async function sendPhoto(file: Blob): Promise<Sent> {
  const picture = await takePicture(file, new Date())
  const sha256 = await hashOf(picture.bytes)
  const isSame = (body: unknown) => typeof body === 'object' && body !== null && Reflect.get(body, 'sha256') === sha256
  const answer = await put(`/api/v1/blobs/${sha256}`, picture.bytes, picture.mime, (body) => (isSame(body) ? true : null))
  if (!answer.ok) return { trouble: t('desk.photo.failed', { why: sentenceOf(answer) }) }
  return { photo: { sha256, taken_at: picture.taken_at, fix: placeOf(picture, null) }, picture: new Blob([picture.bytes], { type: picture.mime }) }
}
