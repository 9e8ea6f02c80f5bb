// The two pieces a PNG needs: deflate from node, and the checksum of every part (ISO 3309).
import { deflateSync as deflate } from 'node:zlib'

export function deflateSync(bytes) {
  return deflate(bytes, { level: 9 })
}

export function crc32(bytes) {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}
