// From the camera's file to what is kept: turned upright, at most 1600 px, JPEG, about 200 to 300 KB. When and
// where it was taken are read first, because the smaller picture carries neither.
import { readOrigin } from './exif'
import type { Fix } from '../wire/place'

export interface Picture {
  readonly bytes: ArrayBuffer
  readonly mime: string
  readonly width: number | null
  readonly height: number | null
  /** UTC. The camera's own time where it wrote one, else when the picture was handed over. */
  readonly taken_at: string
  /** Where the camera wrote that it was; null when it did not. */
  readonly camera: { readonly lon: number; readonly lat: number } | null
}

export interface Shrinking {
  readonly longestPx: number
  readonly quality: number
  readonly targetBytes: number
}

const SHRINKING: Shrinking = { longestPx: 1600, quality: 0.7, targetBytes: 300 * 1024 }
const LOWEST_QUALITY = 0.5

/** Make a file from the camera small enough to keep and send; the original when the browser can't decode it. */
export async function takePicture(file: Blob, at: Date, shrinking: Shrinking = SHRINKING): Promise<Picture> {
  const original = await file.arrayBuffer()
  const origin = readOrigin(original)
  const common = { taken_at: takenAt(origin.taken_at, at), camera: cameraPlace(origin.lon, origin.lat) }
  const bitmap = await decode(file)
  if (bitmap === null) {
    return { ...common, bytes: original, mime: file.type || 'application/octet-stream', width: null, height: null }
  }
  const small = await shrink(bitmap, shrinking)
  bitmap.close() // a camera picture holds 48 MB until it is closed
  return { ...common, ...small, mime: 'image/jpeg' }
}

/** A photo's place on the wire: the phone's fix when there is one, else what the camera wrote. */
export function placeOf(picture: Picture, fix: Fix | null): Fix | null {
  if (fix !== null || picture.camera === null) return fix
  return { ...picture.camera, radius_m: CAMERA_RADIUS_M, age_s: 0, method: 'gps' }
}

/** Cameras do not say their error; a phone's fix in the open is rarely worse than this. Source: ours. */
const CAMERA_RADIUS_M = 50

async function decode(file: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' })
  } catch {
    return null // HEIC on most browsers, or no picture at all: the server decides
  }
}

async function shrink(
  bitmap: ImageBitmap,
  { longestPx, quality, targetBytes }: Shrinking,
): Promise<{ bytes: ArrayBuffer; width: number; height: number }> {
  const scale = Math.min(1, longestPx / Math.max(bitmap.width, bitmap.height))
  const width = Math.max(1, Math.round(bitmap.width * scale))
  const height = Math.max(1, Math.round(bitmap.height * scale))
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('The browser gave no canvas to draw the photo on')
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, 0, 0, width, height)
  let blob = await canvas.convertToBlob({ type: 'image/jpeg', quality })
  for (let lower = quality - 0.1; blob.size > targetBytes && lower >= LOWEST_QUALITY - 0.01; lower -= 0.1) {
    blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: lower })
  }
  return { bytes: await blob.arrayBuffer(), width, height }
}

/** A camera that wrote no offset is taken to keep the phone's own time: closer to the truth than "just now". */
function takenAt(written: string | null, at: Date): string {
  const moment = written === null ? Number.NaN : Date.parse(written)
  return new Date(Number.isNaN(moment) ? at.getTime() : moment).toISOString()
}

function cameraPlace(lon: number | null, lat: number | null): Picture['camera'] {
  return lon === null || lat === null || (lon === 0 && lat === 0) ? null : { lon, lat }
}
