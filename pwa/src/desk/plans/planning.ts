// What the pages of plans share: who plans, which district, how an empty plan begins, what months are called.
import { computed, type ComputedRef } from 'vue'
import { usePerson } from '../../components/usePerson'
import { t } from '../../text/text'
import type { Criteria, StratumShare } from '../../wire/commands'
import { GRADES_AND_NONE, type GradeOrNone } from '../../wire/grading'

export const AFFILIATIONS = ['central', 'province', 'city', 'county', 'town', 'other'] as const

export interface Planner {
  /** Departments and districts write plans; the district they do it for. */
  readonly plans: ComputedRef<boolean>
  readonly district: ComputedRef<number>
}

export function usePlanner(): Planner {
  const person = usePerson()
  return {
    plans: computed(() => person.value?.roles.some((role) => role === 'department' || role === 'district') === true),
    district: computed(() => Number(person.value?.area?.id ?? 0)),
  }
}

export interface PlanDraft {
  readonly authority: string
  readonly classes: readonly string[]
  readonly year: number
  readonly title: string
  readonly key_grades: readonly string[]
  readonly key_list: boolean
  readonly affiliations: readonly string[]
  /** Grade -> percent as typed; empty takes the default of the table. */
  readonly shares: Readonly<Record<string, string>>
}

export function draftOf(given: { readonly authority: string; readonly classes: readonly string[]; readonly year: number; readonly title: string; readonly criteria: Criteria } | null, year: number): PlanDraft {
  const { key_grades = ['D'], key_list = true, affiliations = [], shares = [] } = given?.criteria ?? {}
  return {
    authority: given?.authority ?? '',
    classes: given?.classes ?? [],
    year: given?.year ?? year,
    title: given?.title ?? '',
    key_grades,
    key_list,
    affiliations,
    shares: Object.fromEntries(shares.map(({ grade, share }) => [grade, String(Math.round(share * 1000) / 10)])),
  }
}

/** What a draft asks for; null while a share is no percentage. */
export function criteriaOf(draft: PlanDraft): Criteria | null {
  const typed = GRADES_AND_NONE.filter((grade) => (draft.shares[grade] ?? '').trim() !== '')
  const shares: StratumShare[] = typed.map((grade) => ({ grade, share: Number(draft.shares[grade]) / 100 }))
  if (shares.some(({ share }) => !(share >= 0 && share <= 1))) return null
  return { key_grades: gradesOf(draft.key_grades), key_list: draft.key_list, affiliations: draft.affiliations, shares }
}

export function gradesOf(given: readonly string[]): GradeOrNone[] {
  return GRADES_AND_NONE.filter((grade) => given.includes(grade))
}

export function monthName(month: number): string {
  return t('desk.plan.month', { n: month })
}
