// What a factor measures, in words: topic, what is taken of it, conditions, period.
import { listOf } from '../../text/phrases'
import { t, tOf } from '../../text/text'
import type { Condition, Factor } from '../../wire/commands'

type Measure = Factor['measure']

export function fieldName(topic: string, field: string): string {
  return tOf(`file.${topic}`, field)
}

export function measureWords(measure: Measure): string {
  switch (measure.of) {
    case 'field':
      return tOf('grading.field', measure.field)
    case 'tag':
      return `${t('desk.grading.method.of.tag')} ${measure.tag}`
    case 'course':
      return `${tOf('grading.course', measure.what)} · ${t('desk.grading.method.months', { months: measure.months ?? 12 })}`
    case 'records': {
      const take = t(`desk.grading.method.take.${measure.take ?? 'count'}`)
      const taken = measure.field === undefined || measure.field === null ? take : `${fieldName(measure.topic, measure.field)} ${take}`
      const tests = (measure.where ?? []).map((group) => group.map((each) => testWords(measure.topic, each)).join(t('desk.grading.and')))
      const where = tests.length === 0 ? [] : [t('desk.grading.method.conditions', { tests: tests.join(t('desk.grading.or')) })]
      const months = measure.months === undefined || measure.months === null ? [] : [t('desk.grading.method.months', { months: measure.months })]
      return [`${tOf('grading.topic', measure.topic)} ${taken}`, ...where, ...months].join(' · ')
    }
  }
}

function valueWord(topic: string, field: string, value: string): string {
  return value === 'true' || value === 'false' ? t(`desk.grading.value.${value}`) : tOf(`file.${topic}.${field}`, value)
}

function testWords(topic: string, { test, field, values, months }: Condition): string {
  const named = field === undefined || field === null ? '' : fieldName(topic, field)
  return t(`desk.grading.test.${test}`, { field: named, values: listOf((values ?? []).map((value) => valueWord(topic, field ?? '', value))), months: months ?? 0 })
}
