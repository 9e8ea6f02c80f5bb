// Which standards a district published by class and grade: what holds, and what begins later. Carried once a district.
import { fieldsOf, list, text, textOrNull, texts, type Fields } from './read'

export interface ContentSet {
  /** Null: of every class. */
  readonly supervision_class: string | null
  readonly valid_from: string
  /** Grade (`none`: not graded) -> codes of standards in their order. */
  readonly grades: Readonly<Record<string, readonly string[]>>
}

export interface Content {
  /** The district. */
  readonly id: string
  readonly sets: readonly ContentSet[]
}

export function contentOf(row: Fields): Content {
  return { id: text(row, 'id'), sets: list(row, 'sets', setOf) }
}

function setOf(row: Fields): ContentSet {
  const grades = fieldsOf(row['grades'])
  return {
    supervision_class: textOrNull(row, 'supervision_class'),
    valid_from: text(row, 'valid_from'),
    grades: Object.fromEntries(Object.keys(grades).map((grade) => [grade, texts(grades, grade)])),
  }
}
