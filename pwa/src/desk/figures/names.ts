// What a row of figures is called.
import { t, tOf } from '../../text/text'
import type { FigureRow } from '../../wire/indicators'
import type { By } from './figures'

export function nameOf(row: FigureRow, by: By): string {
  if (row.key === null) return t('desk.figures.nowhere')
  return by === 'class' ? tOf('enterprise.class', row.key) : row.name
}
