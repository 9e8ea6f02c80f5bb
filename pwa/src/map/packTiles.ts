// Tiles out of the pack on this phone, by ranges of its stored bytes.
import { addProtocol, type AddProtocolAction } from 'maplibre-gl'
import { PMTiles, type Source } from 'pmtiles'
import type { StoredPack } from '../store/mapPack'

const SCHEME = 'wangge-pack'
const opened = new Map<string, PMTiles>()
let isReady = false

/** Make a pack known; returns the address of its tiles. */
export function showPack(pack: StoredPack): string {
  if (!isReady) addProtocol(SCHEME, answer)
  isReady = true
  const { sha256 } = pack.about
  if (!opened.has(sha256)) opened.set(sha256, new PMTiles(sourceOf(pack)))
  return `${SCHEME}://${sha256}/{z}/{x}/{y}`
}

const answer: AddProtocolAction = async ({ url }) => {
  const [sha256 = '', ...numbers] = url.slice(SCHEME.length + 3).split('/')
  const [z = 0, x = 0, y = 0] = numbers.map(Number)
  const tile = await opened.get(sha256)?.getZxy(z, x, y)
  return { data: tile?.data ?? new ArrayBuffer(0) }
}

function sourceOf(pack: StoredPack): Source {
  return {
    getKey: () => pack.about.sha256,
    getBytes: async (offset, length) => ({ data: await pack.read(offset, length) }),
  }
}
