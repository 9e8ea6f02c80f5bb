// What an enterprise owes of self-inspection, and what a self-check needs before it can be handed in. The same rules
// are in grids/self_checks.py; the server decides.
import type { SelfPolicy } from '../wire/policy'
import type { Rhythm, SelfPeriod } from '../wire/selfCheck'
import { addDays, type Day } from './days'

export type SelfResult = 'ok' | 'hazard' | 'not_applicable'

export interface SelfAnswered {
  readonly result: SelfResult
  readonly remark: string
  readonly off: number | null
}

export type SelfLack = 'items' | 'outside' | 'photo' | 'time' | 'checker' | 'none'

interface Checked {
  readonly codes: readonly string[]
  readonly answers: Readonly<Record<string, SelfAnswered>>
  readonly photos: number
  readonly checker: string
  /** Unit: seconds since the check began. */
  readonly seconds: number
}

/** How many self-checks a period asks for. */
export function checksOwed(rhythm: Rhythm): number {
  return rhythm === 'monthly' ? 3 : rhythm === 'quarterly' ? 1 : 0
}

/** What is still missing; a check that found nothing names every item, takes its time and shows photos. */
export function lackOf(given: Checked, policy: SelfPolicy): SelfLack | null {
  const answered = given.codes.flatMap((code) => given.answers[code] ?? [])
  if (answered.length === 0) return 'none'
  if (given.checker.trim() === '') return 'checker'
  if (answered.some(({ result }) => result === 'hazard')) return null
  const outside = answered.filter(({ result }) => result === 'not_applicable').length
  if (answered.length < policy.zero_checked_share * given.codes.length) return 'items'
  if (outside > policy.zero_not_applicable_share * given.codes.length) return 'outside'
  if (given.photos < policy.zero_photos_min) return 'photo'
  return given.seconds < policy.zero_seconds_an_item * (answered.length - outside) ? 'time' : null
}

export type Standing = 'waived' | 'missed' | 'late' | 'to_check' | 'to_sign' | 'signed' | 'accepted' | 'returned' | 'later'

/** Where a period stands for the person who owes it: what to do next, or that it is done. */
export function standingOf(period: SelfPeriod, today: Day): Standing {
  if (period.waived !== null) return 'waived'
  if (period.state === 'returned') return 'returned'
  if (period.first_signed_at !== null) return period.state === 'accepted' ? 'accepted' : period.late ? 'late' : 'signed'
  if (today > period.due_on) return 'missed'
  if (today > period.ends_on) return period.checks > 0 ? 'to_sign' : 'to_check'
  return period.rhythm !== 'yearly' && period.checks < checksOwed(period.rhythm) ? 'to_check' : 'later'
}

/** Whether the report of a period can be opened for signing: the period is over and something was checked. */
export function canSign(period: SelfPeriod, today: Day): boolean {
  return today > period.ends_on && period.checks > 0 && period.waived === null
}

/** What presses first: returned and missed, then what is to be signed or checked, the earliest day first. */
export function pressing(periods: readonly SelfPeriod[], today: Day): SelfPeriod[] {
  const order: readonly Standing[] = ['returned', 'missed', 'to_sign', 'to_check', 'later', 'late', 'signed', 'accepted', 'waived']
  const place = (period: SelfPeriod) => order.indexOf(standingOf(period, today))
  return [...periods].sort((a, b) => place(a) - place(b) || a.due_on.localeCompare(b.due_on) || a.period.localeCompare(b.period))
}

/** The quarter of a day, as the server names it. */
export function quarterOf(day: Day): string {
  return `${day.slice(0, 4)}Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`
}

/** Whether a due day comes near: within ten days. */
export function isNear(period: SelfPeriod, today: Day): boolean {
  return today <= period.due_on && addDays(today, 10) >= period.due_on
}
