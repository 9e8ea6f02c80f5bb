// Rescue files as the office decides on them.
import { fieldsOf, list, number, text, textOrNull, type Fields } from './read'

export interface RescueFile {
  readonly id: string
  readonly state: string
  readonly person_name: string
  readonly acts: number
  readonly photos: number
  readonly made_at: string
  readonly received_at: string
  readonly brought_by_name: string | null
  readonly decided_by_name: string | null
  readonly decided_at: string | null
  readonly reason: string | null
  /** What came of it: [word, count] of acts and photos, and the acts that were not applied. */
  readonly outcome: RescueOutcome | null
}

export interface RescueOutcome {
  readonly acts: readonly (readonly [string, number])[]
  readonly photos: readonly (readonly [string, number])[]
  readonly left: readonly { readonly id: string; readonly kind: string; readonly reason: string | null }[]
}

export function rescueOf(row: Fields): RescueFile {
  return {
    id: text(row, 'id'),
    state: text(row, 'state'),
    person_name: text(row, 'person_name'),
    acts: number(row, 'acts'),
    photos: number(row, 'photos'),
    made_at: text(row, 'made_at'),
    received_at: text(row, 'received_at'),
    brought_by_name: textOrNull(row, 'brought_by_name'),
    decided_by_name: textOrNull(row, 'decided_by_name'),
    decided_at: textOrNull(row, 'decided_at'),
    reason: textOrNull(row, 'reason'),
    outcome: row['outcome'] === null ? null : outcomeOf(fieldsOf(row['outcome'])),
  }
}

function outcomeOf(row: Fields): RescueOutcome {
  return {
    acts: countsOf(fieldsOf(row['acts'])),
    photos: countsOf(fieldsOf(row['photos'])),
    left: list(row, 'left', (act) => ({ id: text(act, 'id'), kind: text(act, 'kind'), reason: textOrNull(act, 'reason') })),
  }
}

function countsOf(row: Fields): [string, number][] {
  return Object.keys(row).map((word) => [word, number(row, word)])
}
