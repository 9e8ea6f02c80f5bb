// The sign that something changed in the person's area: one small question a second while the page is looked at, so
// that what it brings is on screen within two. Everything live on the desk follows `cursor`.
import { onScopeDispose, shallowRef } from 'vue'
import { thingOf } from '../wire/page'
import { text } from '../wire/read'
import { get } from './client'

export const BEAT_MS = 1000

/** Changes whenever anything in the person's area has; null before the first answer. */
export const cursor = shallowRef<string | null>(null)

/** False while the last question got no answer: what is shown may be old. */
export const isLive = shallowRef(true)

const readPulse = thingOf((row) => text(row, 'cursor'), 'cursor')
let asking = false

/** Ask now. After an act of one's own this saves the wait for the next beat. */
export async function beat(): Promise<void> {
  if (asking) return
  asking = true
  const answer = await get('/api/v1/pulse', readPulse)
  asking = false
  isLive.value = answer.ok
  if (answer.ok && answer.body !== cursor.value) cursor.value = answer.body
}

/** Keep asking for as long as the component lives and the page is visible. */
export function usePulse(): void {
  const onVisible = () => { if (!document.hidden) void beat() }
  const timer = setInterval(onVisible, BEAT_MS)
  document.addEventListener('visibilitychange', onVisible)
  onVisible()
  onScopeDispose(() => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', onVisible)
    cursor.value = null
  })
}
