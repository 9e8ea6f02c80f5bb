// What an event's body says to a reader: the words people wrote and the dates and levels they set, in a fixed order.
import type { Fields } from '../../wire/read'

const SHOWN = [
  'number',
  'level',
  'due_on',
  'new_due_on',
  'to_area',
  'place',
  'description',
  'suggestion',
  'interim_measures',
  'reason',
  'criteria',
  'opinion',
  'done',
  'done_by',
  'done_on',
  'signed_by',
  'intention',
  'measure',
  'stopped',
  'basis',
  'funds_yuan',
  'responsible_person',
  'month',
  'text',
  'summary',
  'outcome',
  'leader',
  'responsible_unit',
  'deadline',
  'new_deadline',
  'decision',
  'case_no',
] as const

/** [name, value] of every field that says something; ids and machine words stay out. */
export function linesOf(body: Fields): (readonly [string, string])[] {
  return SHOWN.flatMap((name) => {
    const value = body[name]
    const text = Array.isArray(value) ? value.join('；') : typeof value === 'string' || typeof value === 'number' ? String(value) : ''
    return text === '' ? [] : [[name, text] as const]
  })
}
