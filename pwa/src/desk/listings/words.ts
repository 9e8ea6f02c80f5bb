// Money and shares as the lists of listed cases write them.
import { count } from '../../text/format'
import { t } from '../../text/text'

/** Yuan with its unit. */
export function money(yuan: number): string {
  return t('desk.hazard.yuan', { yuan: count(yuan) })
}

/** A share in percent with two decimals; nothing over nothing is a dash. */
export function share(n: number, d: number): string {
  return d === 0 ? '—' : `${((100 * n) / d).toFixed(2)}%`
}
