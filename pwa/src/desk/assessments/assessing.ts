// What the pages of assessments share: names in the reader's language, points without a tail of noughts. Pure but for
// the language.
import { locale } from '../../text/text'
import type { AssessmentItem, Automatic } from '../../wire/assessment'

export function itemName({ text, text_en }: AssessmentItem): string {
  return locale() === 'en' && text_en !== '' ? text_en : text
}

export function indicatorName({ name }: Pick<Automatic, 'name'>): string {
  return name[locale()]
}

/** "45.00" is 45, "7.50" is 7.5; a dash for what has no points. */
export function pointsOf(given: string | null): string {
  return given === null || given === '' ? '—' : String(Number(given))
}
