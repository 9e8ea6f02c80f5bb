// Registers the service worker and says when a newer one waits. It takes over only when the person agrees, so
// that nothing changes under an open draft.
import { TAKE_OVER } from '../wire/caches'

export async function startWorker(onWaiting: (takeOver: () => void) => void): Promise<void> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  const registration = await navigator.serviceWorker.register('/sw.js', { scope: '/' })
  const tell = (worker: ServiceWorker | null) => {
    // Without a controller this is the first install: there is no older version to replace.
    if (worker === null || navigator.serviceWorker.controller === null) return
    onWaiting(() => {
      worker.postMessage(TAKE_OVER)
    })
  }
  tell(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const next = registration.installing
    next?.addEventListener('statechange', () => {
      if (next.state === 'installed') tell(next)
    })
  })
  let isReloading = navigator.serviceWorker.controller === null
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (!isReloading) location.reload()
    isReloading = true
  })
}
