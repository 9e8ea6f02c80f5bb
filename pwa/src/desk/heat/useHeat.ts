// What the heat page asks and is answered: the whole period, which sets the classes, and the month that is looked at.
import { computed, type ComputedRef } from 'vue'
import { useNow } from '../../components/useNow'
import { HEAT_MEASURES, readAreas, readGround, type AreaHeat, type GroundHeat, type HeatMeasure } from '../../wire/heat'
import type { Read } from '../../wire/client'
import { queryOf, useFilters } from '../useFilters'
import { useRead } from '../useRead'
import { classesOf, shrunk } from './heatColours'
import { NAMES, VIEWS, askedOf, monthsOf, periodOf, shownDays, type Days } from './heatQuestion'

export function useHeat() {
  const filters = useFilters(NAMES)
  const { today } = useNow()
  const measure = computed((): HeatMeasure => HEAT_MEASURES.find((name) => name === filters.one('measure')) ?? 'per_visit')
  const view = computed(() => VIEWS.find((name) => name === filters.one('by')) ?? 'ground')
  const period = computed(() => periodOf(filters, today.value))
  const months = computed(() => monthsOf(period.value))
  const month = computed(() => (months.value.includes(filters.one('month')) ? filters.one('month') : ''))
  const days = computed(() => shownDays(filters, period.value))
  const question = (asked: Days) => askedOf(filters, measure.value, asked)

  const groundPath = (asked: Days) => (view.value === 'ground' ? `/api/v1/heat${queryOf([...question(asked), ['bandwidth', filters.one('bandwidth')]])}` : null)
  const areaPath = (asked: Days) => (view.value === 'ground' ? null : `/api/v1/figures/areas${queryOf([...question(asked), ['by', view.value], ['tested', 'true']])}`)
  const ground = both(groundPath, readGround)
  const areas = both(areaPath, readAreas)

  function both<T extends GroundHeat | AreaHeat>(path: (asked: Days) => string | null, read: Read<T>) {
    const whole = useRead(() => path(period.value), read, { live: true })
    const ofMonth = useRead(() => (month.value === '' ? null : path(days.value)), read, { live: true })
    const shown = computed(() => (month.value === '' ? whole.value.value : (ofMonth.value.value ?? whole.value.value)))
    return { whole, ofMonth, shown }
  }

  const now = computed(() => (view.value === 'ground' ? ground : areas))
  const made: ComputedRef<GroundHeat | AreaHeat | null> = computed(() => now.value.shown.value)
  const classes = computed(() => {
    const certain = view.value === 'ground' ? ground.whole.value.value?.cells : areas.whole.value.value?.areas
    const all = classesOf((certain ?? []).filter(({ verdict }) => verdict === 'certain').map(({ value }) => value ?? 0))
    return month.value === '' ? all : shrunk(all, measure.value, lengthOf(days.value) / lengthOf(period.value))
  })
  return {
    filters, measure, view, period, months, month, days, ground: ground.shown, areas: areas.shown, made, classes,
    failure: computed(() => now.value.whole.failure.value ?? now.value.ofMonth.failure.value),
    isLoading: computed(() => now.value.whole.isLoading.value),
    reload: () => now.value.whole.reload(),
  }
}

function lengthOf({ from, to }: Days): number {
  return 1 + (Date.parse(to) - Date.parse(from)) / 86_400_000
}
