// Something only the server knows, asked for once when a screen opens. Without network the screen goes on without it.
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { createClient, type FailureKind, type Read } from '../wire/client'
import { usePerson } from './usePerson'

export interface Asked<T> {
  readonly body: Readonly<ShallowRef<T | null>>
  /** Why there is no answer; null while asking and after an answer. */
  readonly failure: Readonly<ShallowRef<FailureKind | null>>
  readonly again: () => Promise<void>
}

export function useAsk<T>(path: string, read: Read<T>): Asked<T> {
  const body = shallowRef<T | null>(null)
  const failure = shallowRef<FailureKind | null>(null)
  const person = usePerson()
  let isGone = false
  onScopeDispose(() => { isGone = true })

  async function again(): Promise<void> {
    const answer = await createClient(person.value?.id ?? null).get(path, read)
    if (isGone) return
    body.value = answer.ok ? answer.body : body.value
    failure.value = answer.ok ? null : answer.kind
  }

  void again()
  return { body, failure, again }
}
