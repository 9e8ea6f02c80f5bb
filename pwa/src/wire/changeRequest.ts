// A proposed change of an enterprise's file, with the old values beside the new.
import { fieldsOf, flag, oneOf, text, textOrNull, texts, type Fields } from './read'

export const CHANGE_OPS = ['base', 'add', 'change', 'end', 'move'] as const
export type ChangeOp = (typeof CHANGE_OPS)[number]

/** `present` holds the values when it was proposed. */
export interface ChangeRequest {
  readonly id: string
  readonly enterprise_id: string
  readonly enterprise_name: string
  readonly op: ChangeOp
  readonly topic: string | null
  readonly proposed: Fields
  readonly present: Fields
  readonly reason: string
  readonly state: string
  readonly by_name: string
  readonly at: string
  readonly decided_by_name: string | null
  readonly decided_at: string | null
  readonly decision_reason: string | null
  /** A department supervises directly: it decides, not the town. */
  readonly is_direct: boolean
  readonly photos: readonly string[]
}

export function changeRequestOf(row: Fields): ChangeRequest {
  return {
    id: text(row, 'id'),
    enterprise_id: text(row, 'enterprise_id'),
    enterprise_name: text(row, 'enterprise_name'),
    op: oneOf(CHANGE_OPS, row['op'], 'base'),
    topic: textOrNull(row, 'topic'),
    proposed: fieldsOf(row['proposed']),
    present: fieldsOf(row['present']),
    reason: text(row, 'reason'),
    state: text(row, 'state'),
    by_name: text(row, 'by_name'),
    at: text(row, 'at'),
    decided_by_name: textOrNull(row, 'decided_by_name'),
    decided_at: textOrNull(row, 'decided_at'),
    decision_reason: textOrNull(row, 'decision_reason'),
    is_direct: flag(row, 'is_direct'),
    photos: texts(row, 'photos'),
  }
}
