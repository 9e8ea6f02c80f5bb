// Messages on the phone: how many are unread, those that are here, and what a person does with them.
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { listMessages, markRead, readInboxState, type InboxState } from '../store/inbox'
import { olderMessages } from '../sync/inbox'
import { createClient, type FailureKind } from '../wire/client'
import type { Message } from '../wire/inbox'
import { inboxFailure, refresh } from './inboxFollow'
import { useLive } from './useLive'
import { personDb } from './usePerson'

export interface InboxOnPhone {
  /** Null until the phone's database has answered. */
  readonly messages: ComputedRef<readonly Message[] | null>
  readonly state: ComputedRef<InboxState | null>
  /** Why the newest could not be fetched. */
  readonly failure: Readonly<Ref<FailureKind | null>>
  readonly isBusy: Readonly<Ref<boolean>>
  readonly read: (ids: readonly string[]) => Promise<void>
  readonly older: () => Promise<void>
}

export function useInbox(): InboxOnPhone {
  const { value } = useLive(() => listMessages(personDb()))
  const { value: state } = useLive(() => readInboxState(personDb()))
  const isBusy = ref(false)
  void refresh()

  return {
    messages: computed(() => value.value),
    state: computed(() => state.value),
    failure: inboxFailure,
    isBusy,
    read: async (ids) => {
      await markRead(personDb(), ids, new Date())
      void refresh()
    },
    older: async () => {
      isBusy.value = true
      const db = personDb()
      inboxFailure.value = await olderMessages(db, createClient(db.personId), () => new Date())
      isBusy.value = false
    },
  }
}
