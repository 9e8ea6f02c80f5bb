// One hazard with its chain, and the other open hazards of its enterprise, followed live.
import { computed, type ComputedRef } from 'vue'
import { UNRESOLVED } from '../../domain/hazards'
import { hazardFileOf, type HazardFile } from '../../wire/files'
import { hazardOf, type Hazard } from '../../wire/hazard'
import { pageOf, thingOf } from '../../wire/page'
import { queryOf } from '../useFilters'
import { useRead, type Reading } from '../useRead'

export interface HazardFileRead {
  readonly file: Reading<HazardFile>
  readonly others: ComputedRef<readonly Hazard[]>
}

export function useHazardFile(id: () => string | null): HazardFileRead {
  const file = useRead(() => (id() === null ? null : `/api/v1/hazards/${id()}`), thingOf(hazardFileOf), { live: true })
  const enterprise = computed(() => file.value.value?.enterprise_id ?? null)
  const beside = useRead(
    () => (enterprise.value === null ? null : `/api/v1/hazards${queryOf([['enterprise', enterprise.value], ...UNRESOLVED.map((state) => ['state', state] as const), ['limit', '20']])}`),
    pageOf(hazardOf),
  )
  return { file, others: computed(() => (beside.value.value?.items ?? []).filter((other) => other.id !== id())) }
}
