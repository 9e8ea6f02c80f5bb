// The sign that something changed in the person's area. The server tells what and where while its stream is open; else
// one small question a second. Everything live on the desk follows `cursor` (anything may have changed) or `touched`.
import { onScopeDispose, shallowRef } from 'vue'
import { usePerson } from '../components/usePerson'
import { follow, type Change } from '../wire/events'
import { thingOf } from '../wire/page'
import { text } from '../wire/read'
import { get } from './client'

/** Changes whenever anything in the person's area may have; null before the first answer. */
export const cursor = shallowRef<string | null>(null)

/** What the stream told last. */
export const touched = shallowRef<readonly Change[]>([])

/** False while the last question got no answer: what is shown may be old. */
export const isLive = shallowRef(true)

const readPulse = thingOf((row) => text(row, 'cursor'), 'cursor')
const person = usePerson()
let asking = false
let fresh = 0

/** Ask now. After an act of one's own this saves the wait for the next beat. */
export async function beat(): Promise<void> {
  if (asking) return
  asking = true
  const before = fresh
  const answer = await get('/api/v1/pulse', readPulse)
  asking = false
  isLive.value = answer.ok
  // What the stream told meanwhile is on screen already, under the version that this answer names.
  if (answer.ok && answer.body !== cursor.value) cursor.value = before === fresh ? answer.body : cursor.value
}

/** Follow the server for as long as the component lives and the page is visible. */
export function usePulse(): void {
  const stop = follow(person.value?.id ?? '', {
    onTouched: (changes) => {
      fresh += 1
      isLive.value = true
      touched.value = changes
    },
    onAll: () => {
      fresh += 1
      cursor.value = `${cursor.value ?? ''}+`
    },
    ask: () => void beat(),
  })
  onScopeDispose(() => {
    stop()
    cursor.value = null
    touched.value = []
  })
}

const CONCERNS: Readonly<Record<string, readonly string[]>> = {
  hazards: ['hazard'],
  notices: ['notice', 'hazard'],
  enterprises: ['enterprise', 'hazard', 'notice'],
  figures: ['hazard', 'figures', 'unit'],
}

/** Whether an answer of the API may be old after these changes; one that is not known here always may, but a message is only in the inbox. */
export function concerns(path: string, changes: readonly Change[]): boolean {
  const [, noun = '', id = ''] = /^\/api\/v1\/([a-z-]+)(?:\/([0-9a-f-]{36}))?/.exec(path) ?? []
  if (noun !== 'inbox' && changes.every(({ kind }) => kind === 'message')) return false
  const kinds = CONCERNS[noun]
  if (kinds === undefined) return true
  const [own] = kinds
  if (noun === 'hazards' && id !== '') return changes.some(({ kind, ids }) => kind === own && ids.includes(id))
  return changes.some(({ kind }) => kinds.includes(kind))
}
