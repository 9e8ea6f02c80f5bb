// A query on the phone's database that follows every change, made here, by the sync, or in another tab.
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { live } from '../store/live'

export interface Live<T> {
  readonly value: Readonly<ShallowRef<T | null>>
  /** Set when the database cannot be read; null before and after. */
  readonly error: Readonly<ShallowRef<Error | null>>
}

/**
 * Follow a query of the store for as long as the component lives. `value` is null until the first answer. `about` is
 * what the query reads besides the database; when it changes the query starts anew.
 */
export function useLive<T>(query: () => Promise<T>, about: () => unknown = () => null): Live<T> {
  const value = shallowRef<T | null>(null)
  const error = shallowRef<Error | null>(null)
  let stop: () => void = () => undefined
  watch(
    about,
    () => {
      stop()
      stop = live(
        query,
        (next) => {
          value.value = next
          error.value = null
        },
        (cause) => {
          error.value = cause
        },
      )
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    stop()
  })
  return { value, error }
}
