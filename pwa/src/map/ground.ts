// What lies under the work: the shipped map always, on it the stored map of streets, on that somebody else's streets or
// imagery. What does not come leaves the one below to be seen.
import type { Map } from 'maplibre-gl'
import type { StoredPack } from '../store/mapPack'
import type { Credit, Offered, OnlineMap, StoredMap } from '../wire/ground'
import { showOnline } from './onlineTiles'
import { showPack } from './packTiles'
import { STREETS, namesPlaces, streetLayers } from './streetLayers'
import { ON_STREETS } from './unitLayers'

export type Ground = 'offline' | 'streets' | 'imagery'

export interface GroundShown {
  readonly ground: Ground
  readonly offered: Offered | null
  readonly pack: StoredPack | null
  readonly locale: 'zh' | 'en'
  /** Tiles of the online map stop coming, or come again. */
  readonly onFailing: (isFailing: boolean) => void
}

const ONLINE = 'online'
/** Streets lie over the shipped water and under the veil on what is not ours. */
const UNDER = 'base-outside'
const SHIPPED_NAMES = /^base-name-/
const TILE_PX = 256
const VEIL = 0.55
const VEIL_ON_STREETS = 0.3

/** Which maps there are to choose from; the shipped one always. */
export function groundsOf(offered: Offered | null, pack: StoredPack | null): Ground[] {
  const has = (map: unknown) => map !== null && map !== undefined
  return [
    'offline',
    ...(has(offered?.streets) || has(offered?.stored) || pack !== null ? (['streets'] as const) : []),
    ...(has(offered?.imagery) ? (['imagery'] as const) : []),
  ]
}

/** Lay the ground anew. */
export function showGround(map: Map, { ground, offered, pack, locale, onFailing }: GroundShown): void {
  clear(map)
  const online = ground === 'offline' ? null : (offered?.[ground] ?? null)
  const stored = ground === 'streets' ? (pack?.about ?? offered?.stored ?? null) : null
  if (stored !== null) layStored(map, stored, pack, locale)
  const cover = (isComing: boolean) => {
    const names = (online !== null && isComing) || (stored !== null && namesPlaces(stored))
    const anything = (online !== null && isComing) || stored !== null
    for (const id of map.getLayersOrder().filter((layer) => SHIPPED_NAMES.test(layer))) {
      map.setLayoutProperty(id, 'visibility', names ? 'none' : 'visible')
    }
    map.setPaintProperty(UNDER, 'fill-opacity', anything ? VEIL_ON_STREETS : VEIL)
    map.setGlobalStateProperty(ON_STREETS, anything)
  }
  cover(true)
  if (online === null) return
  layOnline(map, ground, online, locale, (isFailing) => {
    cover(!isFailing)
    onFailing(isFailing)
  })
}

function layStored(map: Map, stored: StoredMap, pack: StoredPack | null, locale: 'zh' | 'en'): void {
  const address = pack === null ? location.origin + stored.tiles : showPack(pack)
  map.addSource(STREETS, {
    type: stored.kind,
    tiles: [address],
    minzoom: stored.shallowest,
    maxzoom: stored.deepest,
    attribution: creditOf(stored.credit, locale),
    ...(stored.kind === 'raster' ? { tileSize: TILE_PX } : {}),
  })
  for (const layer of streetLayers(stored, locale)) map.addLayer(layer, UNDER)
}

function layOnline(map: Map, name: string, online: OnlineMap, locale: 'zh' | 'en', onFailing: (isFailing: boolean) => void): void {
  showOnline(name, online, onFailing).forEach((address, sheet) => {
    const id = `${ONLINE}-${sheet}`
    const attribution = creditOf(online.credit, locale)
    map.addSource(id, { type: 'raster', tiles: [address], tileSize: TILE_PX, maxzoom: online.deepest, attribution })
    map.addLayer({ id, type: 'raster', source: id, paint: { 'raster-fade-duration': 0 } }, UNDER)
  })
}

function clear(map: Map): void {
  const { layers, sources } = map.getStyle()
  const isOurs = (id: string) => id === STREETS || id.startsWith(`${ONLINE}-`)
  for (const layer of layers) {
    if ('source' in layer && typeof layer.source === 'string' && isOurs(layer.source)) map.removeLayer(layer.id)
  }
  for (const id of Object.keys(sources).filter(isOurs)) map.removeSource(id)
}

/** The library writes credits as HTML; these are words. */
export function creditOf(credit: Credit, locale: 'zh' | 'en'): string {
  return credit[locale].replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}
