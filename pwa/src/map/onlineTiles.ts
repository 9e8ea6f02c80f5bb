// Tiles of somebody else's map, asked for by the map under an address of ours, so that a shifted map comes moved to
// where it belongs, and that we hear when nothing comes. No address is written anywhere: it may carry a key.
import { addProtocol, type AddProtocolAction } from 'maplibre-gl'
import type { OnlineMap } from '../wire/ground'
import { cuttingUnder, tilesUnder, type TileId } from './shifted'

const SCHEME = 'wangge-online'
/** Neighbours need the same tiles of a shifted map: so many stay at hand. */
const AT_HAND = 128
/** So many in a row that did not come are no accident. */
const MANY_FAILED = 3

interface Shown {
  readonly map: OnlineMap
  readonly told: (isFailing: boolean) => void
  readonly atHand: Map<string, Promise<ImageBitmap>>
  failed: number
}

const shown = new Map<string, Shown>()
let isReady = false

/** Make a map known; returns the address of each sheet's tiles. `told` hears when tiles stop coming, and come again. */
export function showOnline(name: string, map: OnlineMap, told: (isFailing: boolean) => void): string[] {
  if (!isReady) addProtocol(SCHEME, answer)
  isReady = true
  shown.set(name, { map, told, atHand: new Map(), failed: 0 })
  return map.sheets.map((_, sheet) => `${SCHEME}://${name}/${sheet}/{z}/{x}/{y}`)
}

const answer: AddProtocolAction = async ({ url }, { signal }) => {
  const [name = '', ...numbers] = url.slice(SCHEME.length + 3).split('/')
  const [sheet = 0, z = 0, x = 0, y = 0] = numbers.map(Number)
  const own = shown.get(name)
  if (own === undefined) return { data: new ArrayBuffer(0) }
  try {
    const hosts = own.map.sheets[sheet] ?? []
    const data = own.map.crs === 'gcj02' ? await moved(own, hosts, { z, x, y }) : await fetched(hosts, { z, x, y }, signal)
    if (own.failed >= MANY_FAILED) own.told(false)
    own.failed = 0
    return { data }
  } catch (cause) {
    if (signal.aborted) throw cause
    own.failed += 1
    if (own.failed === MANY_FAILED) own.told(true)
    throw new Error('A tile of the online map did not come', { cause: null })
  }
}

async function fetched(hosts: readonly string[], { z, x, y }: TileId, signal: AbortSignal | null): Promise<ArrayBuffer> {
  const host = hosts[(x + y) % hosts.length] ?? ''
  const url = host.replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y))
  // A key that is bound to a site is known by the origin; the page itself is nobody's business.
  const response = await fetch(url, { signal, credentials: 'omit', referrerPolicy: 'strict-origin' })
  if (!response.ok) throw new TypeError(`Status ${response.status}`)
  return await response.arrayBuffer()
}

/** Compose a tile of ours from those of the shifted map that lie under it. */
async function moved(own: Shown, hosts: readonly string[], tile: TileId): Promise<ImageBitmap> {
  const cutting = cuttingUnder(tile)
  const parts = tilesUnder(cutting, tile.z)
  const images = await Promise.all(parts.map((part) => atHand(own, hosts, part)))
  const size = images[0]?.width ?? 256
  const columns = Math.ceil(cutting.right) - Math.floor(cutting.left)
  const rows = Math.ceil(images.length / columns)
  const whole = canvas(columns * size, rows * size)
  images.forEach((image, index) => {
    whole.drawImage(image, (index % columns) * size, Math.floor(index / columns) * size, size, size)
  })
  const out = canvas(size, size)
  out.imageSmoothingQuality = 'high'
  const from = [cutting.left - Math.floor(cutting.left), cutting.top - Math.max(0, Math.floor(cutting.top))] as const
  const extent = [cutting.right - cutting.left, cutting.bottom - cutting.top] as const
  out.drawImage(whole.canvas, from[0] * size, from[1] * size, extent[0] * size, extent[1] * size, 0, 0, size, size)
  return await createImageBitmap(out.canvas)
}

async function atHand(own: Shown, hosts: readonly string[], part: TileId): Promise<ImageBitmap> {
  const key = `${hosts[0] ?? ''} ${part.z}/${part.x}/${part.y}`
  const known = own.atHand.get(key)
  if (known !== undefined) return await known
  const coming = fetched(hosts, part, null).then((bytes) => createImageBitmap(new Blob([bytes])))
  own.atHand.set(key, coming)
  coming.catch(() => own.atHand.delete(key)) // asked for again by the next one
  const [oldest] = own.atHand.keys()
  if (own.atHand.size > AT_HAND && oldest !== undefined) own.atHand.delete(oldest)
  return await coming
}

function canvas(width: number, height: number): CanvasRenderingContext2D {
  const element = document.createElement('canvas')
  element.width = width
  element.height = height
  const context = element.getContext('2d')
  if (context === null) throw new TypeError('This browser draws no canvas')
  return context
}
