// How a major hazard is treated, as GET /api/v1/hazards/{id} tells it: the five in place, what is late, stops, the
// listed case, visits while it lasts.
import { STOPS, type Stop } from './hazard'
import { fieldsOf, flag, list, number, oneOf, text, textOrNull, texts, type Fields } from './read'

export const FIVE = ['responsibility', 'measures', 'funds', 'time', 'emergency'] as const
export type Five = (typeof FIVE)[number]

export interface Timeliness {
  readonly report_minutes: number
  readonly report_late: boolean
  readonly plan_due_on: string
  readonly plan_at: string | null
  readonly plan_late: boolean
  readonly review_due_on: string | null
  readonly reviewed_at: string | null
  readonly review_late: boolean
}

export interface StopOrder {
  readonly id: string
  readonly measure: Stop
  readonly stopped: string
  readonly basis: string
  readonly state: string
  readonly ordered_at: string
  readonly ordered_by_name: string
  readonly second_name: string | null
  readonly asked_on: string | null
  readonly examine_by: string | null
  readonly decided_at: string | null
  readonly decided_by_name: string | null
  readonly opinion: string
}

export interface ListingBrief {
  readonly id: string
  readonly state: string
  readonly level: string
  readonly number: string | null
  readonly deadline: string | null
}

export interface FollowUp {
  readonly id: string
  readonly started_at: string
  readonly kind: string
  readonly officer_name: string
}

export interface Treatment {
  readonly five: Readonly<Record<Five, boolean>>
  readonly missing: readonly string[]
  readonly timeliness: Timeliness | null
  readonly stops: readonly StopOrder[]
  readonly listing: ListingBrief | null
  readonly follow_ups: readonly FollowUp[]
  readonly follow_up_days: number
}

export function treatmentOf(row: Fields): Treatment {
  const [five, listing, timeliness] = [fieldsOf(row['five']), fieldsOf(row['listing']), fieldsOf(row['timeliness'])]
  return {
    five: { responsibility: flag(five, 'responsibility'), measures: flag(five, 'measures'), funds: flag(five, 'funds'), time: flag(five, 'time'), emergency: flag(five, 'emergency') },
    missing: texts(row, 'missing'),
    timeliness: textOrNull(timeliness, 'reported_at') === null ? null : timelinessOf(timeliness),
    stops: list(row, 'stops', stopOf),
    listing: textOrNull(listing, 'id') === null ? null : { id: text(listing, 'id'), state: text(listing, 'state'), level: text(listing, 'level'), number: textOrNull(listing, 'number'), deadline: textOrNull(listing, 'deadline') },
    follow_ups: list(row, 'follow_ups', (visit) => ({ id: text(visit, 'id'), started_at: text(visit, 'started_at'), kind: text(visit, 'kind'), officer_name: text(visit, 'officer_name') })),
    follow_up_days: number(row, 'follow_up_days'),
  }
}

function timelinessOf(row: Fields): Timeliness {
  return {
    report_minutes: number(row, 'report_minutes'),
    report_late: flag(row, 'report_late'),
    plan_due_on: text(row, 'plan_due_on'),
    plan_at: textOrNull(row, 'plan_at'),
    plan_late: flag(row, 'plan_late'),
    review_due_on: textOrNull(row, 'review_due_on'),
    reviewed_at: textOrNull(row, 'reviewed_at'),
    review_late: flag(row, 'review_late'),
  }
}

function stopOf(row: Fields): StopOrder {
  return {
    id: text(row, 'id'),
    measure: oneOf(STOPS, row['measure'], 'none'),
    stopped: text(row, 'stopped'),
    basis: text(row, 'basis'),
    state: text(row, 'state'),
    ordered_at: text(row, 'ordered_at'),
    ordered_by_name: text(row, 'ordered_by_name'),
    second_name: textOrNull(row, 'second_name'),
    asked_on: textOrNull(row, 'asked_on'),
    examine_by: textOrNull(row, 'examine_by'),
    decided_at: textOrNull(row, 'decided_at'),
    decided_by_name: textOrNull(row, 'decided_by_name'),
    opinion: text(row, 'opinion'),
  }
}
