// An enterprise's file as the phone and the desk show it.
import { STOPS, type Stop } from './hazard'
import type { Geometry } from 'geojson'
import { carriedFileOf, type CarriedFile } from './enterpriseFile'
import { fieldsOf, flag, list, lonLat, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields, type LonLat } from './read'

export const DUE_REASONS = ['open_hazard', 'reinspection', 'revisit', 'key_list', 'self_report', 'grade', 'verify_position'] as const
export type DueReason = (typeof DUE_REASONS)[number]

export interface Due {
  readonly on: string
  readonly reason: DueReason
}

export const QUALITIES = ['site', 'address', 'village', 'town', 'district', 'none'] as const
export type PositionQuality = (typeof QUALITIES)[number]

export const STATUSES = [
  'candidate',
  'active',
  'suspended',
  'moved_out',
  'not_found',
  'deregistered',
  'shut_down',
  'merged',
] as const
export type EnterpriseStatus = (typeof STATUSES)[number]

export interface Enterprise {
  readonly id: string
  readonly name: string
  readonly uscc: string | null
  readonly address: string
  readonly industry: string
  readonly supervision_class: string
  readonly employees: number | null
  readonly grade: 'A' | 'B' | 'C' | 'D' | null
  readonly risk_colour: 'red' | 'orange' | 'yellow' | 'blue' | null
  readonly status: EnterpriseStatus
  readonly town_id: string | null
  readonly village_id: string | null
  readonly unit_id: string | null
  readonly unit_source: string
  /** Only when somebody knows the place itself; never a village's or a town's middle. */
  readonly point: LonLat | null
  /** The middle of what is known instead: draw an area, never a pin. */
  readonly near: LonLat | null
  readonly position_quality: PositionQuality
  readonly position_accuracy_m: number | null
  readonly verified_at: string | null
  readonly site: Geometry | null
  readonly contact: string
  readonly contact_phone: string
  readonly principal: string
  readonly principal_phone: string
  readonly safety_manager: string
  readonly safety_manager_phone: string
  readonly tags: readonly string[]
  readonly note: string
  /** The widest stop in force at the enterprise. */
  readonly stop: Stop
  readonly key_list: boolean
  readonly flags: readonly string[]
  readonly listed_on: string | null
  readonly last_visit_on: string | null
  readonly revisit_on: string | null
  /** What is published for its class and grade; null: as the table by grade has it. */
  readonly interval_days: number | null
  readonly waived_on: string | null
  /** Earliest first. */
  readonly due: readonly Due[]
  readonly is_demo: boolean
  readonly version: number
  /** Facts, ledgers and what is missing, on phones that carry files; null elsewhere. */
  readonly file: CarriedFile | null
}

export function enterpriseOf(row: Fields): Enterprise {
  return {
    id: text(row, 'id'),
    name: text(row, 'name'),
    uscc: textOrNull(row, 'uscc'),
    address: text(row, 'address'),
    industry: text(row, 'industry'),
    supervision_class: text(row, 'supervision_class'),
    employees: numberOrNull(row, 'employees'),
    grade: (['A', 'B', 'C', 'D'] as const).find((grade) => grade === row['grade']) ?? null,
    risk_colour: (['red', 'orange', 'yellow', 'blue'] as const).find((colour) => colour === row['risk_colour']) ?? null,
    status: oneOf(STATUSES, row['status'], 'active'),
    town_id: textOrNull(row, 'town_id'),
    village_id: textOrNull(row, 'village_id'),
    unit_id: textOrNull(row, 'unit_id'),
    unit_source: text(row, 'unit_source'),
    point: lonLat(row, 'point'),
    near: lonLat(row, 'near'),
    position_quality: oneOf(QUALITIES, row['position_quality'], 'none'),
    position_accuracy_m: numberOrNull(row, 'position_accuracy_m'),
    verified_at: textOrNull(row, 'verified_at'),
    site: typeof fieldsOf(row['site'])['type'] === 'string' ? (row['site'] as Geometry) : null,
    contact: text(row, 'contact'),
    contact_phone: text(row, 'contact_phone'),
    principal: text(row, 'principal'),
    principal_phone: text(row, 'principal_phone'),
    safety_manager: text(row, 'safety_manager'),
    safety_manager_phone: text(row, 'safety_manager_phone'),
    tags: texts(row, 'tags'),
    note: text(row, 'note'),
    stop: STOPS.find((stop) => stop === row['stop']) ?? 'none',
    key_list: row['key_list'] === true || (typeof row['key_list'] === 'string' && row['key_list'] !== ''),
    flags: texts(row, 'flags'),
    listed_on: textOrNull(row, 'listed_on'),
    last_visit_on: textOrNull(row, 'last_visit_on'),
    revisit_on: textOrNull(row, 'revisit_on'),
    interval_days: numberOrNull(row, 'interval_days'),
    waived_on: textOrNull(row, 'waived_on'),
    due: list(row, 'due', (due) => ({ on: text(due, 'on'), reason: oneOf(DUE_REASONS, due['reason'], 'grade') })),
    is_demo: flag(row, 'is_demo'),
    version: number(row, 'version'),
    file: carriedFileOf(row['file']),
  }
}
