// A list that grows by "show more": the pages asked for so far, one under the other. A row is in it once, also while
// the next page is on its way; another question begins again with its first page.
import { shallowRef, watch, type ShallowRef } from 'vue'
import type { Read } from '../wire/client'
import type { Page } from '../wire/page'
import { useRead, type Reading } from './useRead'

export interface Growing<T> {
  readonly items: Readonly<ShallowRef<readonly T[]>>
  /** The page that was read last: its failure and its retry are those of the list. */
  readonly page: Reading<Page<T>>
  readonly more: () => void
  /** Read it again from the first page, after something in it was changed. */
  readonly restart: () => Promise<void>
}

/** `path` puts the question, after the row the server named last; with '' from the beginning. */
export function useMore<T>(path: (after: string) => string | null, read: Read<Page<T>>): Growing<T> {
  const after = shallowRef('')
  let before: readonly T[] = []
  const items = shallowRef<readonly T[]>([])
  function begin(): void {
    before = []
    after.value = ''
  }
  // At once, so that a new question is never asked from the middle.
  watch(() => path(''), begin, { flush: 'sync' })
  const page = useRead(() => path(after.value), read)
  watch(page.value, (now) => { items.value = now === null ? [] : [...before, ...now.items] }, { flush: 'sync' })

  return {
    items,
    page,
    more: () => {
      const next = page.value.value?.next ?? null
      if (next === null || page.isLoading.value) return
      before = items.value
      after.value = next
    },
    restart: async () => {
      const isFirst = after.value === ''
      begin()
      if (isFirst) await page.reload() // else the question itself has changed, and is asked
    },
  }
}
