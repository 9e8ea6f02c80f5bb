// Reads when and where a JPEG was taken, and nothing else. Source: JEITA CP-3451 (Exif 2.3) 4.6.
export interface PhotoOrigin {
  readonly lon: number | null
  readonly lat: number | null
  /** As the camera wrote it, e.g. 2026-11-22T09:30:00, with its offset when it has one. */
  readonly taken_at: string | null
}

const NOTHING: PhotoOrigin = { lon: null, lat: null, taken_at: null }
const EXIF_IFD = 0x8769
const GPS_IFD = 0x8825
const TAKEN = 0x9003
const TAKEN_OFFSET = 0x9011

/** Read the origin from the first bytes of a photo; all null when there is no readable Exif. */
export function readOrigin(bytes: ArrayBuffer): PhotoOrigin {
  try {
    const tiff = findTiff(new DataView(bytes))
    return tiff === null ? NOTHING : readTiff(tiff)
  } catch (cause) {
    if (cause instanceof RangeError) return NOTHING // an offset beyond the end: the Exif block is damaged
    throw cause
  }
}

function findTiff(view: DataView): DataView | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null
  let at = 2
  while (at + 10 < view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1)
    const length = view.getUint16(at + 2)
    if (marker === 0xe1 && view.getUint32(at + 4) === 0x45786966) {
      return new DataView(view.buffer, view.byteOffset + at + 10, Math.min(length - 8, view.byteLength - at - 10))
    }
    if (marker === 0xda) return null // the picture itself begins: no Exif came before it
    at += 2 + length
  }
  return null
}

function readTiff(tiff: DataView): PhotoOrigin {
  const little = tiff.getUint16(0) === 0x4949
  const first = fields(tiff, tiff.getUint32(4, little), little)
  const exif = fields(tiff, pointer(tiff, first, EXIF_IFD, little), little)
  const gps = fields(tiff, pointer(tiff, first, GPS_IFD, little), little)
  const date = text(tiff, exif.get(TAKEN), little)?.replace(/^(\d{4}):(\d\d):(\d\d) /, '$1-$2-$3T') ?? null
  const offset = text(tiff, exif.get(TAKEN_OFFSET), little) ?? ''
  return {
    lat: degrees(tiff, gps.get(2), text(tiff, gps.get(1), little) === 'S', little, 90),
    lon: degrees(tiff, gps.get(4), text(tiff, gps.get(3), little) === 'W', little, 180),
    taken_at: date !== null && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(date) ? date + offset : null,
  }
}

/** Tag -> place of its 12-byte entry. */
function fields(tiff: DataView, offset: number | null, little: boolean): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  if (offset === null) return found
  const count = tiff.getUint16(offset, little)
  for (let index = 0; index < count; index += 1) {
    const entry = offset + 2 + index * 12
    found.set(tiff.getUint16(entry, little), entry)
  }
  return found
}

function pointer(tiff: DataView, from: ReadonlyMap<number, number>, tag: number, little: boolean): number | null {
  const entry = from.get(tag)
  return entry === undefined ? null : tiff.getUint32(entry + 8, little)
}

function text(tiff: DataView, entry: number | undefined, little: boolean): string | null {
  if (entry === undefined) return null
  const length = tiff.getUint32(entry + 4, little)
  const start = length <= 4 ? entry + 8 : tiff.getUint32(entry + 8, little)
  let letters = ''
  for (let index = 0; index < Math.min(length, 64); index += 1) {
    const code = tiff.getUint8(start + index)
    if (code === 0) break
    letters += String.fromCharCode(code)
  }
  return letters
}

/** Degrees, minutes, seconds as three fractions. Unit: degrees; null when out of range or not a number. */
function degrees(
  tiff: DataView,
  entry: number | undefined,
  negative: boolean,
  little: boolean,
  limit: number,
): number | null {
  if (entry === undefined || tiff.getUint32(entry + 4, little) !== 3) return null
  const start = tiff.getUint32(entry + 8, little)
  const part = (index: number) =>
    tiff.getUint32(start + index * 8, little) / tiff.getUint32(start + index * 8 + 4, little)
  const value = part(0) + part(1) / 60 + part(2) / 3600
  return Number.isFinite(value) && value <= limit ? (negative ? -value : value) : null
}
