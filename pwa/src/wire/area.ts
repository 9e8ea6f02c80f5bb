// The area a person works in, as GET /api/v1/pack and /api/v1/changes bring it. Rows keep every field the
// server sends; the fields named here are those the phone itself looks at.
import { standingOf, type Standing } from './policy'

export interface Row {
  readonly id: string
  readonly [field: string]: unknown
}

/** Wire noun -> the store that keeps it. A noun not named here is left out without harm. */
export const NOUNS = {
  unit: 'units',
  enterprise: 'enterprises',
  hazard: 'hazards',
  notice: 'notices',
  checklist: 'checklists',
  content: 'contents',
  visit: 'visits',
  inspection: 'inspections',
  self_check: 'self_checks',
  self_period: 'self_periods',
} as const

export type Noun = keyof typeof NOUNS
export type AreaStore = (typeof NOUNS)[Noun]

export interface Pack {
  readonly cursor: string
  readonly server_time: string
  readonly rows: Readonly<Record<AreaStore, readonly Row[]>>
  /** The day's numbers, who else inspects, where a hazard can go. */
  readonly standing: Standing
}

export interface Delta {
  readonly cursor: string
  readonly more: boolean
  readonly upserts: Readonly<Record<AreaStore, readonly Row[]>>
  readonly removed: Readonly<Record<AreaStore, readonly string[]>>
}

type Fields = Record<string, unknown>

export function readPack(body: unknown): Pack | null {
  const pack = body as Fields | null
  if (typeof pack?.['cursor'] !== 'string' || typeof pack['server_time'] !== 'string') return null
  const rows = perStore((_noun, store) => readRows(pack[store]))
  if (rows === null) return null
  return { cursor: pack['cursor'], server_time: pack['server_time'], rows, standing: standingOf(pack) }
}

export function readDelta(body: unknown): Delta | null {
  const delta = body as Fields | null
  if (typeof delta?.['cursor'] !== 'string' || typeof delta['more'] !== 'boolean') return null
  const given = (delta['upserts'] ?? {}) as Fields
  const gone = (delta['removed'] ?? {}) as Fields
  const upserts = perStore((noun) => readRows(given[noun]))
  const removed = perStore((noun) => readIds(gone[noun]))
  if (upserts === null || removed === null) return null
  return { cursor: delta['cursor'], more: delta['more'], upserts, removed }
}

/** What came onto the phone at once, outside the feed. */
export function readAdded(body: unknown): Delta['upserts'] | null {
  const given = (body as Fields | null)?.['upserts'] as Fields | undefined
  return given === undefined ? null : perStore((noun) => readRows(given[noun]))
}

/** Files by the enterprise they are of, as they came. */
export function readFiles(body: unknown): ReadonlyMap<string, unknown> | null {
  const items = (body as Fields | null)?.['items']
  if (!Array.isArray(items)) return null
  const rows = items as (Fields | null)[]
  return rows.every((row) => isId(row?.['id']) && typeof row?.['file'] === 'object') ? new Map(rows.map((row) => [String(row?.['id']), row?.['file']])) : null
}

function perStore<T>(read: (noun: Noun, store: AreaStore) => T | null): Record<AreaStore, T> | null {
  const found = Object.entries(NOUNS).map(([noun, store]) => [store, read(noun as Noun, store)] as const)
  return found.some(([, value]) => value === null) ? null : (Object.fromEntries(found) as Record<AreaStore, T>)
}

function readRows(body: unknown): Row[] | null {
  if (body === undefined) return []
  if (!Array.isArray(body)) return null
  const rows = body as (Fields | null)[]
  return rows.every((row) => isId(idOf(row))) ? rows.map((row) => ({ ...row, id: String(idOf(row)) })) : null
}

function readIds(body: unknown): string[] | null {
  if (body === undefined) return []
  return Array.isArray(body) && body.every(isId) ? body.map(String) : null
}

/** A checklist is known by its version. */
function idOf(row: Fields | null): unknown {
  return row?.['id'] ?? row?.['version_id']
}

/** Grid units are numbered, everything else has a UUID; the phone keys both by text. */
function isId(id: unknown): boolean {
  return typeof id === 'string' || typeof id === 'number'
}
