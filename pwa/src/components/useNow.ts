// The moment and the day as screens see them; the day moves on at midnight while a screen stays open.
import { computed, onScopeDispose, ref, type ComputedRef, type Ref } from 'vue'
import { localDay, type Day } from '../domain/days'

const EVERY_MS = 30_000

export function useNow(everyMs = EVERY_MS): { readonly now: Ref<Date>; readonly today: ComputedRef<Day> } {
  const now = ref(new Date())
  const timer = setInterval(() => {
    now.value = new Date()
  }, everyMs)
  onScopeDispose(() => {
    clearInterval(timer)
  })
  return { now, today: computed(() => localDay(now.value)) }
}
