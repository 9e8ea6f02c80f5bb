// Fetches small photos ahead, one after the other, so that earlier findings can be seen where there is no network.
// The service worker keeps what passes; without one nothing is gained, and nothing is fetched.
import { THUMB_CACHE } from '../wire/caches'

const MOST_AT_ONCE = 120

/** Returns how many were fetched; stops at the first that does not come. */
export async function fetchAhead(paths: readonly string[]): Promise<number> {
  if (!('caches' in globalThis) || navigator.serviceWorker?.controller === null || savesData()) return 0
  const cache = await caches.open(THUMB_CACHE)
  let fetched = 0
  for (const path of paths) {
    if (fetched === MOST_AT_ONCE) break
    if ((await cache.match(path)) !== undefined) continue
    const isThere = await fetch(path, { credentials: 'same-origin' }).then(
      ({ status }) => status === 200 || status === 404,
      () => false,
    )
    if (!isThere) break
    fetched += 1
  }
  return fetched
}

/** The person asked the phone to save data. */
function savesData(): boolean {
  const connection: unknown = Reflect.get(navigator, 'connection')
  return typeof connection === 'object' && connection !== null && Reflect.get(connection, 'saveData') === true
}
