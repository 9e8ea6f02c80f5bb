// One stream of events a page, whoever on it listens: a second one would cost the phone and the server a connection.
import { follow, type Followed } from '../wire/events'

const listeners = new Set<Followed>()
let stop: () => void = () => undefined
let whose: string | null = null

/** Listen for as long as nobody says stop; the first who listens opens the stream, the last closes it. */
export function listen(personId: string, told: Followed): () => void {
  if (personId !== whose) {
    stop()
    listeners.clear()
    whose = null
  }
  listeners.add(told)
  if (whose === null) {
    whose = personId
    stop = follow(personId, {
      onTouched: (changes) => { listeners.forEach(({ onTouched }) => { onTouched(changes) }) },
      onAll: () => { listeners.forEach(({ onAll }) => { onAll() }) },
      ask: (begins) => { listeners.forEach(({ ask }) => { ask(begins) }) },
    })
  } else told.ask(true)
  return () => {
    if (!listeners.delete(told) || listeners.size > 0) return
    stop()
    whose = null
  }
}
