// A numbered paper to an enterprise: the grid reminds, two licensed inspectors order.
import { flag, list, number, oneOf, text, textOrNull, type Fields } from './read'

export type NoticeKind = 'reminder' | 'rectification_order'

export interface NoticeItem {
  readonly hazard_id: string
  readonly item_no: number
  readonly due_on: string
  readonly demand: string
}

export interface Notice {
  readonly id: string
  readonly number: string
  readonly kind: NoticeKind
  readonly enterprise_id: string
  readonly enterprise_name: string
  readonly issuer: string
  /** False when the paper carries the name of the area, for want of the authority's own. */
  readonly issuer_named: boolean
  readonly issued_by_name: string
  readonly second_name: string | null
  readonly issued_at: string
  readonly due_on: string | null
  readonly acknowledged_at: string | null
  readonly acknowledged_by: string | null
  readonly intention: string | null
  readonly link_expires_at: string | null
  readonly link_revoked_at: string | null
  /** The order's document was voided: it counts no more. */
  readonly voided_at: string | null
  readonly items: readonly NoticeItem[]
  readonly is_demo: boolean
}

export function noticeOf(row: Fields): Notice {
  return {
    id: text(row, 'id'),
    number: text(row, 'number'),
    kind: oneOf(['reminder', 'rectification_order'], row['kind'], 'reminder'),
    enterprise_id: text(row, 'enterprise_id'),
    enterprise_name: text(row, 'enterprise_name'),
    issuer: text(row, 'issuer'),
    issuer_named: flag(row, 'issuer_named'),
    issued_by_name: text(row, 'issued_by_name'),
    second_name: textOrNull(row, 'second_name'),
    issued_at: text(row, 'issued_at'),
    due_on: textOrNull(row, 'due_on'),
    acknowledged_at: textOrNull(row, 'acknowledged_at'),
    acknowledged_by: textOrNull(row, 'acknowledged_by'),
    intention: textOrNull(row, 'intention'),
    link_expires_at: textOrNull(row, 'link_expires_at'),
    link_revoked_at: textOrNull(row, 'link_revoked_at'),
    voided_at: textOrNull(row, 'voided_at'),
    items: list(row, 'items', (item) => ({
      hazard_id: text(item, 'hazard_id'),
      item_no: number(item, 'item_no'),
      due_on: text(item, 'due_on'),
      demand: text(item, 'demand'),
    })),
    is_demo: flag(row, 'is_demo'),
  }
}
