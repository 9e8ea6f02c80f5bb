// The day's list as the screen needs it: owed visits, filtered by what was typed and by reason, and the counts of both.
import { computed, ref, type ComputedRef, type Ref, type WritableComputedRef } from 'vue'
import { useEnterprises, type Kept, type Listed } from '../components/useArea'
import { useDayRoutes } from '../components/useDayRoutes'
import { useNow } from '../components/useNow'
import { usePosition, type Positioned } from '../components/usePosition'
import type { Day } from '../domain/days'
import { dayAhead } from '../domain/ownDays'
import { byDayThenDistance, byDistance, byWay, matches, nextVisits, owedVisits, type TodayItem } from '../domain/today'
import { DUE_REASONS, type DueReason, type Enterprise } from '../wire/enterprise'
import type { DayRoute } from '../wire/policy'

export type Owed = TodayItem<Kept<Enterprise>>
const COMING = 20

export type Order = 'way' | 'due' | 'near'

export interface Today {
  readonly enterprises: Listed<Kept<Enterprise>>
  readonly position: Positioned
  readonly today: ComputedRef<Day>
  readonly typed: Ref<string>
  readonly reason: Ref<DueReason | null>
  readonly order: WritableComputedRef<Order>
  /** The day as it is walked, on a day off the next one; null when nothing is laid out. */
  readonly route: ComputedRef<DayRoute | null>
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
  const routes = useDayRoutes()
  const route = computed(() => dayAhead(routes.value ?? [], today.value))
  const asked = ref<Order | null>(null)
  const order = computed({ get: () => asked.value ?? (route.value === null ? 'due' : 'way'), set: (wanted) => { asked.value = wanted } })

  const owed = computed(() => owedVisits(enterprises.value.value ?? [], today.value, position.here.value, route.value?.stops ?? []))
  const shown = computed(() => {
    const found = owed.value
      .filter(({ enterprise }) => matches(enterprise, typed.value))
      .filter(({ reasons }) => reason.value === null || reasons.includes(reason.value))
    return [...found].sort({ way: byWay, due: byDayThenDistance, near: byDistance }[order.value])
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
  return { enterprises, position, today, typed, reason, order, route, counts, owed, shown, coming, others }
}
