// Cohorts of model enterprises and their quotas; who supervises whom; the archive of industries.
import { fieldsOf, flag, list, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields } from './read'

export interface Cohort {
  readonly id: string
  readonly title: string
  readonly year: number
  readonly n: number
}

export interface Quota {
  readonly units: number
  readonly wanted: number
  readonly chosen: number
  readonly key: number
  readonly key_wanted: number
  readonly is_met: boolean
}

export const STORIES = ['none', 'up', 'down'] as const

export interface Member {
  readonly id: string
  /** Whether all see what it does well: never published, shown, or no longer. */
  readonly story: (typeof STORIES)[number]
  readonly enterprise_id: string
  readonly name: string
  readonly supervision_class: string
  readonly grade: string | null
  readonly town: string
  readonly department: string
  readonly reason: string
  readonly chosen_by_name: string
  readonly chosen_at: string
  readonly removed_by_name: string | null
  readonly removed_at: string | null
  readonly removed_reason: string | null
  readonly is_key: boolean
}

export interface CohortWhole extends Cohort {
  readonly members: readonly Member[]
  readonly places: readonly (Quota & { readonly town: string })[]
  readonly total: Quota
  /** How many of the chosen all see. */
  readonly shown: { readonly n: number; readonly d: number }
  readonly departments: readonly { readonly department: string; readonly n: number; readonly wanted: number }[]
  readonly share: number
  readonly key_share: number
}

export interface Gap {
  readonly id: string
  readonly name: string
  readonly supervision_class: string
  readonly town: string
  readonly unit: string | null
  readonly no_territorial: boolean
  readonly no_industry: boolean
  readonly double_industry: boolean
}

export interface Gaps {
  readonly items: readonly Gap[]
  /** How many there are; no more than a few thousand are listed. */
  readonly total: number
  readonly n: number
  readonly d: number
  readonly counts: Readonly<Record<'no_territorial' | 'no_industry' | 'double_industry', number>>
}

export interface Supervisors {
  readonly named: readonly { readonly side: string; readonly name: string; readonly reason: string; readonly by_name: string; readonly valid_from: string; readonly valid_to: string | null }[]
  readonly people: readonly { readonly id: string; readonly name: string; readonly role: string; readonly classes: readonly string[]; readonly side: string }[]
}

export interface Industry {
  readonly id: string
  readonly supervision_class: string
  readonly industry: string
  readonly whole: boolean
  readonly n: number
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
  readonly ungraded: number
  readonly locked: number
  readonly key_list: number
  readonly employees: number
  readonly open_hazards: number
}

export interface Industries {
  readonly as_of: string
  readonly total: number
  readonly rows: readonly Industry[]
}

export function cohortOf(row: Fields): Cohort {
  return { id: text(row, 'id'), title: text(row, 'title'), year: number(row, 'year'), n: number(row, 'n') }
}

export function cohortWholeOf(row: Fields): CohortWhole {
  const policy = fieldsOf(row['policy'])
  return {
    ...cohortOf(row),
    members: list(row, 'members', (each) => ({
      id: text(each, 'id'), story: oneOf(STORIES, each['story'], 'none'), enterprise_id: text(each, 'enterprise_id'), name: text(each, 'name'), supervision_class: text(each, 'supervision_class'),
      grade: textOrNull(each, 'grade'), town: text(each, 'town'), department: text(each, 'department'), reason: text(each, 'reason'), chosen_by_name: text(each, 'chosen_by_name'),
      chosen_at: text(each, 'chosen_at'), removed_by_name: textOrNull(each, 'removed_by_name'), removed_at: textOrNull(each, 'removed_at'), removed_reason: textOrNull(each, 'removed_reason'), is_key: flag(each, 'is_key'),
    })),
    places: list(row, 'places', (each) => ({ ...quotaOf(each), town: text(each, 'town') })),
    total: quotaOf(fieldsOf(row['total'])),
    shown: { n: number(fieldsOf(row['shown']), 'n'), d: number(fieldsOf(row['shown']), 'd') },
    departments: list(row, 'departments', (each) => ({ department: text(each, 'department'), n: number(each, 'n'), wanted: number(each, 'wanted') })),
    share: number(policy, 'share'), key_share: number(policy, 'key_share'),
  }
}

export function readGaps(body: unknown): Gaps | null {
  const row = fieldsOf(body)
  const figures = fieldsOf(row['figures'])
  const rate = fieldsOf(figures['rate'])
  if (numberOrNull(rate, 'd') === null) return null
  return {
    items: list(row, 'items', (each) => ({
      id: text(each, 'id'), name: text(each, 'name'), supervision_class: text(each, 'supervision_class'), town: text(each, 'town'), unit: textOrNull(each, 'unit'),
      no_territorial: flag(each, 'no_territorial'), no_industry: flag(each, 'no_industry'), double_industry: flag(each, 'double_industry'),
    })),
    total: number(row, 'total'), n: number(rate, 'n'), d: number(rate, 'd'),
    counts: { no_territorial: number(figures, 'no_territorial'), no_industry: number(figures, 'no_industry'), double_industry: number(figures, 'double_industry') },
  }
}

export function readSupervisors(body: unknown): Supervisors | null {
  const row = fieldsOf(body)
  if (!Array.isArray(row['people'])) return null
  return {
    named: list(row, 'named', (each) => ({ side: text(each, 'side'), name: text(each, 'name'), reason: text(each, 'reason'), by_name: text(each, 'by_name'), valid_from: text(each, 'valid_from'), valid_to: textOrNull(each, 'valid_to') })),
    people: list(row, 'people', (each) => ({ id: text(each, 'id'), name: text(each, 'name'), role: text(each, 'role'), classes: texts(each, 'classes'), side: text(each, 'side') })),
  }
}

export function readIndustries(body: unknown): Industries | null {
  const row = fieldsOf(body)
  if (textOrNull(row, 'as_of') === null) return null
  return {
    as_of: text(row, 'as_of'), total: number(row, 'total'),
    rows: list(row, 'rows', (each) => {
      const of = (name: string) => number(each, name)
      return {
        id: `${text(each, 'supervision_class')} ${flag(each, 'whole') ? '' : `· ${text(each, 'industry')}`}`, supervision_class: text(each, 'supervision_class'), industry: text(each, 'industry'),
        whole: flag(each, 'whole'), n: of('n'), a: of('a'), b: of('b'), c: of('c'), d: of('d'), ungraded: of('ungraded'), locked: of('locked'), key_list: of('key_list'),
        employees: of('employees'), open_hazards: of('open_hazards'),
      }
    }),
  }
}

function quotaOf(row: Fields): Quota {
  return { units: number(row, 'units'), wanted: number(row, 'wanted'), chosen: number(row, 'chosen'), key: number(row, 'key'), key_wanted: number(row, 'key_wanted'), is_met: flag(row, 'is_met') }
}
