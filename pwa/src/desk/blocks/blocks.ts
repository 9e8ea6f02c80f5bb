// Which indicators stand for daily checks, and the days of a quarter. Pure.
import type { Span } from '../../wire/read'

export const CHECKS = ['visited', 'frequency_met', 'effective', 'with_findings', 'on_time', 'overdue'] as const

const LAST = ['03-31', '06-30', '09-30', '12-31'] as const

/** "2026Q4" -> its first and last day; null for what is no quarter. */
export function quarterDays(code: string): Span | null {
  const found = /^(\d{4})Q([1-4])$/.exec(code)
  if (found === null) return null
  const [year, quarter] = [found[1] ?? '', Number(found[2])]
  return { from: `${year}-${String(3 * quarter - 2).padStart(2, '0')}-01`, to: `${year}-${LAST[quarter - 1] ?? ''}` }
}
