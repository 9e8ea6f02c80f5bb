// The downloaded area with the person's unsent acts over it, typed for the screens. Every list follows changes.
import { computed, type ComputedRef } from 'vue'
import { readCursor, readStanding, shownRow, shownRows, type Shown } from '../store/area'
import type { ActState, FeedCursor } from '../store/db'
import type { AreaStore } from '../wire/area'
import { checklistOf, type Checklist } from '../wire/checklist'
import { contentOf, type Content } from '../wire/content'
import { enterpriseOf, type Enterprise } from '../wire/enterprise'
import { hazardOf, type Hazard } from '../wire/hazard'
import { inspectionOf, type Inspection } from '../wire/inspection'
import { noticeOf, type Notice } from '../wire/notice'
import type { Standing } from '../wire/policy'
import type { Fields } from '../wire/read'
import { selfCheckOf, selfPeriodOf, type SelfCheckRow, type SelfPeriod } from '../wire/selfCheck'
import { unitOf, type Unit } from '../wire/unit'
import { useLive } from './useLive'
import { personDb } from './usePerson'

/** A thing of the area; `pending` is how far an unsent act about it is, null when the server's copy is shown. */
export type Kept<T> = T & { readonly pending: ActState | null }

/** `value` is null until the phone's database has answered; `isBroken` when it can't be read. */
export interface Listed<T> {
  readonly value: ComputedRef<readonly T[] | null>
  readonly isBroken: ComputedRef<boolean>
}

export const useEnterprises = (): Listed<Kept<Enterprise>> => useAll('enterprises', enterpriseOf)
export const useHazards = (): Listed<Kept<Hazard>> => useAll('hazards', hazardOf)
export const useNotices = (): Listed<Kept<Notice>> => useAll('notices', noticeOf)
export const useUnits = (): Listed<Kept<Unit>> => useAll('units', unitOf)
export const useInspections = (): Listed<Kept<Inspection>> => useAll('inspections', inspectionOf)
export const useSelfChecks = (): Listed<Kept<SelfCheckRow>> => useAll('self_checks', selfCheckOf)
export const useSelfPeriods = (): Listed<Kept<SelfPeriod>> => useAll('self_periods', selfPeriodOf)
export const useChecklists = (): Listed<Kept<Checklist>> => useAll('checklists', checklistOf)
export const useContents = (): Listed<Kept<Content>> => useAll('contents', contentOf)

/** One thing; undefined until the database has answered, null when nobody knows it. */
export type One<T> = ComputedRef<Kept<T> | null | undefined>

export const useEnterprise = (id: () => string): One<Enterprise> => useOne('enterprises', id, enterpriseOf)
export const useHazard = (id: () => string): One<Hazard> => useOne('hazards', id, hazardOf)
export const useInspection = (id: () => string): One<Inspection> => useOne('inspections', id, inspectionOf)
export const useNotice = (id: () => string): One<Notice> => useOne('notices', id, noticeOf)

export function useStanding(): ComputedRef<Standing | null> {
  const { value } = useLive(() => readStanding(personDb()))
  return computed(() => value.value)
}

/** When the area was last brought up to date; undefined until known, null before the first download. */
export function useCursor(): ComputedRef<FeedCursor | null | undefined> {
  const { value } = useLive(async () => ({ cursor: await readCursor(personDb()) }))
  return computed(() => value.value?.cursor)
}

function useAll<T>(store: AreaStore, read: (row: Fields) => T): Listed<Kept<T>> {
  const { value, error } = useLive(() => shownRows(personDb(), store))
  return {
    value: computed(() => value.value?.map((row) => keptOf(row, read)) ?? null),
    isBroken: computed(() => error.value !== null),
  }
}

function useOne<T>(store: AreaStore, id: () => string, read: (row: Fields) => T): One<T> {
  const { value } = useLive(async () => ({ row: await shownRow(personDb(), store, id()) }), id)
  return computed(() => {
    const row = value.value?.row
    return row === undefined || row === null ? row : keptOf(row, read)
  })
}

function keptOf<T>(row: Shown, read: (row: Fields) => T): Kept<T> {
  return { ...read(row), pending: row.pending }
}
