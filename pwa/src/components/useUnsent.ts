// How much exists only on this phone, as the badge and the outbox show it.
import { computed, type ComputedRef } from 'vue'
import { unsentCount } from '../store/outbox'
import { useLive } from './useLive'
import { personDb } from './usePerson'

/** Acts and photos not yet at the server; null until the phone's database has answered. */
export function useUnsent(): ComputedRef<number | null> {
  const { value } = useLive(() => unsentCount(personDb()))
  return computed(() => value.value)
}
