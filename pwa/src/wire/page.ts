// Lists of the server: a bare array or {items, total, next}. A row without an id is left out; an answer that is
// no list at all proves nothing and is null.
import type { Read } from './client'
import { fieldsOf, numberOrNull, textOrNull, type Fields } from './read'

export interface Page<T> {
  readonly items: readonly T[]
  /** How many there are in all, where the server counted them. */
  readonly total: number | null
  /** Give it back as `after` to get the next page; null at the end. */
  readonly next: string | null
}

export function pageOf<T>(item: (row: Fields) => T, key = 'id'): Read<Page<T>> {
  return (body) => {
    const fields = fieldsOf(body)
    const given = Array.isArray(body) ? (body as unknown[]) : fields['items']
    if (!Array.isArray(given)) return null
    const rows = given.map(fieldsOf).filter((row) => textOrNull(row, key) !== null)
    return { items: rows.map(item), total: numberOrNull(fields, 'total'), next: textOrNull(fields, 'next') }
  }
}

/** One thing; null when the answer does not carry this key. */
export function thingOf<T>(item: (row: Fields) => T, key = 'id'): Read<T> {
  return (body) => (textOrNull(fieldsOf(body), key) === null ? null : item(fieldsOf(body)))
}
