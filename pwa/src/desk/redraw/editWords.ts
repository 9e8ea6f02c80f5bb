// An edit in words, for the history. A kind that is not known here is told by its own name.
import { t, tOf } from '../../text/text'
import { list, text, texts, type Fields } from '../../wire/read'

export function editWords(op: Fields, nameOf: (key: string) => string): string {
  const kind = text(op, 'kind')
  const name = (field: string) => nameOf(text(op, field))
  return tOf('desk.redraw.edited', kind, {
    n: list(op, 'moves', () => 1).length || texts(op, 'enterprises').length || list(op, 'units', () => 1).length,
    unit: name('unit'), giver: name('giver'), taker: name('taker'), one: name('one'), other: name('other'), into: name('into'),
    units: texts(op, 'units').map(nameOf).join(t('phrase.comma')), name: text(op, 'name'), code: text(op, 'code'),
  })
}
