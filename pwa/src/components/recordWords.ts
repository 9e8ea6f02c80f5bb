// Records and basic facts in words: the name of a field, its value, what is missing.
import { topicOf } from '../domain/enterpriseFiles'
import { day } from '../text/format'
import { t, tOf } from '../text/text'
import { BASE_FIELDS } from '../domain/fileTables'
import type { CarriedFile, Completeness, FileRecord, Missing, RecordValue } from '../wire/enterpriseFile'

export function fieldName(topic: string, field: string): string {
  return field === 'valid_from' || field === 'valid_to' ? tOf('file.field', field) : tOf(`file.field.${topic}`, field)
}

export function fieldValue(topic: string, field: string, value: RecordValue | undefined): string {
  if (value === null || value === undefined || value === '') return ''
  const type = topicOf(topic)?.fields.find(({ name }) => name === field)?.type
  if (typeof value === 'boolean') return t(value ? 'file.yes' : 'file.no')
  if (type === 'choice') return tOf(`file.option.${topic}.${field}`, String(value))
  if (type === 'date' || field.startsWith('valid_') || field === 'ended_on') return day(String(value))
  return typeof value === 'number' ? value.toLocaleString('en-US', { maximumFractionDigits: 3 }) : value
}

/** The filled fields of a record, in the order of its ledger. */
export function factsOf(record: FileRecord): readonly (readonly [string, string])[] {
  const fields = topicOf(record.topic)?.fields ?? []
  return fields.map(({ name }) => [fieldName(record.topic, name), fieldValue(record.topic, name, record.fields[name])] as const)
}

/** A basic fact, as the file holds it in texts. */
export function baseValue(name: string, value: string | undefined): string {
  if (value === undefined || value === '') return ''
  const type = BASE_FIELDS.find((field) => field.name === name)?.type
  if (name === 'status') return tOf('enterprise.status', value)
  if (name === 'supervision_class') return tOf('enterprise.class', value)
  if (type === 'choice') return tOf(`enterprise.choice.${name}`, value)
  if (type === 'flag') return t(value === 'true' ? 'file.yes' : 'file.no')
  if (type === 'date') return day(value)
  return type === 'money' || type === 'number' ? Number(value).toLocaleString('en-US', { maximumFractionDigits: 2 }) : value
}

export function missingWords(missing: Missing): string {
  const name = missing.what === 'topic' ? tOf('file.topic', missing.name) : tOf('enterprise.field', missing.name)
  return `${name} · ${tOf('file.why', missing.why)}`
}

/** How complete a file is and when it was verified, in words. One that is not on this phone says only so. */
export function fileWords({ completeness, verified }: Pick<CarriedFile, 'verified'> & { readonly completeness: Completeness | null }): { readonly state: string; readonly verified: string } {
  if (completeness !== null && completeness.percent === null) return { state: t('file.offline'), verified: t('file.offline.hint') }
  const missing = completeness?.missing.length ?? 0
  const at = verified.at
  return {
    state: missing > 0 ? t('file.missing', { count: missing }) : t('file.whole'),
    verified: at === null ? t('file.verified.never') : t('file.verified', { day: day(at), name: verified.by_name }) + (verified.is_stale ? t('file.verified.stale') : ''),
  }
}
