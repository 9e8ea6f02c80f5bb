// Lists of another authority compared with the register: what is left of each, and their rows.
import { fieldsOf, flag, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields } from './read'

export const ROSTER_KINDS = ['only_list', 'only_here', 'double', 'differs'] as const
export type RosterKind = (typeof ROSTER_KINDS)[number]
export const ROSTER_SOURCES = ['aic', 'statistics', 'tax', 'other'] as const

export interface Left {
  readonly total: number
  readonly done: number
}

export interface Roster {
  readonly id: string
  readonly source: string
  readonly list_day: string
  readonly file_name: string
  readonly at: string
  readonly by_name: string
  readonly place: string
  readonly read: number
  readonly same: number
  readonly refused: number
  readonly has_refused: boolean
  readonly progress: Readonly<Record<RosterKind, Left>>
}

export function rosterOf(row: Fields): Roster {
  const summary = fieldsOf(row['summary'])
  const progress = fieldsOf(row['progress'])
  const left = (kind: RosterKind) => ({ total: number(fieldsOf(progress[kind]), 'total'), done: number(fieldsOf(progress[kind]), 'done') })
  return {
    id: text(row, 'id'), source: text(row, 'source'), list_day: text(row, 'list_day'), file_name: text(row, 'file_name'), at: text(row, 'at'),
    by_name: text(row, 'by_name'), place: text(row, 'town') || text(row, 'district'), read: number(summary, 'read'), same: number(summary, 'same'),
    refused: number(summary, 'refused'), has_refused: flag(row, 'has_refused'),
    progress: { only_list: left('only_list'), only_here: left('only_here'), double: left('double'), differs: left('differs') },
  }
}

export interface RosterEntry {
  readonly name: string
  readonly uscc: string
  readonly address: string
  readonly principal: string
  readonly principal_phone: string
  readonly status: string
}

export interface Difference {
  readonly field: string
  readonly here: string
  readonly there: string
}

export interface RosterRow {
  readonly id: string
  readonly n: number
  readonly kind: RosterKind
  readonly line: number | null
  readonly name: string
  readonly why: string | null
  readonly enterprise_id: string | null
  readonly other_id: string | null
  readonly town: string
  readonly given: RosterEntry | null
  readonly supervision_class: string
  readonly entry: RosterEntry | null
  readonly other: RosterEntry | null
  readonly differs: readonly Difference[]
  readonly way: string | null
  readonly reason: string
  readonly settled_at: string | null
  readonly settled_by_name: string
}

export function rosterRowOf(row: Fields): RosterRow {
  return {
    id: text(row, 'n'), n: number(row, 'n'), kind: oneOf(ROSTER_KINDS, row['kind'], 'only_list'), line: numberOrNull(row, 'line'), name: text(row, 'name'),
    why: textOrNull(row, 'why'), enterprise_id: textOrNull(row, 'enterprise_id'), other_id: textOrNull(row, 'other_id'), town: text(row, 'town'),
    given: entryOf(row['given']), supervision_class: text(fieldsOf(row['given']), 'supervision_class'), entry: entryOf(row['entry']), other: entryOf(row['other']),
    differs: Object.entries(fieldsOf(row['differs'])).map(([field, both]) => {
      const [here = '', there = ''] = texts({ both }, 'both')
      return { field, here, there }
    }),
    way: textOrNull(row, 'act'), reason: text(row, 'reason'), settled_at: textOrNull(row, 'settled_at'), settled_by_name: text(row, 'settled_by_name'),
  }
}

function entryOf(given: unknown): RosterEntry | null {
  const row = fieldsOf(given)
  if (text(row, 'name') === '') return null
  return {
    name: text(row, 'name'), uscc: text(row, 'uscc'), address: text(row, 'address'), principal: text(row, 'principal'),
    principal_phone: text(row, 'principal_phone'), status: text(row, 'status'),
  }
}
