// Names of quarters and years as people say them.
import { t, tOf } from './text'

/** 2026年第三季度 or Q3 2026; 2026年度 or year 2026. */
export function periodName(code: string): string {
  const [year = code, quarter] = code.split('Q')
  return quarter === undefined ? t('period.year', { year }) : t('period.quarter', { year, quarter: tOf('period.q', quarter) })
}
