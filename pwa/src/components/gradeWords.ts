// How factors, groups and their sources are named: a department's own title, else the catalogue's.
import { t, tOf } from '../text/text'
import type { FactorSource } from '../wire/gradingOne'

interface Titled {
  readonly id: string
  readonly title: string
}

export const groupName = ({ id, title }: Titled): string => title || tOf('grading.group', id)
export const factorName = ({ id, title }: Titled): string => title || tOf('grading.factor', id)

/** Points without needless zeros: 25, 27.4. */
export function points(value: number): string {
  return String(Math.round(value * 10) / 10)
}

export function span(low: number | null, high: number | null): string {
  if (low === null || high === null) return '—'
  return low === high ? t('grading.score', { score: points(low) }) : t('grading.range', { low: points(low), high: points(high) })
}

export function sourceName({ of, topic, months }: FactorSource): string {
  if (of === 'field' || of === 'tag') return t(`grading.source.${of}`)
  if (of === 'course') return t('grading.source.course', { months: months ?? 0 })
  const named = tOf('grading.topic', topic)
  return months === null ? t('grading.source.records', { topic: named }) : t('grading.source.records.months', { topic: named, months })
}

/** A measured value in words; null is unknown, "none" is known to have none. */
export function valueName(value: number | string | null, source: FactorSource): string {
  if (value === null) return t('grading.value.unknown')
  if (value === 'none' || (value === 0 && source.of !== 'field')) return t('grading.value.none')
  if (source.what === 'key_list') return t(value === 0 ? 'grading.value.none' : 'grading.value.yes')
  return String(value)
}
