// Keeps the inbox of whoever is signed in up to date while the page is looked at: told by the stream the moment a message
// comes; without a stream it looks each minute. What found no network is tried again, whatever the stream does: a stream
// that lives on tells nothing of it.
import { ref, watch } from 'vue'
import { refreshInbox } from '../sync/inbox'
import { locale } from '../text/text'
import { createClient, type FailureKind } from '../wire/client'
import { linkToken } from './useLink'
import { listen } from './liveStream'
import { personDb, usePerson } from './usePerson'

const EVERY_MS = 60_000
/** The first wait after a failure; each further one takes twice as long, as far as that. */
const AGAIN_MS = 10_000

/** Why the newest messages could not be fetched last; null when they were. */
export const inboxFailure = ref<FailureKind | null>(null)

const person = usePerson()
let lookedAt = 0
let running: Promise<void> | null = null
let isWanted = false
let again: ReturnType<typeof setTimeout> | undefined
let failures = 0

/** Fetch now; asked for while it runs, it runs once more, so that nothing that came meanwhile waits. */
export function refresh(): Promise<void> {
  isWanted = true
  running ??= run().finally(() => { running = null })
  return running
}

async function run(): Promise<void> {
  clearTimeout(again)
  while (isWanted && person.value !== null) {
    isWanted = false
    lookedAt = Date.now()
    const db = personDb()
    const failure = await refreshInbox(db, createClient(db.personId), () => new Date())
    if (db.personId !== person.value?.id) continue // of somebody who left meanwhile
    inboxFailure.value = failure
  }
  const { value: failure } = inboxFailure
  failures = failure === null ? 0 : failures + 1
  if (failure === 'offline' || failure === 'timeout' || failure === 'server') again = setTimeout(tryAgain, Math.min(EVERY_MS, AGAIN_MS * 2 ** (failures - 1)))
}

/** Not from a page that nobody looks at, nor while there is no network: its return is told. */
function tryAgain(): void {
  const mayAsk = person.value !== null && linkToken() === null && navigator.onLine && !document.hidden
  if (inboxFailure.value !== null && mayAsk) void refresh()
}

/** Called once by the phone's frame. */
export function startInbox(): void {
  let stop: () => void = () => undefined
  watch(
    () => person.value?.id,
    (id) => {
      stop()
      stop = () => undefined
      inboxFailure.value = null
      clearTimeout(again)
      failures = 0
      if (id === undefined || linkToken() !== null) return
      stop = listen(id, {
        onTouched: (changes) => { if (changes.some(({ kind }) => kind === 'message')) void refresh() },
        onAll: () => undefined,
        ask: (begins) => { if (navigator.onLine && (begins || Date.now() - lookedAt >= EVERY_MS)) void refresh() },
      })
    },
    { immediate: true },
  )
  window.addEventListener('online', tryAgain)
  watch(locale, () => { if (person.value !== null && linkToken() === null) void refresh() })
}
