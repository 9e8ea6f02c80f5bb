// Signing out, as both entries offer it: refused with a count while something is unsent, unless it is to be hidden.
import { signOut, type SignOut } from '../sync/session'
import { deviceDb, personDb, takeOn } from './usePerson'

export async function leave(hide: boolean): Promise<SignOut> {
  const outcome = await signOut(deviceDb(), personDb(), { hide })
  if (outcome.done) takeOn(null)
  return outcome
}
