// The key supervision list: stays with their history, as of today or of a day.
import { fieldsOf, flag, list, number, oneOf, text, textOrNull, texts, type Fields } from './read'

export const KEY_STATES = ['proposed', 'refused', 'in_force', 'exit_applied', 'exited'] as const
export type KeyState = (typeof KEY_STATES)[number]

export interface KeyStep {
  readonly step: string
  readonly name: string
  readonly at: string
  readonly text: string
}

export interface KeyEntry {
  readonly id: string
  readonly enterprise_id: string
  readonly enterprise_name: string
  readonly town: string
  readonly supervision_class: string
  readonly grade: string | null
  readonly state: KeyState
  readonly source: string
  readonly hazard_id: string | null
  readonly ledger_no: string | null
  readonly reason: string
  readonly evidence: string
  readonly conditions: string
  readonly proposed_by_name: string | null
  readonly proposed_at: string
  readonly entered_on: string | null
  readonly exited_on: string | null
  readonly history: readonly KeyStep[]
  readonly is_demo: boolean
  readonly may: readonly string[]
}

export interface KeyList {
  readonly items: readonly KeyEntry[]
  /** How many there are; no more than a few thousand are listed. */
  readonly total: number
  readonly n: number
  readonly d: number
  readonly waiting: number
  readonly as_of: string
}

export function keyEntryOf(row: Fields): KeyEntry {
  return {
    id: text(row, 'id'), enterprise_id: text(row, 'enterprise_id'), enterprise_name: text(row, 'enterprise_name'), town: text(row, 'town'),
    supervision_class: text(row, 'supervision_class'), grade: textOrNull(row, 'grade'), state: oneOf(KEY_STATES, row['state'], 'proposed'),
    source: text(row, 'source'), hazard_id: textOrNull(row, 'hazard_id'), ledger_no: textOrNull(row, 'ledger_no'), reason: text(row, 'reason'),
    evidence: text(row, 'evidence'), conditions: text(row, 'conditions'), proposed_by_name: textOrNull(row, 'proposed_by_name'),
    proposed_at: text(row, 'proposed_at'), entered_on: textOrNull(row, 'entered_on'), exited_on: textOrNull(row, 'exited_on'),
    history: list(row, 'history', (each) => ({ step: text(each, 'step'), name: text(each, 'name'), at: text(each, 'at'), text: text(each, 'text') })),
    is_demo: flag(row, 'is_demo'), may: texts(row, 'may'),
  }
}

export function readKeyList(body: unknown): KeyList | null {
  const row = fieldsOf(body)
  if (textOrNull(row, 'as_of') === null) return null
  const figures = fieldsOf(row['figures'])
  const onList = fieldsOf(figures['on_list'])
  return { items: list(row, 'items', keyEntryOf), total: number(row, 'total'), n: number(onList, 'n'), d: number(onList, 'd'), waiting: number(figures, 'waiting'), as_of: text(row, 'as_of') }
}
