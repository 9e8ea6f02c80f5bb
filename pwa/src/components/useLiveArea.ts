// While a map is looked at on the phone, what happens in the area comes as it happens: each sign from the server fetches
// what changed. Elsewhere the phone looks each minute, which costs less.
import { onMounted, onScopeDispose } from 'vue'
import { createClient } from '../wire/client'
import type { Change } from '../wire/events'
import { thingOf } from '../wire/page'
import { text } from '../wire/read'
import { listen } from './liveStream'
import { linkToken } from './useLink'
import { usePerson } from './usePerson'
import { wakeSync } from './useSync'

const readPulse = thingOf((row) => text(row, 'cursor'), 'cursor')

/** Follow the area for as long as the component lives and the page is visible. */
export function useLiveArea(): void {
  const person = usePerson()
  let stop: () => void = () => undefined
  let last: string | null = null
  let asking = false

  async function ask(id: string): Promise<void> {
    if (asking || !navigator.onLine) return
    asking = true
    const answer = await createClient(id).get('/api/v1/pulse', readPulse)
    asking = false
    if (!answer.ok || answer.body === last) return
    if (last !== null) wakeSync()
    last = answer.body
  }

  /** A message touches nothing of the area. */
  function onTouched(changes: readonly Change[]): void {
    if (changes.some(({ kind }) => kind !== 'message')) wakeSync()
  }

  onMounted(() => {
    const id = person.value?.id
    if (id === undefined || linkToken() !== null) return
    stop = listen(id, { onTouched, onAll: wakeSync, ask: () => void ask(id) })
  })
  onScopeDispose(() => {
    stop()
  })
}
