// A hazard as it stands, as the phone and the desk show it.
import { fieldsOf, flag, list, lonLat, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields, type LonLat } from './read'

export const HAZARD_STATES = [
  'reported',
  'open',
  'rectifying',
  'submitted',
  'closed',
  'transfer_pending',
  'plan_review',
  'invalid',
  'merged',
  'void',
] as const
export type HazardState = (typeof HAZARD_STATES)[number]

export const HAZARD_SOURCES = ['grid', 'inspection', 'self_check', 'town', 'department', 'spot_check', 'report'] as const
export type HazardSource = (typeof HAZARD_SOURCES)[number]

export type HazardLevel = 'general' | 'major'

export const PHOTO_ROLES = ['before', 'after', 'reinspection', 'reopening', 'plan', 'measure', 'progress', 'acceptance'] as const
/** How much of the work is stopped while a major hazard lasts. */
export const STOPS = ['none', 'partial', 'full'] as const
export type Stop = (typeof STOPS)[number]
/** Which level supervises the treatment by name, lowest first. */
export const LIST_LEVELS = ['town', 'district', 'city', 'province'] as const
export type ListLevel = (typeof LIST_LEVELS)[number]
export type PhotoRole = (typeof PHOTO_ROLES)[number]

export interface HazardPhoto {
  readonly sha256: string
  readonly role: PhotoRole
  readonly taken_at: string
  /** False while the bytes are still owed to the server. */
  readonly received: boolean
}

export interface Transfer {
  readonly to_area: string
}

export interface Hazard {
  readonly id: string
  readonly ledger_no: string
  readonly enterprise_id: string
  readonly enterprise_name: string
  readonly state: HazardState
  readonly level: HazardLevel
  readonly source: HazardSource
  readonly category: string
  readonly place: string
  readonly description: string
  readonly suggestion: string
  readonly interim_measures: string
  readonly responsible: string
  readonly check_item: string | null
  readonly criterion_ids: readonly string[]
  readonly point: LonLat | null
  readonly radius_m: number | null
  readonly point_from: 'fix' | 'enterprise' | 'unit' | 'none'
  readonly visit_id: string | null
  readonly found_by: { readonly id: string; readonly name: string }
  readonly found_at: string
  readonly late: boolean
  readonly due_on: string | null
  readonly original_due_on: string | null
  readonly overdue: boolean
  readonly notice_id: string | null
  readonly transfer: Transfer | null
  readonly returns: number
  readonly plan_approved: boolean
  readonly extension_to: string | null
  readonly extensions: number
  /** The person who reported the work done, when the server says who. */
  readonly fixed_by: string | null
  readonly fixed_by_name: string | null
  readonly done: string | null
  readonly submitted_on: string | null
  readonly failed_reinspections: number
  readonly on_the_spot: boolean
  readonly closed_at: string | null
  readonly reopened: number
  readonly repeat_of: string | null
  readonly merged_into: string | null
  readonly stop: Stop
  readonly stop_proposed: Stop | null
  readonly resume_asked_on: string | null
  readonly listed: ListLevel | null
  readonly case_no: string | null
  /** Closed, and drawn to be looked at again. */
  readonly sampled: boolean
  readonly photos: readonly HazardPhoto[]
  readonly unit_id: string | null
  readonly town_id: string | null
  readonly is_demo: boolean
  readonly version: number
}

export function hazardOf(row: Fields): Hazard {
  const finder = fieldsOf(row['found_by'])
  return {
    id: text(row, 'id'),
    ledger_no: text(row, 'ledger_no'),
    enterprise_id: text(row, 'enterprise_id'),
    enterprise_name: text(row, 'enterprise_name'),
    state: oneOf(HAZARD_STATES, row['state'], 'reported'),
    level: oneOf(['general', 'major'], row['level'], 'general'),
    source: oneOf(HAZARD_SOURCES, row['source'], 'grid'),
    category: text(row, 'category'),
    place: text(row, 'place'),
    description: text(row, 'description'),
    suggestion: text(row, 'suggestion'),
    interim_measures: text(row, 'interim_measures'),
    responsible: text(row, 'responsible'),
    check_item: textOrNull(row, 'check_item'),
    criterion_ids: texts(row, 'criterion_ids'),
    point: lonLat(row, 'point'),
    radius_m: numberOrNull(row, 'radius_m'),
    point_from: oneOf(['fix', 'enterprise', 'unit', 'none'], row['point_from'], 'none'),
    visit_id: textOrNull(row, 'visit_id'),
    found_by: { id: text(finder, 'id'), name: text(finder, 'name') },
    found_at: text(row, 'found_at'),
    late: flag(row, 'late'),
    ...deadlines(row),
    ...ending(row),
    transfer: row['transfer'] === null || row['transfer'] === undefined ? null : transferOf(fieldsOf(row['transfer'])),
    photos: list(row, 'photos', photoOf),
    unit_id: textOrNull(row, 'unit_id'),
    town_id: textOrNull(row, 'town_id'),
    is_demo: flag(row, 'is_demo'),
    version: number(row, 'version'),
  }
}

function deadlines(row: Fields) {
  return {
    due_on: textOrNull(row, 'due_on'),
    original_due_on: textOrNull(row, 'original_due_on'),
    overdue: flag(row, 'overdue'),
    notice_id: textOrNull(row, 'notice_id'),
    returns: number(row, 'returns'),
    plan_approved: flag(row, 'plan_approved'),
    extension_to: textOrNull(row, 'extension_to'),
    extensions: number(row, 'extensions'),
  }
}

function ending(row: Fields) {
  return {
    fixed_by: textOrNull(row, 'fixed_by'),
    fixed_by_name: textOrNull(row, 'fixed_by_name'),
    done: textOrNull(row, 'done'),
    submitted_on: textOrNull(row, 'submitted_on'),
    failed_reinspections: number(row, 'failed_reinspections'),
    on_the_spot: flag(row, 'on_the_spot'),
    closed_at: textOrNull(row, 'closed_at'),
    reopened: number(row, 'reopened'),
    repeat_of: textOrNull(row, 'repeat_of'),
    merged_into: textOrNull(row, 'merged_into'),
    stop: oneOf(STOPS, row['stop'], 'none'),
    stop_proposed: STOPS.find((stop) => stop === row['stop_proposed']) ?? null,
    resume_asked_on: textOrNull(row, 'resume_asked_on'),
    listed: LIST_LEVELS.find((level) => level === row['listed']) ?? null,
    case_no: textOrNull(row, 'case_no'),
    sampled: flag(row, 'sampled'),
  }
}

function transferOf(row: Fields): Transfer {
  return { to_area: text(row, 'to_area') }
}

function photoOf(row: Fields): HazardPhoto {
  return {
    sha256: text(row, 'sha256'),
    role: oneOf(PHOTO_ROLES, row['role'], 'before'),
    taken_at: text(row, 'taken_at'),
    received: row['received'] !== false,
  }
}

/** One link of a hazard's chain, as GET /api/v1/hazards/{id} tells it. */
export interface HazardEvent {
  readonly id: string
  readonly event: string
  /** When the server took it. */
  readonly at: string
  /** When the person did it, by their device. */
  readonly act_at: string | null
  readonly person_name: string
  readonly role: string | null
  readonly body: Fields
  readonly receipt: string | null
}

export function hazardEventOf(row: Fields): HazardEvent {
  return {
    id: text(row, 'id'),
    event: text(row, 'event'),
    at: text(row, 'at'),
    act_at: textOrNull(row, 'act_at'),
    person_name: text(row, 'person_name'),
    role: textOrNull(row, 'role'),
    body: fieldsOf(row['body']),
    receipt: textOrNull(row, 'receipt'),
  }
}
