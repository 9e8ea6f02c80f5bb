// When and where a photo was taken, from hand-made Exif blocks and from real photos where the test data is there.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readOrigin } from '../../src/device/exif'

interface Entry {
  readonly tag: number
  readonly type: number
  readonly count: number
  readonly bytes: readonly number[]
}

const ascii = (tag: number, text: string): Entry => ({
  tag,
  type: 2,
  count: text.length + 1,
  bytes: [...Buffer.from(`${text}\0`)],
})

/** A JPEG of nothing but its Exif: one directory, its GPS and its Exif directory. */
function photo(little: boolean, { gps, exif }: { gps: readonly Entry[]; exif: readonly Entry[] }): ArrayBuffer {
  const tiff = Buffer.alloc(600)
  const u16 = (value: number, at: number) => (little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at))
  const u32 = (value: number, at: number) => (little ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at))
  let free = 200
  const directory = (entries: readonly Entry[], at: number) => {
    u16(entries.length, at)
    entries.forEach(({ tag, type, count, bytes }, index) => {
      const entry = at + 2 + index * 12
      u16(tag, entry)
      u16(type, entry + 2)
      u32(count, entry + 4)
      const start = bytes.length <= 4 ? entry + 8 : free
      if (bytes.length > 4) {
        u32(free, entry + 8)
        free += bytes.length
      }
      if (type === 5)
        for (let each = 0; each < bytes.length / 4; each += 1)
          u32(Buffer.from(bytes).readUInt32BE(each * 4), start + each * 4)
      else Buffer.from(bytes).copy(tiff, start)
    })
  }
  tiff.write(little ? 'II' : 'MM', 'ascii')
  u16(42, 2)
  u32(8, 4)
  directory(
    [
      { tag: 0x8769, type: 4, count: 1, bytes: [] },
      { tag: 0x8825, type: 4, count: 1, bytes: [] },
    ],
    8,
  )
  u32(60, 8 + 2 + 8)
  u32(120, 8 + 2 + 12 + 8)
  directory(exif, 60)
  directory(gps, 120)
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 0, 0x45, 0x78, 0x69, 0x66, 0, 0])
  head.writeUInt16BE(tiff.length + 8, 4)
  const bytes = Buffer.concat([head, tiff, Buffer.from([0xff, 0xda, 0, 2, 0, 0, 0, 0])])
  return new Uint8Array(bytes).buffer
}

/** Degrees, minutes, hundredths of seconds as three big-endian fractions. */
function angle(tag: number, degrees: number, minutes: number, seconds100: number): Entry {
  const bytes = Buffer.alloc(24)
  ;[degrees, 1, minutes, 1, seconds100, 100].forEach((value, index) => bytes.writeUInt32BE(value, index * 4))
  return { tag, type: 5, count: 3, bytes: [...bytes] }
}

const PLACE = [ascii(1, 'N'), angle(2, 31, 42, 1800), ascii(3, 'E'), angle(4, 119, 57, 0)]
const TIME = [ascii(0x9003, '2026:11:22 09:30:00'), ascii(0x9011, '+08:00')]

test.each([true, false])('place and time are read, little-endian: %s', (little) => {
  const origin = readOrigin(photo(little, { gps: PLACE, exif: TIME }))
  expect(origin.lat).toBeCloseTo(31.705, 6)
  expect(origin.lon).toBeCloseTo(119.95, 6)
  expect(origin.taken_at).toBe('2026-11-22T09:30:00+08:00')
})

test('south and west are below nought', () => {
  const gps = [ascii(1, 'S'), angle(2, 31, 42, 1800), ascii(3, 'W'), angle(4, 119, 57, 0)]
  const origin = readOrigin(photo(true, { gps, exif: [] }))
  expect([origin.lat, origin.lon].map((value) => Math.sign(value ?? 0))).toEqual([-1, -1])
})

test('an impossible latitude and a time of noughts are none', () => {
  const origin = readOrigin(
    photo(true, { gps: [ascii(1, 'N'), angle(2, 131, 0, 0)], exif: [ascii(0x9003, '0000:00:00')] }),
  )
  expect(origin).toEqual({ lon: null, lat: null, taken_at: null })
})

test('a photo cut anywhere never throws and never invents a place', () => {
  const whole = photo(false, { gps: PLACE, exif: TIME })
  for (let length = 0; length < whole.byteLength; length += 1) {
    const { lat, lon } = readOrigin(whole.slice(0, length))
    if (lat !== null) expect(lat).toBeCloseTo(31.705, 6)
    if (lon !== null) expect(lon).toBeCloseTo(119.95, 6)
  }
})

test('what is no JPEG has no origin', () => {
  expect(readOrigin(new TextEncoder().encode('GIF89a and so on').buffer)).toEqual({
    lon: null,
    lat: null,
    taken_at: null,
  })
})

const folder = process.env['WANGGE_TEST_DATA'] === undefined ? null : join(process.env['WANGGE_TEST_DATA'], 'photos')

test.skipIf(folder === null)(
  'real photos, broken ones among them, are read without an error (needs WANGGE_TEST_DATA)',
  () => {
    const names = readdirSync(folder ?? '', { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.jpe?g$/i.test(name),
    )
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) {
      const { lat, lon, taken_at } = readOrigin(new Uint8Array(readFileSync(join(folder ?? '', name))).buffer)
      expect(lat === null || Math.abs(lat) <= 90).toBe(true)
      expect(lon === null || Math.abs(lon) <= 180).toBe(true)
      if (!name.startsWith('gps')) continue
      // The set's own description: pictures taken between these parallels and meridians in October 2008.
      expect(lat ?? 0).toBeGreaterThan(43.464)
      expect(lat ?? 0).toBeLessThan(43.469)
      expect(lon ?? 0).toBeGreaterThan(11.879)
      expect(lon ?? 0).toBeLessThan(11.886)
      expect(taken_at).toMatch(/^2008-10-22T/)
    }
  },
)
