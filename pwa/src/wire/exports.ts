// Exports and reports: what a file would hold, and how far it is.
import { flag, list, number, numberOrNull, text, textOrNull, fieldsOf, type Fields } from './read'

export interface CoordinateSystem {
  readonly name: string
  readonly title: string
  readonly error: string
}

export interface ExportPlan {
  readonly rows: number
  readonly by_worker: boolean
  readonly filter: string
  readonly scope: string
  readonly systems: readonly CoordinateSystem[]
}

export interface Export {
  readonly id: string
  readonly what: string
  readonly title: string
  readonly format: string
  readonly at: string
  readonly state: string
  readonly rows_total: number
  readonly rows_done: number
  readonly bytes: number | null
  readonly file_url: string | null
  readonly file_name: string | null
  readonly expires_at: string | null
}

export function readPlan(body: unknown): ExportPlan | null {
  const row = fieldsOf(body)
  if (numberOrNull(row, 'rows') === null) return null
  return {
    rows: number(row, 'rows'),
    by_worker: flag(row, 'by_worker'),
    filter: text(row, 'filter'),
    scope: text(row, 'scope'),
    systems: list(row, 'systems', (each) => ({ name: text(each, 'name'), title: text(each, 'title'), error: text(each, 'error') })),
  }
}

export function exportOf(row: Fields): Export {
  return {
    id: text(row, 'id'),
    what: text(row, 'what'),
    title: text(row, 'title'),
    format: text(row, 'format'),
    at: text(row, 'at'),
    state: text(row, 'state'),
    rows_total: number(row, 'rows_total'),
    rows_done: number(row, 'rows_done'),
    bytes: numberOrNull(row, 'bytes'),
    file_url: textOrNull(row, 'file_url'),
    file_name: textOrNull(row, 'file_name'),
    expires_at: textOrNull(row, 'expires_at'),
  }
}
