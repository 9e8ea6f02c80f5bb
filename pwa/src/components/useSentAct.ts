// An act that is kept here first and followed until the server has taken it or says why not.
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { StoreError } from '../store/errors'
import type { NewAct } from '../store/outbox'
import { stateOf } from '../store/outboxKeeping'
import { act } from './useAct'
import { useLive } from './useLive'
import { personDb } from './usePerson'

export interface SentAct {
  /** Kept on this phone and not yet taken by the server. */
  readonly isWaiting: ComputedRef<boolean>
  /** Why the server did not take it, in its words. */
  readonly refused: ComputedRef<string | null>
  /** Why this phone could not keep it. */
  readonly problem: Ref<StoreError['problem'] | null>
  /** True once it is kept here. */
  readonly send: (given: NewAct) => Promise<boolean>
}

export function useSentAct(onTaken: () => void): SentAct {
  const id = ref<string | null>(null)
  const problem = ref<StoreError['problem'] | null>(null)
  const { value } = useLive(async () => (id.value === null ? null : await stateOf(personDb(), id.value)), () => id.value)
  const state = computed(() => (value.value?.id === id.value ? (value.value?.state ?? null) : null))
  const isTaken = computed(() => state.value === 'received' || state.value === 'confirmed')
  watch(isTaken, (now) => { if (now) onTaken() })

  async function send(given: NewAct): Promise<boolean> {
    problem.value = null
    try {
      id.value = await act(given)
      return true
    } catch (cause) {
      if (!(cause instanceof StoreError)) throw cause
      problem.value = cause.problem
      return false
    }
  }

  return {
    isWaiting: computed(() => state.value === 'queued' || state.value === 'sending'),
    refused: computed(() => (state.value === 'needs_you' ? (value.value?.reason ?? '') : null)),
    problem,
    send,
  }
}
