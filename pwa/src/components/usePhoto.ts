// Taking a photo: room, shrink, keep, read back. The tick on screen means all four went well.
import { placeOf, takePicture } from '../device/camera'
import { hasRoomForPhoto, storageState } from '../device/storage'
import { StoreError } from '../store/errors'
import { keepPhoto, photoBytes, photoMeta } from '../store/photos'
import type { Fix, Moment } from '../wire/place'
import { personDb } from './usePerson'

/** A photo as commands carry it. */
export interface CommandPhoto {
  readonly sha256: string
  readonly taken_at: Moment
  readonly fix: Fix | null
}

/** Keep a file from the camera. Throws StoreError (`store.full`, `store.damaged`) and keeps nothing then. */
export async function takePhoto(file: Blob, fix: Fix | null): Promise<CommandPhoto> {
  if (!hasRoomForPhoto(await storageState())) throw new StoreError('full')
  const picture = await takePicture(file, new Date())
  const place = placeOf(picture, fix)
  const sha256 = await keepPhoto(personDb(), { ...picture, fix: place }, new Date())
  const kept = await photoMeta(personDb(), sha256)
  return { sha256, taken_at: kept?.taken_at ?? picture.taken_at, fix: kept?.fix ?? place }
}

/** An address for <img>, or null when the bytes are not on this phone; give it back with URL.revokeObjectURL. */
export async function photoUrl(sha256: string): Promise<string | null> {
  const bytes = await photoBytes(personDb(), sha256)
  if (bytes === null) return null
  const mime = (await photoMeta(personDb(), sha256))?.mime ?? 'image/jpeg'
  return URL.createObjectURL(new Blob([bytes], { type: mime }))
}
