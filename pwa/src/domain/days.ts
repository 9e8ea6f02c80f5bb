// Calendar days where deadlines count: Asia/Shanghai, written 2026-11-22.

export type Day = string

const DAY_MS = 24 * 3600 * 1000
const HERE = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' })

/** The calendar day of a moment where deadlines count. */
export function localDay(at: Date): Day {
  return HERE.format(at)
}

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
}

/** Days from one day to another; negative when the second lies earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)
}

export function earlier(a: Day, b: Day): number {
  return a < b ? -1 : a > b ? 1 : 0
}
