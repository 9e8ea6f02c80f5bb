// The day's list as the screen needs it: owed visits, filtered by what was typed and by reason, and the counts of both.
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { useEnterprises, type Kept, type Listed } from '../components/useArea'
import { useNow } from '../components/useNow'
import { usePosition, type Positioned } from '../components/usePosition'
import type { Day } from '../domain/days'
import { byDayThenDistance, byDistance, matches, nextVisits, owedVisits, type TodayItem } from '../domain/today'
import { DUE_REASONS, type DueReason, type Enterprise } from '../wire/enterprise'

export type Owed = TodayItem<Kept<Enterprise>>
const COMING = 20

export type Order = 'due' | 'near'

export interface Today {
  readonly enterprises: Listed<Kept<Enterprise>>
  readonly position: Positioned
  readonly today: ComputedRef<Day>
  readonly typed: Ref<string>
  readonly reason: Ref<DueReason | null>
  readonly order: Ref<Order>
  readonly counts: ComputedRef<readonly { readonly reason: DueReason; readonly count: number }[]>
  readonly owed: ComputedRef<readonly Owed[]>
  readonly shown: ComputedRef<readonly Owed[]>
  /** What comes due next, where nothing is owed now. */
  readonly coming: ComputedRef<readonly Owed[]>
  /** What was typed fits these, though no visit is owed. */
  readonly others: ComputedRef<readonly Kept<Enterprise>[]>
}

export function useToday(): Today {
  const enterprises = useEnterprises()
  const position = usePosition()
  const { today } = useNow()
  const typed = ref('')
  const reason = ref<DueReason | null>(null)
  const order = ref<Order>('due')

  const owed = computed(() => owedVisits(enterprises.value.value ?? [], today.value, position.here.value))
  const shown = computed(() => {
    const found = owed.value
      .filter(({ enterprise }) => matches(enterprise, typed.value))
      .filter(({ reasons }) => reason.value === null || reasons.includes(reason.value))
    return [...found].sort(order.value === 'near' ? byDistance : byDayThenDistance)
  })
  const coming = computed(() =>
    owed.value.length > 0 ? [] : nextVisits(enterprises.value.value ?? [], today.value, position.here.value, COMING),
  )
  const counts = computed(() =>
    DUE_REASONS.map((each) => ({ reason: each, count: owed.value.filter(({ reasons }) => reasons.includes(each)).length })),
  )
  const others = computed(() => {
    if (typed.value.trim() === '') return []
    const known = new Set(owed.value.map(({ enterprise }) => enterprise.id))
    return (enterprises.value.value ?? []).filter((each) => !known.has(each.id) && matches(each, typed.value))
  })
  return { enterprises, position, today, typed, reason, order, counts, owed, shown, coming, others }
}
