// The maps under the work besides the shipped one: streets and imagery of somebody else's, and the file the
// deployment stored, whole at the server or as the pack a phone keeps of it.

export const OFFERED_PATH = '/api/v1/basemap'
export const PACK_PATH = '/api/v1/basemap/pack'
export const PACK_ABOUT_PATH = '/api/v1/basemap/pack/about'

/** Whose map it is, as its owner asks for it. */
export interface Credit {
  readonly zh: string
  readonly en: string
}

export interface OnlineMap {
  /** Sheets that lie on each other, the lowest first; each at several hosts, with {z}, {x} and {y}. */
  readonly sheets: readonly (readonly string[])[]
  readonly crs: 'wgs84' | 'gcj02'
  readonly deepest: number
  readonly credit: Credit
}

export interface StoredMap {
  readonly kind: 'raster' | 'vector'
  /** Address of its tiles at the server. */
  readonly tiles: string
  readonly shallowest: number
  readonly deepest: number
  /** Names of a vector map's layers. */
  readonly layers: readonly string[]
  readonly credit: Credit
}

export interface Offered {
  readonly streets: OnlineMap | null
  readonly imagery: OnlineMap | null
  readonly stored: StoredMap | null
}

/** What a pack is: a stored map cut to one person's area. */
export interface PackAbout extends StoredMap {
  readonly sha256: string
  readonly bytes: number
  /** Zooms that found no room within the budget. */
  readonly dropped: readonly number[]
  /** When the map it was cut from was stored, UTC. */
  readonly as_of: string
}

/** What a phone knows of its pack: the one that comes or has come. */
export interface PackState {
  readonly about: PackAbout
  /** When it was whole, UTC; null while it comes. */
  readonly kept_at: string | null
  /** When the server was last asked, milliseconds since 1970. */
  readonly asked_at: number
  /** The one still in use while another comes. */
  readonly before: PackAbout | null
}

type Given = Readonly<Record<string, unknown>>

export function readOffered(body: unknown): Offered | null {
  const given = body as Given | null
  if (given === null || typeof given !== 'object' || !('streets' in given)) return null
  return { streets: readOnline(given['streets']), imagery: readOnline(given['imagery']), stored: readStored(given['stored']) }
}

export function readPackAbout(body: unknown): PackAbout | null {
  const stored = readStored(body)
  const { sha256, bytes, dropped, as_of } = (body ?? {}) as Given
  if (stored === null || typeof sha256 !== 'string' || typeof bytes !== 'number' || typeof as_of !== 'string') return null
  return { ...stored, sha256, bytes, as_of, dropped: Array.isArray(dropped) ? dropped.map(Number) : [] }
}

/** What the server says of the pack: none where no map is stored or nothing of it lies in the area. */
export interface PackTold {
  readonly pack: PackAbout | null
}

export function readPackTold(body: unknown): PackTold | null {
  if (body === null) return { pack: null }
  const pack = readPackAbout(body)
  return pack === null ? null : { pack }
}

export function readState(kept: unknown): PackState | null {
  const { about, kept_at, asked_at, before } = (kept ?? {}) as Given
  const own = readPackAbout(about)
  if (own === null) return null
  return {
    about: own,
    kept_at: typeof kept_at === 'string' ? kept_at : null,
    asked_at: typeof asked_at === 'number' ? asked_at : 0,
    before: readPackAbout(before),
  }
}

function readOnline(body: unknown): OnlineMap | null {
  const { sheets, crs, deepest, credit } = (body ?? {}) as Given
  if (!Array.isArray(sheets) || typeof deepest !== 'number') return null
  return { sheets: sheets as string[][], crs: crs === 'gcj02' ? 'gcj02' : 'wgs84', deepest, credit: readCredit(credit) }
}

function readStored(body: unknown): StoredMap | null {
  const { kind, tiles, shallowest, deepest, layers, credit } = (body ?? {}) as Given
  if (typeof tiles !== 'string' || typeof shallowest !== 'number' || typeof deepest !== 'number') return null
  return {
    kind: kind === 'vector' ? 'vector' : 'raster',
    tiles,
    shallowest,
    deepest,
    layers: Array.isArray(layers) ? layers.map(String) : [],
    credit: readCredit(credit),
  }
}

function readCredit(body: unknown): Credit {
  const { zh, en } = (body ?? {}) as Given
  return { zh: typeof zh === 'string' ? zh : '', en: typeof en === 'string' ? en : '' }
}
