// What the pages of assessments share: names in the reader's language, points without a tail of noughts. Pure but for
// the language.
import { locale, t } from '../../text/text'
import type { AssessmentItem, Automatic, Ranked } from '../../wire/assessment'

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

/** What to know beside the points of a row; that too little could be assessed only where ranks are told and nothing waits. */
export function notesOf({ rank, percent, waiting, open_appeals, not_assessable }: Pick<Ranked, 'rank' | 'percent' | 'waiting' | 'open_appeals' | 'not_assessable'>, seesRanking: boolean): string {
  const told = [
    waiting > 0 ? t('desk.assess.waiting', { n: waiting }) : '', open_appeals > 0 ? t('desk.assess.appeals.n', { n: open_appeals }) : '',
    not_assessable > 0 ? t('desk.assess.na.n', { n: not_assessable }) : '',
    seesRanking && rank === null && percent !== null && waiting === 0 ? t('desk.assess.thin') : '',
  ]
  return told.filter((word) => word !== '').join(' · ')
}
