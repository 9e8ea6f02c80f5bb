// Keeps the inbox of whoever is signed in up to date while the page is looked at: told by the stream the moment a message
// comes; without a stream it looks each minute.
import { ref, watch } from 'vue'
import { refreshInbox } from '../sync/inbox'
import { locale } from '../text/text'
import { createClient, type FailureKind } from '../wire/client'
import { linkToken } from './useLink'
import { listen } from './liveStream'
import { personDb, usePerson } from './usePerson'

const EVERY_MS = 60_000

/** Why the newest messages could not be fetched last; null when they were. */
export const inboxFailure = ref<FailureKind | null>(null)

const person = usePerson()
let lookedAt = 0
let running: Promise<void> | null = null
let isWanted = false

/** Fetch now; asked for while it runs, it runs once more, so that nothing that came meanwhile waits. */
export function refresh(): Promise<void> {
  isWanted = true
  running ??= run().finally(() => { running = null })
  return running
}

async function run(): Promise<void> {
  while (isWanted && person.value !== null) {
    isWanted = false
    lookedAt = Date.now()
    const db = personDb()
    inboxFailure.value = await refreshInbox(db, createClient(db.personId), () => new Date())
  }
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
      if (id === undefined || linkToken() !== null) return
      stop = listen(id, {
        onTouched: (changes) => { if (changes.some(({ kind }) => kind === 'message')) void refresh() },
        onAll: () => undefined,
        ask: (begins) => { if (navigator.onLine && (begins || Date.now() - lookedAt >= EVERY_MS)) void refresh() },
      })
    },
    { immediate: true },
  )
  watch(locale, () => { if (person.value !== null && linkToken() === null) void refresh() })
}
