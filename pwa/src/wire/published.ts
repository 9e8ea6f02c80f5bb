// Departments' lists: versions with counts that sum to the total, their rows, differences, and where locks say otherwise.
import { fieldsOf, flag, list, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields } from './read'

export const LIST_KINDS = ['supervise', 'guide', 'serve'] as const
export type ListKind = (typeof LIST_KINDS)[number]

export interface Version {
  readonly id: string
  readonly department: string
  readonly classes: readonly string[]
  readonly number: number | null
  readonly state: 'draft' | 'published' | 'withdrawn'
  readonly revision: number
  readonly drafted_by_name: string
  readonly published_on: string | null
  readonly published_by_name: string | null
  readonly note: string
  readonly is_demo: boolean
  readonly counts: Readonly<Record<ListKind, number>>
  readonly total: number
}

export interface Entry {
  readonly id: string
  readonly name: string
  readonly name_now: string
  readonly kind: ListKind
  readonly source: string
  readonly reason: string
  readonly supervision_class: string
  readonly grade: string | null
  readonly town: string
}

export interface Difference {
  readonly id: string
  readonly name: string
  readonly was: ListKind | null
  readonly now: ListKind | null
  readonly how: string
}

export interface Flag {
  readonly id: string
  readonly name: string
  readonly kind: ListKind | null
  readonly what: string
}

export interface VersionWhole extends Version {
  readonly before: number | null
  readonly shown: number
  /** So many of those the question finds; `entries` are the first of them. */
  readonly found: number
  readonly entries: readonly Entry[]
  readonly differences: readonly Difference[]
  readonly flags: readonly Flag[]
  readonly may: readonly string[]
}

const kindOrNull = (value: unknown): ListKind | null => LIST_KINDS.find((kind) => kind === value) ?? null

export function versionOf(row: Fields): Version {
  const counts = fieldsOf(row['counts'])
  return {
    id: text(row, 'id'), department: text(row, 'department'), classes: texts(row, 'classes'), number: numberOrNull(row, 'number'),
    state: oneOf(['draft', 'published', 'withdrawn'] as const, row['state'], 'draft'), revision: number(row, 'revision'),
    drafted_by_name: text(row, 'drafted_by_name'), published_on: textOrNull(row, 'published_on'),
    published_by_name: textOrNull(row, 'published_by_name'), note: text(row, 'note'), is_demo: flag(row, 'is_demo'),
    counts: { supervise: number(counts, 'supervise'), guide: number(counts, 'guide'), serve: number(counts, 'serve') }, total: number(row, 'total'),
  }
}

export function versionWholeOf(row: Fields): VersionWhole {
  return {
    ...versionOf(row), before: numberOrNull(row, 'before'), shown: number(row, 'shown'), found: number(row, 'found'), may: texts(row, 'may'),
    entries: list(row, 'entries', (each) => ({
      id: text(each, 'enterprise_id'), name: text(each, 'name'), name_now: text(each, 'name_now'), kind: oneOf(LIST_KINDS, each['kind'], 'guide'), source: text(each, 'source'),
      reason: text(each, 'reason'), supervision_class: text(each, 'supervision_class'), grade: textOrNull(each, 'grade'), town: text(each, 'town'),
    })),
    differences: list(row, 'differences', (each) => ({ id: text(each, 'enterprise_id'), name: text(each, 'name'), was: kindOrNull(each['was']), now: kindOrNull(each['now']), how: text(each, 'how') })),
    flags: list(row, 'flags', (each) => ({ id: text(each, 'enterprise_id'), name: text(each, 'name'), kind: kindOrNull(each['kind']), what: text(each, 'what') })),
  }
}
