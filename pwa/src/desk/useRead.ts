// A question to the server whose answer follows the question, and the pulse where the page is to be live. While a
// new answer is on its way the old one stays on screen; an answer that was overtaken is dropped.
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { Failure, Read } from '../wire/client'
import { isActing } from './acts'
import { get, isExpired } from './client'
import { concerns, cursor, touched } from './pulse'

export interface Reading<T> {
  /** Null until the first answer. */
  readonly value: Readonly<ShallowRef<T | null>>
  /** Why the last question has no answer. */
  readonly failure: Readonly<ShallowRef<Failure | null>>
  /** True while another question than the one answered is on its way: not for the refreshes of the pulse. */
  readonly isLoading: Readonly<ShallowRef<boolean>>
  readonly reload: () => Promise<void>
}

/** Ask for what `path` says, again whenever it changes; null asks nothing and empties the answer. */
export function useRead<T>(path: () => string | null, read: Read<T>, { live = false } = {}): Reading<T> {
  const value = shallowRef<T | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const isLoading = shallowRef(false)
  let turn = 0
  let isOverdue = false

  async function ask(wanted: string | null): Promise<void> {
    const own = ++turn
    isOverdue = false
    if (wanted === null) {
      value.value = null
      failure.value = null
      isLoading.value = false
      return
    }
    const answer = await get(wanted, read)
    if (own !== turn) return
    isLoading.value = false
    failure.value = answer.ok ? null : answer
    if (answer.ok) value.value = answer.body
    else if (answer.kind === 'missing') value.value = null
  }

  /** The pulse's question. It waits for an act on its way, so that no form goes from under the hand that sent it. */
  function refresh(): void {
    if (isActing.value) isOverdue = true
    else void ask(path())
  }

  watch(
    path,
    (wanted) => {
      isLoading.value = wanted !== null
      void ask(wanted)
    },
    { immediate: true },
  )
  if (live) {
    watch(cursor, (_now, before) => { if (before !== null) refresh() })
    watch(touched, (changes) => { if (concerns(path() ?? '', changes)) refresh() })
    watch(isActing, () => { if (isOverdue) refresh() })
  }
  watch(isExpired, (isOut) => { if (!isOut) void ask(path()) })
  onScopeDispose(() => { turn += 1 })

  return { value, failure, isLoading, reload: () => ask(path()) }
}
