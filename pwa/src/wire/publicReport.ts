// Reports by the public as the office reads them. Who made one is asked for by itself, with the act that gave the reason.
import { HAZARD_STATES, type HazardState } from './hazard'
import { fieldsOf, flag, list, lonLat, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields, type LonLat } from './read'
import { findingOf, REPORT_STATES, rewardOf, SUBJECTS, type Finding, type ReportState, type Reward, type Subject } from './reporting'

export const CHANNELS = ['page', 'phone', 'letter', 'visit', 'hotline', 'fire', 'other'] as const
export type Channel = (typeof CHANNELS)[number]

export interface PublicReport {
  readonly id: string
  readonly number: string
  readonly channel: Channel
  readonly external_id: string
  readonly feedback_due_on: string | null
  readonly state: ReportState
  readonly subject: Subject
  readonly words: string
  readonly place: string
  readonly point: LonLat | null
  readonly enterprise_named: string
  readonly is_employee: boolean
  readonly is_named: boolean
  readonly unit_name: string | null
  readonly town_id: string | null
  readonly town_name: string | null
  readonly district_id: string
  readonly received_at: string
  readonly due_on: string
  readonly transfers: number
  readonly finding: Finding | null
  readonly reason: string
  readonly feedback: string
  readonly settled_on: string | null
  readonly hazard_id: string | null
  readonly ledger_no: string | null
  readonly hazard_state: HazardState | null
  readonly hazard_level: 'general' | 'major' | null
  readonly accident_id: string | null
  readonly accident_on: string | null
  readonly accident_type: string | null
  readonly enterprise_name: string | null
  readonly reward: Reward | null
  readonly reward_yuan: number
  readonly reward_decision: string
  readonly overdue: boolean
  readonly feedback_late: boolean
  readonly is_demo: boolean
  readonly version: number
}

export interface PublicReports {
  readonly items: readonly PublicReport[]
  readonly total: number
  readonly figures: Readonly<Record<string, number>>
}

export interface PublicReportPhoto {
  readonly sha256: string
  readonly role: 'report' | 'check'
  readonly received: boolean
}

export interface PublicReportFile extends PublicReport {
  readonly photos: readonly PublicReportPhoto[]
  readonly events: readonly { readonly event: string; readonly at: string; readonly person_name: string; readonly body: Fields }[]
  readonly readings: readonly { readonly person_name: string; readonly at: string; readonly reason: string }[]
  readonly may: readonly string[]
  readonly reward_rule: RewardRule
}

/** The numbers by which a reward is reckoned. Unit: yuan, percent of the fine. */
export interface RewardRule {
  readonly share_percent: number
  readonly least_yuan: number
  readonly most_yuan: number
  readonly general_most_yuan: number
  readonly concealed_yuan: number | null
}

export interface Reporter {
  readonly name: string
  readonly contact: string
  readonly until: string
}

export function publicReportsOf(row: Fields): PublicReports {
  const figures = Object.entries(fieldsOf(row['figures'])).filter((pair): pair is [string, number] => typeof pair[1] === 'number')
  return { items: list(row, 'items', publicReportOf), total: number(row, 'total'), figures: Object.fromEntries(figures) }
}

export function publicReportFileOf(row: Fields): PublicReportFile {
  return {
    ...publicReportOf(row),
    photos: list(row, 'photos', (photo) => ({ sha256: text(photo, 'sha256'), role: oneOf(['report', 'check'] as const, photo['role'], 'report'), received: flag(photo, 'received') })),
    events: list(row, 'events', (event) => ({ event: text(event, 'event'), at: text(event, 'at'), person_name: text(event, 'person_name'), body: fieldsOf(event['body']) })),
    readings: list(row, 'readings', (reading) => ({ person_name: text(reading, 'person_name'), at: text(reading, 'at'), reason: text(reading, 'reason') })),
    may: texts(row, 'may'),
    reward_rule: ruleOf(fieldsOf(row['reward_rule'])),
  }
}

function ruleOf(row: Fields): RewardRule {
  return {
    share_percent: number(row, 'share_percent'),
    least_yuan: number(row, 'least_yuan'),
    most_yuan: number(row, 'most_yuan'),
    general_most_yuan: number(row, 'general_most_yuan'),
    concealed_yuan: numberOrNull(row, 'concealed_yuan'),
  }
}

export function reporterOf(row: Fields): Reporter {
  return { name: text(row, 'name'), contact: text(row, 'contact'), until: text(row, 'until') }
}

function publicReportOf(row: Fields): PublicReport {
  return { ...toldOf(row), ...answeredOf(row) }
}

function toldOf(row: Fields) {
  return {
    id: text(row, 'id'),
    number: text(row, 'number'),
    channel: oneOf(CHANNELS, row['channel'], 'page'),
    external_id: text(row, 'external_id'),
    feedback_due_on: textOrNull(row, 'feedback_due_on'),
    subject: oneOf(SUBJECTS, row['subject'], 'hazard'),
    words: text(row, 'words'),
    place: text(row, 'place'),
    point: lonLat(row, 'point'),
    enterprise_named: text(row, 'enterprise_named'),
    is_employee: flag(row, 'is_employee'),
    is_named: flag(row, 'is_named'),
    unit_name: textOrNull(row, 'unit_name'),
    town_id: textOrNull(row, 'town_id'),
    town_name: textOrNull(row, 'town_name'),
    district_id: text(row, 'district_id'),
    received_at: text(row, 'received_at'),
    is_demo: flag(row, 'is_demo'),
  }
}

function answeredOf(row: Fields) {
  return {
    state: oneOf(REPORT_STATES, row['state'], 'received'),
    due_on: text(row, 'due_on'),
    transfers: number(row, 'transfers'),
    finding: findingOf(row),
    reason: text(row, 'reason'),
    feedback: text(row, 'feedback'),
    settled_on: textOrNull(row, 'settled_on'),
    hazard_id: textOrNull(row, 'hazard_id'),
    ledger_no: textOrNull(row, 'ledger_no'),
    hazard_state: HAZARD_STATES.find((state) => state === row['hazard_state']) ?? null,
    hazard_level: (['general', 'major'] as const).find((level) => level === row['hazard_level']) ?? null,
    accident_id: textOrNull(row, 'accident_id'),
    accident_on: textOrNull(row, 'accident_on'),
    accident_type: textOrNull(row, 'accident_type'),
    enterprise_name: textOrNull(row, 'enterprise_name'),
    reward: rewardOf(row),
    reward_yuan: number(row, 'reward_yuan'),
    reward_decision: text(row, 'reward_decision'),
    overdue: flag(row, 'overdue'),
    feedback_late: flag(row, 'feedback_late'),
    version: number(row, 'version'),
  }
}
