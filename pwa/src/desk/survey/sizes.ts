// Sizes of faults in words: square metres below a hectare, hectares above; widths in m with what matters of them.
import { count } from '../../text/format'
import { t } from '../../text/text'

const M2_HA = 10_000
const LEAST = 0.01

export function area(m2: number): string {
  if (m2 >= M2_HA) return t('desk.survey.ha', { n: count(Math.round(m2 / 1000) / 10) })
  if (m2 > 0 && m2 < LEAST) return t('desk.survey.m2', { n: `< ${LEAST}` })
  return t('desk.survey.m2', { n: m2 >= 10 ? count(Math.round(m2)) : String(Math.round(m2 * 100) / 100) })
}

export function width(m: number): string {
  return t('desk.survey.m', { n: m >= 10 ? count(Math.round(m)) : String(Math.round(m * 100) / 100) })
}
