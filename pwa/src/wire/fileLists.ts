// Files by what they owe, and papers by their last day.
import { completenessOf, paperOf, verifiedOf, type Completeness, type Paper, type Verified } from './enterpriseFile'
import { fieldsOf, list, number, text, textOrNull, type Fields } from './read'

export interface FileRow {
  readonly id: string
  readonly name: string
  readonly town_id: string | null
  readonly unit_id: string | null
  readonly completeness: Completeness
  readonly verified: Verified
  readonly expired: number
  readonly next_end: string | null
}

export interface FileList {
  readonly items: readonly FileRow[]
  readonly total: number
  readonly figures: Readonly<Record<string, number>>
}

export interface PaperRow {
  readonly id: string
  readonly enterprise_id: string
  readonly enterprise_name: string
  readonly topic: string
  readonly fields: Fields
  readonly valid_to: string
  readonly paper: Paper
}

export function fileListOf(body: unknown): FileList | null {
  const row = fieldsOf(body)
  if (!Array.isArray(row['items'])) return null
  const figures = fieldsOf(row['figures'])
  return { items: list(row, 'items', fileRowOf), total: number(row, 'total'), figures: Object.fromEntries(Object.keys(figures).map((name) => [name, number(figures, name)])) }
}

export function paperRowOf(row: Fields): PaperRow {
  return {
    id: text(row, 'id'), enterprise_id: text(row, 'enterprise_id'), enterprise_name: text(row, 'enterprise_name'), topic: text(row, 'topic'),
    fields: fieldsOf(row['fields']), valid_to: text(row, 'valid_to'), paper: paperOf(fieldsOf(row['paper'])),
  }
}

function fileRowOf(row: Fields): FileRow {
  return {
    id: text(row, 'id'), name: text(row, 'name'), town_id: textOrNull(row, 'town_id'), unit_id: textOrNull(row, 'unit_id'),
    completeness: completenessOf(fieldsOf(row['completeness'])), verified: verifiedOf(fieldsOf(row['verified'])),
    expired: number(row, 'expired'), next_end: textOrNull(row, 'next_end'),
  }
}
