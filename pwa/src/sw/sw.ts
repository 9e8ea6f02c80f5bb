// Keeps the app shell and the map's background for offline use. It answers GET only: what a person recorded
// is sent by the page itself (src/sync), never from here.
import { clientsClaim } from 'workbox-core'
import { CacheableResponsePlugin } from 'workbox-cacheable-response'
import { ExpirationPlugin } from 'workbox-expiration'
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { CacheFirst, NetworkFirst, StaleWhileRevalidate } from 'workbox-strategies'
import { BASEMAP_CACHE, MODELS_CACHE, TAKE_OVER, THUMB_CACHE, TILE_CACHE } from '../wire/caches'

declare const self: ServiceWorkerGlobalScope

const TILES_KEPT = 600
const TILE_DAYS = 14
const TILE_PATIENCE_S = 8
const THUMBS_KEPT = 1_000
const MODELS_KEPT = 60
const MODELS_PATIENCE_S = 8
const SERVER_PATHS = [
  /^\/api\//,
  /^\/tiles\//,
  /^\/ogc(\/|$)/,
  /^\/desk(\.html|\/|$)/,
  /^\/healthz/,
  /^\/csp/,
]

precacheAndRoute(self.__WB_MANIFEST)
cleanupOutdatedCaches()
clientsClaim()

registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: SERVER_PATHS }))

registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/tiles/'),
  // A live map must not be shown yesterday's tile first; without network the last one serves.
  new NetworkFirst({
    cacheName: TILE_CACHE,
    networkTimeoutSeconds: TILE_PATIENCE_S,
    plugins: [
      new CacheableResponsePlugin({ statuses: [200, 204] }),
      new ExpirationPlugin({
        maxEntries: TILES_KEPT,
        maxAgeSeconds: TILE_DAYS * 24 * 3600,
        purgeOnQuotaError: true,
      }),
    ],
  }),
)

// A photo never changes under its hash.
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && /^\/api\/v1\/photos\/[0-9a-f]{64}\/thumb\.jpg$/.test(url.pathname),
  new CacheFirst({
    cacheName: THUMB_CACHE,
    plugins: [
      new CacheableResponsePlugin({ statuses: [200] }),
      new ExpirationPlugin({ maxEntries: THUMBS_KEPT, purgeOnQuotaError: true }),
    ],
  }),
)

registerRoute(
  ({ url, sameOrigin }) => sameOrigin && /^\/api\/v1\/models(\/|$)/.test(url.pathname),
  // What was taken down must not be shown first; without network what was looked at last serves.
  new NetworkFirst({
    cacheName: MODELS_CACHE,
    networkTimeoutSeconds: MODELS_PATIENCE_S,
    plugins: [
      new CacheableResponsePlugin({ statuses: [200] }),
      new ExpirationPlugin({ maxEntries: MODELS_KEPT, purgeOnQuotaError: true }),
    ],
  }),
)

registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname === '/api/v1/map/base',
  new StaleWhileRevalidate({
    cacheName: BASEMAP_CACHE,
    plugins: [new CacheableResponsePlugin({ statuses: [200] })],
  }),
)

self.addEventListener('message', (event) => {
  if (event.data === TAKE_OVER) void self.skipWaiting()
})
