// An enterprise's file as screens show it: ledgers in groups, values in words, what a record still lacks.
import { FILE_TOPICS, type BASE_FIELDS, type FileField, type FileTopic } from './fileTables'
import type { FileRecord, RecordValue } from '../wire/enterpriseFile'
import type { Role } from '../wire/person'

export type BaseField = (typeof BASE_FIELDS)[number]

/** The sheets of the file, and which ledgers are on each. */
export const SHEETS = {
  special: FILE_TOPICS.filter(({ kind }) => kind === 'special').map(({ id }) => id),
  people: ['area', 'staff', 'management'],
  papers: ['permit', 'standardization', 'evaluation'],
  told: ['accident', 'enforcement', 'credit'],
} as const
export type Sheet = keyof typeof SHEETS

export function isOn(sheet: Sheet, topic: string): boolean {
  return SHEETS[sheet].some((id) => id === topic)
}

export function topicOf(id: string): FileTopic | null {
  return FILE_TOPICS.find((topic) => topic.id === id) ?? null
}

export function recordsOf(records: readonly FileRecord[], topic: string): readonly FileRecord[] {
  return records.filter((record) => record.topic === topic)
}

/** Ledgers of a sheet that hold something, are asked for by a tag, or that this person may fill. */
export function shownTopics(sheet: Sheet, records: readonly FileRecord[], tags: readonly string[]): readonly string[] {
  const held = new Set(records.map(({ topic }) => topic))
  const asked = (id: string) => { const tag = topicOf(id)?.tag ?? null; return tag !== null && tags.includes(tag) }
  return SHEETS[sheet].filter((id) => sheet !== 'special' || held.has(id) || asked(id))
}

/** The field whose value names a record in a list. */
export function titleOf(record: FileRecord): string {
  const topic = topicOf(record.topic)
  const named = topic?.fields.find(({ name, type }) => type === 'text' && ['name', 'permit', 'evaluation', 'document', 'material', 'chemical', 'accident_type'].includes(name))
  const value = named === undefined ? null : record.fields[named.name]
  return typeof value === 'string' ? value : ''
}

/** Which fields a record still lacks, before it is sent; the server judges the rest. */
export function lacking(topic: FileTopic, values: Readonly<Record<string, RecordValue>>): readonly string[] {
  return topic.fields.filter(({ name, needed }) => needed && (values[name] === null || values[name] === undefined || values[name] === '')).map(({ name }) => name)
}

/** What was typed as the field holds it; null for nothing and for what does not fit. */
export function valueOf(field: Pick<FileField, 'type'>, typed: string): RecordValue {
  const text = typed.trim()
  if (text === '') return null
  if (field.type === 'integer' || field.type === 'number') {
    const value = Number(text)
    return Number.isFinite(value) && (field.type === 'number' || Number.isInteger(value)) ? value : text
  }
  return field.type === 'flag' ? text === 'true' : text
}

export function typedOf(value: RecordValue | undefined): string {
  return value === null || value === undefined ? '' : String(value)
}

const OWNS = { town: 'town_officer', department: 'department' } as const

/** Whether this person keeps the file's data and decides about it. */
export function isKeeper(roles: readonly Role[], owner: 'town' | 'department'): boolean {
  return roles.includes(OWNS[owner])
}

/** Whether what this person says stands at once; the same rule is in grids/enterprise_files.py. */
export function isDirect(roles: readonly Role[], topic: string, owner: 'town' | 'department'): boolean {
  return isKeeper(roles, owner) || (topic === 'area' && roles.includes('enterprise'))
}
