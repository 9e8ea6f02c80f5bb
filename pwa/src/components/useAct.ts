// Doing something: the act is kept on this phone first, and only then does anything go out.
import { stampNow } from '../device/clock'
import { recordAct, type NewAct } from '../store/outbox'
import { personDb } from './usePerson'
import { wakeSync } from './useSync'

/** Keep an act and wake the sync. Resolves with its id once it is safe on this phone; throws StoreError if it is not. */
export async function act(given: NewAct): Promise<string> {
  const id = await recordAct(personDb(), stampNow(), given)
  wakeSync()
  return id
}
