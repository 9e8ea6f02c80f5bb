// Doing something: the act is kept on this phone first, and only then does anything go out.
import { stampNow } from '../device/clock'
import { StoreError } from '../store/errors'
import { isKept, recordAct, type NewAct } from '../store/outbox'
import { personDb } from './usePerson'
import { wakeSync } from './useSync'

/**
 * Keep an act and wake the sync. Resolves with its id once it has been read back from this phone's database, which is
 * what a green tick means; throws StoreError if it has not.
 */
export async function act(given: NewAct): Promise<string> {
  const id = await recordAct(personDb(), stampNow(), given)
  if (!(await isKept(personDb(), id))) throw new StoreError('damaged')
  wakeSync()
  return id
}

/** Whether this act was kept before, by a screen that was closed in the middle of saving. */
export function wasKept(id: string): Promise<boolean> {
  return isKept(personDb(), id)
}
