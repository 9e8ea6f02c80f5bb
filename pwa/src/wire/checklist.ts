// A checklist as it holds now: what to look at, how, and by which article.
import { list, number, oneOf, text, textOrNull, texts, type Fields } from './read'

export interface CheckItem {
  readonly code: string
  readonly category: string
  readonly level: 'general' | 'major'
  readonly title: string
  readonly title_en: string
  readonly how: string
  readonly how_en: string
  readonly law: string
  readonly law_en: string
}

export interface Checklist {
  readonly version_id: number
  readonly code: string
  readonly number: number
  readonly name: string
  readonly name_en: string
  /** Empty: every class. */
  readonly classes: readonly string[]
  readonly tags: readonly string[]
  /** Holds from this day, and before that day; a retired version stays for the drafts that began with it. */
  readonly valid_from: string
  readonly valid_to: string | null
  readonly items: readonly CheckItem[]
}

export function checklistOf(row: Fields): Checklist {
  return {
    version_id: number(row, 'version_id'),
    code: text(row, 'code'),
    number: number(row, 'number'),
    name: text(row, 'name'),
    name_en: text(row, 'name_en'),
    classes: texts(row, 'classes'),
    tags: texts(row, 'tags'),
    valid_from: text(row, 'valid_from'),
    valid_to: textOrNull(row, 'valid_to'),
    items: list(row, 'items', (item) => ({
      code: text(item, 'code'),
      category: text(item, 'category'),
      level: oneOf(['general', 'major'], item['level'], 'general'),
      title: text(item, 'title'),
      title_en: text(item, 'title_en'),
      how: text(item, 'how'),
      how_en: text(item, 'how_en'),
      law: text(item, 'law'),
      law_en: text(item, 'law_en'),
    })),
  }
}
