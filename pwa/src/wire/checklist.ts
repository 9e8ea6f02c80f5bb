// A checklist as it holds now: what to look at, how, and by which article.
import { list, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields } from './read'

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
  /** The enterprise's face; empty in versions from before there were two. */
  readonly do: string
  readonly do_en: string
  readonly do_how: string
  readonly do_how_en: string
  /** What the regulator looks at; empty where the title says it. */
  readonly look: string
  readonly look_en: string
  readonly evidence: readonly string[]
  readonly frequency: string | null
  readonly penalty: string
  readonly penalty_en: string
  readonly criteria: readonly string[]
  /** Full points where the standard is scored, and what takes points off. */
  readonly points: number | null
  readonly deduction: string
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
    items: list(row, 'items', checkItemOf),
  }
}

export function checkItemOf(item: Fields): CheckItem {
  return {
    code: text(item, 'code'),
    category: text(item, 'category'),
    level: oneOf(['general', 'major'], item['level'], 'general'),
    title: text(item, 'title'),
    title_en: text(item, 'title_en'),
    how: text(item, 'how'),
    how_en: text(item, 'how_en'),
    law: text(item, 'law'),
    law_en: text(item, 'law_en'),
    do: text(item, 'do'),
    do_en: text(item, 'do_en'),
    do_how: text(item, 'do_how'),
    do_how_en: text(item, 'do_how_en'),
    look: text(item, 'look'),
    look_en: text(item, 'look_en'),
    evidence: texts(item, 'evidence'),
    frequency: textOrNull(item, 'frequency'),
    penalty: text(item, 'penalty'),
    penalty_en: text(item, 'penalty_en'),
    criteria: texts(item, 'criteria'),
    points: numberOrNull(item, 'points'),
    deduction: text(item, 'deduction'),
  }
}
