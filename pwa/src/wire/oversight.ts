// What people at a desk read besides the loop itself: imports, sign-ins, colleagues, bodies.
import { fieldsOf, flag, list, number, text, textOrNull, texts, type Fields } from './read'

/** Rows of a file that share one problem. */
export interface ImportReason {
  readonly field: string
  /** What is wrong with the first such row and what to do. */
  readonly text: string
  readonly rows: number
  /** False when the rows went in all the same. */
  readonly refused: boolean
}

/** What an import did, or in a dry run would do. Counts are rows of the file. */
export interface ImportReport {
  readonly id: string
  readonly kind: string
  readonly file: string
  readonly at: string | null
  readonly dry_run: boolean
  readonly crs: string
  readonly read: number
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  readonly refused: number
  readonly flagged: number
  readonly warnings: readonly string[]
  readonly reasons: readonly ImportReason[]
  /** Field -> the heading of the file that was taken for it. */
  readonly mapping: Fields
  readonly headings: readonly string[]
  readonly refused_url: string | null
}

export function importReportOf(row: Fields): ImportReport {
  return {
    id: text(row, 'id'),
    kind: text(row, 'kind'),
    file: text(row, 'file') || text(row, 'file_name'),
    at: textOrNull(row, 'at'),
    dry_run: flag(row, 'dry_run'),
    crs: text(row, 'crs'),
    read: number(row, 'read'),
    inserted: number(row, 'inserted'),
    updated: number(row, 'updated'),
    unchanged: number(row, 'unchanged'),
    refused: number(row, 'refused'),
    flagged: number(row, 'flagged'),
    warnings: [...texts(row, 'warnings'), ...list(row, 'warnings', (warning) => text(warning, 'text'))].filter((said) => said !== ''),
    reasons: list(row, 'reasons', (reason) => ({
      field: text(reason, 'field_name') || text(reason, 'field'),
      text: text(reason, 'example') || text(reason, 'text'),
      rows: number(reason, 'rows'),
      refused: flag(reason, 'refused'),
    })),
    mapping: fieldsOf(row['mapping']),
    headings: texts(row, 'headings'),
    refused_url: textOrNull(row, 'refused_url'),
  }
}

export interface SignedIn {
  readonly id: string
  readonly user_agent: string
  readonly created_at: string
  readonly last_seen_at: string
  readonly current: boolean
}

export function signedInOf(row: Fields): SignedIn {
  return {
    id: text(row, 'id'),
    user_agent: text(row, 'user_agent'),
    created_at: text(row, 'created_at'),
    last_seen_at: text(row, 'last_seen_at'),
    current: flag(row, 'current'),
  }
}

/** An access token for GIS programs; the token itself is not kept. */
export interface Token {
  readonly id: string
  readonly name: string
  readonly expires_at: string
  readonly last_used_at: string | null
}

export function tokenOf(row: Fields): Token {
  return {
    id: text(row, 'id'),
    name: text(row, 'name'),
    expires_at: text(row, 'expires_at'),
    last_used_at: textOrNull(row, 'last_used_at'),
  }
}

/** The token as it is made: the only time that it is shown. */
export function newTokenOf(row: Fields): Token & { readonly token: string } {
  return { ...tokenOf(row), token: text(row, 'token') }
}

export interface Colleague {
  readonly id: string
  readonly name: string
  readonly licence_no: string
}

export function colleagueOf(row: Fields): Colleague {
  return { id: text(row, 'id'), name: text(row, 'name'), licence_no: text(row, 'licence_no') }
}

/** A body a hazard can be transferred to: a town, a district, a department's area. */
export interface CompetentBody {
  readonly id: string
  readonly level: string
  readonly name: string
}

export function competentBodyOf(row: Fields): CompetentBody {
  return { id: text(row, 'id'), level: text(row, 'level'), name: text(row, 'name') }
}
