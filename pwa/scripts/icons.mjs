// Draws the product's icon (a grid of nine, one cell found) as SVG and as PNG files, without an image library.
import { mkdirSync, writeFileSync } from 'node:fs'
import { crc32, deflateSync } from './png.mjs'

const FOLDER = new URL('../public/icons/', import.meta.url)
const GROUND = [11, 79, 158]
const CELL = [255, 255, 255]
const FOUND = [255, 196, 0]

/** Colour at a point of the unit square; `inset` is the quiet border around the grid. */
function colour(x, y, inset) {
  const u = ((x - inset) / (1 - 2 * inset)) * 3
  const v = ((y - inset) / (1 - 2 * inset)) * 3
  if (u < 0 || v < 0 || u >= 3 || v >= 3) return GROUND
  const near = (value) => Math.min(value - Math.floor(value), Math.ceil(value) - value) < 0.09
  if (near(u) || near(v)) return GROUND
  return Math.floor(u) === 1 && Math.floor(v) === 1 ? FOUND : CELL
}

function png(size, inset) {
  const raw = Buffer.alloc(size * (size * 3 + 1))
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      raw.set(colour((x + 0.5) / size, (y + 0.5) / size, inset), y * (size * 3 + 1) + 1 + x * 3)
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return Buffer.concat([signature, part('IHDR', header), part('IDAT', deflateSync(raw)), part('IEND', Buffer.alloc(0))])
}

function part(name, body) {
  const named = Buffer.concat([Buffer.from(name, 'ascii'), body])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, check])
}

function svg() {
  const cells = [0, 1, 2].flatMap((row) =>
    [0, 1, 2].map((column) => {
      const fill = row === 1 && column === 1 ? '#ffc400' : '#ffffff'
      return `<rect x="${14 + column * 25.3}" y="${14 + row * 25.3}" width="21.4" height="21.4" fill="${fill}"/>`
    }),
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" rx="18" fill="#0b4f9e"/>${cells.join('')}</svg>\n`
}

mkdirSync(FOLDER, { recursive: true })
for (const size of [180, 192, 512]) writeFileSync(new URL(`icon-${size}.png`, FOLDER), png(size, 0.12))
writeFileSync(new URL('icon-maskable-512.png', FOLDER), png(512, 0.22))
writeFileSync(new URL('icon.svg', FOLDER), svg())
