// The balance of the hazard list for a period, and the list behind one of its numbers.
import { fieldsOf, flag, list, number, text, textOrNull, type Fields } from './read'

export const PARTS = ['opening', 'new', 'reopened', 'moved_in', 'closed', 'void', 'moved_out', 'open'] as const
export type Part = (typeof PARTS)[number]
export const GROUPS = ['district', 'town', 'village', 'unit', 'class', 'level'] as const
export type Group = (typeof GROUPS)[number]

export interface BalanceRow {
  readonly key: string | null
  readonly name: string | null
  readonly parts: Readonly<Record<Part, number>>
}

export interface Balance {
  readonly first: string
  readonly last: string
  readonly by: string
  readonly rows: readonly BalanceRow[]
  readonly total: BalanceRow
}

export interface Stay {
  readonly id: string
  readonly hazard_id: string
  readonly ledger_no: string
  readonly enterprise_name: string
  readonly place: string
  readonly description: string
  readonly level: string
  readonly from_at: string
  readonly came: string
  readonly to_at: string | null
  readonly went: string | null
  readonly unit_name: string | null
  readonly town_name: string | null
  readonly is_demo: boolean
}

export interface Stays {
  readonly total: number
  readonly items: readonly Stay[]
}

export function balanceOf(row: Fields): Balance {
  return { first: text(row, 'first'), last: text(row, 'last'), by: text(row, 'by'), rows: list(row, 'rows', rowOf), total: rowOf(fieldsOf(row['total'])) }
}

export function staysOf(row: Fields): Stays {
  return { total: number(row, 'total'), items: list(row, 'items', stayOf) }
}

function rowOf(row: Fields): BalanceRow {
  const of = (part: Part) => number(row, part)
  return {
    key: textOrNull(row, 'key'),
    name: textOrNull(row, 'name'),
    parts: { opening: of('opening'), new: of('new'), reopened: of('reopened'), moved_in: of('moved_in'), closed: of('closed'), void: of('void'), moved_out: of('moved_out'), open: of('open') },
  }
}

function stayOf(row: Fields): Stay {
  return {
    id: text(row, 'id'),
    hazard_id: text(row, 'hazard_id'),
    ledger_no: text(row, 'ledger_no'),
    enterprise_name: text(row, 'enterprise_name'),
    place: text(row, 'place'),
    description: text(row, 'description'),
    level: text(row, 'level'),
    from_at: text(row, 'from_at'),
    came: text(row, 'came'),
    to_at: textOrNull(row, 'to_at'),
    went: textOrNull(row, 'went'),
    unit_name: textOrNull(row, 'unit_name'),
    town_name: textOrNull(row, 'town_name'),
    is_demo: flag(row, 'is_demo'),
  }
}
