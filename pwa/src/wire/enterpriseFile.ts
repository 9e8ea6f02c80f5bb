// One enterprise, one file: its records with their papers, what is missing and who owes it, and what it was when.
import { changeRequestOf, type ChangeRequest } from './changeRequest'
import { fieldsOf, flag, list, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields } from './read'

export const OWERS = ['enterprise', 'officer', 'town', 'department'] as const
export type Ower = (typeof OWERS)[number]
export type RecordValue = string | number | boolean | null

export interface Missing {
  readonly what: string
  readonly name: string
  readonly why: string
  readonly owed_by: Ower
  readonly weight: number
}

export interface Completeness {
  /** Null where nothing is owed. */
  readonly percent: number | null
  readonly filled: number
  readonly owed: number
  readonly missing: readonly Missing[]
}

export interface Verified {
  readonly at: string | null
  readonly by_name: string
  readonly until: string | null
  readonly is_stale: boolean
}

export interface Paper {
  readonly state: 'valid' | 'expiring' | 'expired'
  /** Days left; below 0 since it ran out. */
  readonly days: number
}

export interface FileRecord {
  readonly id: string
  readonly topic: string
  readonly fields: Readonly<Record<string, RecordValue>>
  readonly valid_from: string
  readonly valid_to: string | null
  readonly ended_on: string | null
  readonly end_reason: string
  readonly by_name: string
  readonly at: string | null
  readonly verified_at: string | null
  readonly verified_by_name: string
  readonly version: number
  readonly paper: Paper | null
  readonly photos: readonly string[]
  /** True while the server has not yet said whether it stands in the file. */
  readonly isUnsent: boolean
}

/** What is proposed for a record and not yet decided; `record` shows it as it would stand. */
export interface Waiting {
  readonly op: string
  readonly record: FileRecord
}

export interface CarriedFile {
  readonly base: Readonly<Record<string, string>>
  readonly owner: 'town' | 'department'
  readonly records: readonly FileRecord[]
  readonly waiting: readonly Waiting[]
  readonly completeness: Completeness
  readonly verified: Verified
}

export interface EnterpriseState {
  readonly name: string
  readonly status: string
  readonly unit_name: string
  readonly town_name: string
  readonly valid_from: string
  readonly valid_to: string | null
  readonly reason: string
  readonly by_name: string
}

export interface Linked {
  readonly id: string
  readonly name: string
}

export interface WholeFile extends Omit<CarriedFile, 'completeness'> {
  readonly id: string
  readonly name: string
  /** The past day that is looked at; null for now. */
  readonly on: string | null
  readonly then: EnterpriseState | null
  readonly industry: { readonly code: string | null; readonly name: string; readonly edition: string; readonly is_known: boolean }
  readonly scale: { readonly entered: string | null; readonly computed: string | null; readonly lacks: readonly string[]; readonly differs: boolean }
  readonly completeness: Completeness | null
  readonly direct_since: string | null
  readonly states: readonly EnterpriseState[]
  readonly changes: readonly ChangeRequest[]
  readonly links: Readonly<Record<'lessor' | 'tenant' | 'master' | 'entry', readonly Linked[]>>
  readonly merge: { readonly at: string; readonly reason: string; readonly undo_until: string } | null
  readonly may: readonly string[]
  /** Ledger -> whether this person writes it at once or proposes; absent where neither. */
  readonly ways: Readonly<Record<string, 'direct' | 'proposed'>>
}

export function carriedFileOf(value: unknown): CarriedFile | null {
  const row = fieldsOf(value)
  return row['records'] === undefined ? null : fileOf(row)
}

export function wholeFileOf(row: Fields): WholeFile {
  const [industry, scale, links, merge] = ['industry', 'scale', 'links', 'merge'].map((name) => fieldsOf(row[name]))
  const linked = (role: string) => list(fieldsOf(links), role, (each) => ({ id: text(each, 'id'), name: text(each, 'name') }))
  return {
    ...fileOf(row),
    id: text(row, 'id'),
    name: text(row, 'name'),
    on: textOrNull(row, 'on'),
    then: row['then'] === null ? null : stateOf(fieldsOf(row['then'])),
    industry: { code: textOrNull(fieldsOf(industry), 'code'), name: text(fieldsOf(industry), 'name'), edition: text(fieldsOf(industry), 'edition'), is_known: flag(fieldsOf(industry), 'is_known') },
    scale: { entered: textOrNull(fieldsOf(scale), 'entered'), computed: textOrNull(fieldsOf(scale), 'computed'), lacks: texts(fieldsOf(scale), 'lacks'), differs: flag(fieldsOf(scale), 'differs') },
    completeness: row['completeness'] === null ? null : completenessOf(fieldsOf(row['completeness'])),
    direct_since: textOrNull(row, 'direct_since'),
    states: list(row, 'states', stateOf),
    changes: list(row, 'changes', changeRequestOf),
    links: { lessor: linked('lessor'), tenant: linked('tenant'), master: linked('master'), entry: linked('entry') },
    merge: row['merge'] === null ? null : { at: text(fieldsOf(merge), 'at'), reason: text(fieldsOf(merge), 'reason'), undo_until: text(fieldsOf(merge), 'undo_until') },
    may: texts(row, 'may'),
    ways: Object.fromEntries(Object.entries(fieldsOf(row['ways'])).map(([topic, way]) => [topic, way === 'direct' ? 'direct' : 'proposed'])),
  }
}

export function completenessOf(row: Fields): Completeness {
  return {
    percent: numberOrNull(row, 'percent'),
    filled: number(row, 'filled'),
    owed: number(row, 'owed'),
    missing: list(row, 'missing', (each) => ({
      what: text(each, 'what'),
      name: text(each, 'name'),
      why: text(each, 'why'),
      owed_by: oneOf(OWERS, each['owed_by'], 'town'),
      weight: number(each, 'weight'),
    })),
  }
}

export function verifiedOf(row: Fields): Verified {
  return { at: textOrNull(row, 'at'), by_name: text(row, 'by_name'), until: textOrNull(row, 'until'), is_stale: flag(row, 'is_stale') }
}

function fileOf(row: Fields): CarriedFile {
  return {
    base: Object.fromEntries(Object.keys(fieldsOf(row['base'])).map((name) => [name, text(fieldsOf(row['base']), name)])),
    owner: row['owner'] === 'department' ? 'department' : 'town',
    records: list(row, 'records', recordOf),
    waiting: row['waiting'] === undefined ? list(row, 'changes', waitingOf).filter(({ state }) => state === 'proposed') : list(row, 'waiting', waitingOf),
    completeness: completenessOf(fieldsOf(row['completeness'])),
    verified: verifiedOf(fieldsOf(row['verified'])),
  }
}

function recordOf(row: Fields): FileRecord {
  const paper = fieldsOf(row['paper'])
  return {
    id: text(row, 'id'),
    topic: text(row, 'topic'),
    fields: Object.fromEntries(Object.entries(fieldsOf(row['fields'])).map(([name, value]) => [name, valueOf(value)])),
    valid_from: text(row, 'valid_from'),
    valid_to: textOrNull(row, 'valid_to'),
    ended_on: textOrNull(row, 'ended_on'),
    end_reason: text(row, 'end_reason'),
    by_name: text(row, 'by_name'),
    at: textOrNull(row, 'at'),
    verified_at: textOrNull(row, 'verified_at'),
    verified_by_name: text(row, 'verified_by_name'),
    version: number(row, 'version'),
    paper: textOrNull(paper, 'state') === null ? null : paperOf(paper),
    photos: texts(row, 'photos'),
    isUnsent: flag(row, 'isUnsent'),
  }
}

function waitingOf(row: Fields): Waiting & { readonly state: string } {
  const { valid_from, valid_to, ended_on, ...fields } = fieldsOf(row['proposed'])
  const record = recordOf({ id: textOrNull(row, 'record') ?? text(row, 'record_id'), topic: row['topic'], fields, valid_from, valid_to, ended_on })
  return { op: text(row, 'op'), state: text(row, 'state'), record }
}

export function paperOf(row: Fields): Paper {
  return { state: oneOf(['valid', 'expiring', 'expired'] as const, row['state'], 'valid'), days: number(row, 'days') }
}

function stateOf(row: Fields): EnterpriseState {
  return {
    name: text(row, 'name'),
    status: text(row, 'status'),
    unit_name: text(row, 'unit_name'),
    town_name: text(row, 'town_name'),
    valid_from: text(row, 'valid_from'),
    valid_to: textOrNull(row, 'valid_to'),
    reason: text(row, 'reason'),
    by_name: text(row, 'by_name'),
  }
}

function valueOf(value: unknown): RecordValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}
