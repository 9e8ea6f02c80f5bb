// Whether the app and the map's background open without network.
import { BASEMAP_CACHE } from '../wire/caches'

export interface OfflineState {
  readonly hasWorker: boolean
  readonly hasBaseMap: boolean
}

export async function offlineState(basePath: string): Promise<OfflineState> {
  const hasWorker = 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null
  if (!('caches' in globalThis)) return { hasWorker, hasBaseMap: false }
  const cache = await caches.open(BASEMAP_CACHE)
  return { hasWorker, hasBaseMap: (await cache.match(basePath)) !== undefined }
}
