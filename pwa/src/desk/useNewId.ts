// The id of a thing that is being made: the same for every press, so that a press after a lost answer records nothing
// twice, and another one for the next thing.
import { shallowRef, watch, type ShallowRef } from 'vue'

export interface NewId {
  readonly id: Readonly<ShallowRef<string>>
  /** The thing is made: what is begun now is another one. */
  readonly renew: () => void
}

/** A form that stays on the page says when it opens; one that is mounted anew each time has nothing to say. */
export function useNewId(isOpen?: () => boolean): NewId {
  const id = shallowRef(crypto.randomUUID())
  const renew = (): void => { id.value = crypto.randomUUID() }
  if (isOpen !== undefined) watch(isOpen, (open) => { if (open) renew() })
  return { id, renew }
}
