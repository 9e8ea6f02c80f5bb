// Numbers, days and moments as people read them. Moments are stored in UTC and shown in the deployment's zone.
import { locale, t } from './text'

let zone = 'Asia/Shanghai'

/** Show moments in the zone of the deployment; a name this browser does not know is left alone. */
export function showIn(name: string): void {
  if (isZone(name)) zone = name
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** 2026年11月22日 or 22 Nov 2026. Takes a day (2026-11-22) or a moment. */
export function day(given: string | null | undefined): string {
  return shown(given, { year: 'numeric', month: locale() === 'en' ? 'short' : 'long', day: 'numeric' })
}

/** 2026年11月22日 09:30 or 22 Nov 2026, 09:30. */
export function moment(given: string | null | undefined): string {
  const month = locale() === 'en' ? 'short' : 'long'
  return shown(given, { year: 'numeric', month, day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}

/** 09:30 */
export function clock(given: string | null | undefined): string {
  return shown(given, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}

/** 40 m, 1.2 km. */
export function distance(metres: number | null | undefined): string {
  if (metres === null || metres === undefined || !Number.isFinite(metres)) return t('format.none')
  if (metres < 995) return t('format.metres', { metres: metres < 10 ? Math.round(metres) : Math.round(metres / 5) * 5 })
  return t('format.kilometres', { kilometres: (metres / 1000).toFixed(metres < 9950 ? 1 : 0) })
}

/** 1,234; a dash for what is unknown or 0/0. */
export function count(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return t('format.none')
  return new Intl.NumberFormat(locale() === 'en' ? 'en-GB' : 'zh-CN').format(value)
}

/** 87.5 %; a dash when the denominator is nought. */
export function percent(numerator: number, denominator: number): string {
  if (denominator === 0) return t('format.none')
  return `${((100 * numerator) / denominator).toFixed(1)} %`
}

/** 87.50 %, half up, as indicators are printed; a dash for 0/0. Source: docs/rules.md 4.3. */
export function share({ n, d }: { readonly n: number; readonly d: number }): string {
  if (d === 0) return t('format.none')
  return `${(Math.round((10_000 * n) / d) / 100).toFixed(2)} %`
}

function shown(given: string | null | undefined, parts: Intl.DateTimeFormatOptions): string {
  const at = given === null || given === undefined ? Number.NaN : Date.parse(given)
  if (Number.isNaN(at)) return t('format.none')
  // A bare day has no zone: it is the same day everywhere.
  const timeZone = /^\d{4}-\d{2}-\d{2}$/.test(given ?? '') ? 'UTC' : zone
  return new Intl.DateTimeFormat(locale() === 'en' ? 'en-GB' : 'zh-CN', { ...parts, timeZone }).format(at)
}
