// What an event's body says to a reader: the words people wrote and the dates and levels they set, in a fixed order.
import { says, statementsOf } from '../../text/phrases'
import { fieldsOf, list, text as textOf, type Fields } from '../../wire/read'

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
  'evaluation',
  'milestones',
] as const

/** [name, value] of every field that says something; ids and machine words stay out. */
export function linesOf(body: Fields): (readonly [string, string])[] {
  return SHOWN.flatMap((name) => {
    const value = body[name]
    const text = name === 'evaluation' || name === 'milestones' ? told(name, body) : Array.isArray(value) ? statementsOf(value.map(String)) : typeof value === 'string' || typeof value === 'number' ? String(value) : ''
    return text === '' ? [] : [[name, text] as const]
  })
}

/** An evaluation by who made it and what it says; milestones with their days. */
function told(name: 'evaluation' | 'milestones', body: Fields): string {
  if (name === 'milestones') return statementsOf(list(body, name, (each) => `${textOf(each, 'what')} ${textOf(each, 'due_on')}`))
  const said = fieldsOf(body[name])
  return says(textOf(said, 'evaluator'), textOf(said, 'conclusion'))
}
