// Calendar days where deadlines count: in the zone of the deployment, written 2026-11-22.

export type Day = string

const DAY_MS = 24 * 3600 * 1000
let calendar = calendarOf('Asia/Shanghai')
let clock = clockOf('Asia/Shanghai')

/** Take the zone of the deployment, as the server names it; a name this browser does not know is left alone. */
export function setZone(name: string): void {
  try {
    calendar = calendarOf(name)
    clock = clockOf(name)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
}


/** The calendar day of a moment where deadlines count. */
export function localDay(at: Date): Day {
  return calendar.format(at)
}

/** The moment at which clocks of the deployment show this day and time, "2026-11-22" and "09:30"; null for no time. */
export function momentAt(day: Day, time: string): string | null {
  const asIfUtc = Date.parse(`${day}T${time}:00Z`)
  if (Number.isNaN(asIfUtc)) return null
  const shown = clock.format(new Date(asIfUtc)).replace(', ', 'T')
  return new Date(asIfUtc - (Date.parse(`${shown}:00Z`) - asIfUtc)).toISOString()
}

/** The day and time that clocks of the deployment show at a moment; null for none. The other way round from momentAt. */
export function shownAt(moment: string): { readonly day: Day; readonly time: string } | null {
  const at = new Date(moment)
  if (Number.isNaN(at.getTime())) return null
  const [day = '', time = ''] = clock.format(at).split(', ')
  return { day, time }
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}

function calendarOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
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
