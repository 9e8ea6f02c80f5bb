// How many messages are unread, for the badge.
import { computed, type ComputedRef } from 'vue'
import { readInboxState } from '../store/inbox'
import { useLive } from './useLive'
import { personDb } from './usePerson'

/** Nought until the phone's database has answered. */
export function useUnread(): ComputedRef<number> {
  const { value } = useLive(() => readInboxState(personDb()))
  return computed(() => value.value?.unread ?? 0)
}
