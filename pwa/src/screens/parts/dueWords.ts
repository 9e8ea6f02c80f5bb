// How far a day is away, in the words of a list: overdue by 12 days, today, in 3 days.
import { daysBetween, type Day } from '../../domain/days'
import { t } from '../../text/text'

export function dueWords(on: Day, today: Day): string {
  const days = daysBetween(today, on)
  if (days < 0) return t('due.late', { days: -days })
  return days === 0 ? t('due.today') : t('due.in', { days })
}
