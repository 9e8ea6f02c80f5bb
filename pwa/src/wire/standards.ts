// Standards as the desk reads them: the list with classes that have none, one with versions and draft, differences.
import { checkItemOf, type CheckItem } from './checklist'
import { fieldsOf, flag, list, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields } from './read'

export const EVIDENCE = ['sight', 'document', 'record', 'question', 'test', 'measurement', 'photo'] as const
export const FREQUENCIES = ['each_shift', 'daily', 'weekly', 'monthly', 'quarterly', 'half_yearly', 'yearly', 'on_change'] as const

export interface Standard {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly name_en: string
  readonly classes: readonly string[]
  readonly tags: readonly string[]
  readonly district: string | null
  readonly shipped: boolean
  readonly number: number | null
  readonly valid_from: string | null
  readonly items: number | null
  readonly scored: boolean
  readonly next_from: string | null
  readonly draft_revision: number | null
  readonly draft_items: number | null
  readonly touched_at: string | null
  readonly touched_by_name: string | null
  readonly may: boolean
}

export interface StandardClass {
  readonly supervision_class: string
  readonly enterprises: number
  readonly departments: readonly string[]
  readonly standards: readonly string[]
  readonly lacks: boolean
}

export interface StandardList {
  readonly items: readonly Standard[]
  readonly classes: readonly StandardClass[]
}

export interface StandardVersion {
  readonly number: number
  readonly valid_from: string
  readonly valid_to: string | null
  readonly items: number
  readonly published_by_name: string | null
  readonly published_at: string | null
}

export interface StandardFinding {
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly row: number | null
  readonly item: string | null
  readonly words: string
}

export interface StandardHeader {
  readonly name: string
  readonly name_en: string
  readonly classes: readonly string[]
  readonly tags: readonly string[]
}

export interface StandardDraft {
  readonly revision: number
  readonly header: StandardHeader
  readonly items: readonly CheckItem[]
  readonly findings: readonly StandardFinding[]
}

export interface StandardWhole extends Standard {
  readonly versions: readonly StandardVersion[]
  readonly draft: StandardDraft | null
}

export interface FieldChange {
  readonly name: string
  readonly old: string
  readonly now: string
}

export interface Differences {
  readonly added: readonly CheckItem[]
  readonly removed: readonly CheckItem[]
  readonly changed: readonly { readonly code: string; readonly title: string; readonly fields: readonly FieldChange[] }[]
}

export interface SheetRead {
  readonly items: readonly CheckItem[]
  readonly refused: readonly { readonly row: number; readonly field: string; readonly reason: string }[]
  readonly refusedFile: string
}

export function readStandards(body: unknown): StandardList | null {
  const row = fieldsOf(body)
  if (!Array.isArray(row['items'])) return null
  return {
    items: list(row, 'items', standardOf),
    classes: list(row, 'classes', (each) => ({
      supervision_class: text(each, 'supervision_class'),
      enterprises: number(each, 'enterprises'),
      departments: texts(each, 'departments'),
      standards: texts(each, 'standards'),
      lacks: flag(each, 'lacks'),
    })),
  }
}

export function standardOf(row: Fields): Standard {
  return {
    id: text(row, 'id'), code: text(row, 'code'), name: text(row, 'name'), name_en: text(row, 'name_en'),
    classes: texts(row, 'classes'), tags: texts(row, 'tags'), district: textOrNull(row, 'district'), shipped: flag(row, 'shipped'),
    number: numberOrNull(row, 'number'), valid_from: textOrNull(row, 'valid_from'), items: numberOrNull(row, 'items'),
    scored: flag(row, 'scored'), next_from: textOrNull(row, 'next_from'), draft_revision: numberOrNull(row, 'draft_revision'),
    draft_items: numberOrNull(row, 'draft_items'), touched_at: textOrNull(row, 'touched_at'),
    touched_by_name: textOrNull(row, 'touched_by_name'), may: flag(row, 'may'),
  }
}

export function standardWholeOf(row: Fields): StandardWhole {
  return {
    ...standardOf(row),
    versions: list(row, 'versions', (version) => ({
      number: number(version, 'number'), valid_from: text(version, 'valid_from'), valid_to: textOrNull(version, 'valid_to'),
      items: number(version, 'items'), published_by_name: textOrNull(version, 'published_by_name'), published_at: textOrNull(version, 'published_at'),
    })),
    draft: row['draft'] === null || row['draft'] === undefined ? null : draftOf(fieldsOf(row['draft'])),
  }
}

function draftOf(row: Fields): StandardDraft {
  const header = fieldsOf(row['header'])
  return {
    revision: number(row, 'revision'),
    header: { name: text(header, 'name'), name_en: text(header, 'name_en'), classes: texts(header, 'classes'), tags: texts(header, 'tags') },
    items: list(row, 'items', checkItemOf),
    findings: list(row, 'findings', (found) => ({
      code: text(found, 'code'), severity: oneOf(['error', 'warning'] as const, found['severity'], 'error'),
      row: numberOrNull(found, 'row'), item: textOrNull(found, 'item'), words: text(found, 'words'),
    })),
  }
}

export function readItems(body: unknown): readonly CheckItem[] | null {
  const row = fieldsOf(body)
  return Array.isArray(row['items']) ? list(row, 'items', checkItemOf) : null
}

export function readDifferences(body: unknown): Differences | null {
  const row = fieldsOf(body)
  if (!Array.isArray(row['changed'])) return null
  return {
    added: list(row, 'added', checkItemOf),
    removed: list(row, 'removed', checkItemOf),
    changed: list(row, 'changed', (change) => ({
      code: text(change, 'code'), title: text(change, 'title'),
      fields: list(change, 'fields', (field) => ({ name: text(field, 'name'), old: said(field['old']), now: said(field['new']) })),
    })),
  }
}

function said(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(', ')
  return value === null || value === undefined ? '' : typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

export function readSheet(body: unknown): SheetRead | null {
  const row = fieldsOf(body)
  if (!Array.isArray(row['refused'])) return null
  return {
    items: list(row, 'items', checkItemOf),
    refused: list(row, 'refused', (each) => ({ row: number(each, 'row'), field: text(each, 'field'), reason: text(each, 'reason') })),
    refusedFile: text(row, 'refused_file'),
  }
}
