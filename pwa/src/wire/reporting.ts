// Reporting a hazard without an account: what the form may name, the report, its photos, and what became of it.
import { browserSend, createClient, type Answer, type Client } from './client'
import { fieldsOf, list, number, numberOrNull, oneOf, text, textOrNull, type Fields, type LonLat } from './read'

const PUBLIC = '/api/v1/public/reports'
const CODE_HEADER = 'X-Wangge-Code'

export interface ReportTown {
  readonly id: number
  readonly name: string
  readonly name_en: string | null
  readonly district: string
  readonly district_en: string | null
}

export interface ReportForm {
  readonly towns: readonly ReportTown[]
  /** West, south, east, north of the ground that is served. */
  readonly box: readonly [number, number, number, number] | null
  readonly photos_max: number
  readonly verify_working_days: number
}

export const SUBJECTS = ['hazard', 'accident'] as const
export type Subject = (typeof SUBJECTS)[number]

export interface ReportTold {
  readonly subject: Subject
  readonly words: string
  readonly place: string
  readonly point: LonLat | null
  readonly town: number | null
  readonly enterprise_named: string
  readonly is_employee: boolean
  readonly name: string
  readonly contact: string
  readonly photos: readonly string[]
}

export interface ReportReceipt {
  readonly number: string
  readonly code: string
  readonly due_on: string
}

export const REPORT_STATES = ['received', 'accepted', 'settled', 'discarded'] as const
export type ReportState = (typeof REPORT_STATES)[number]
export const FINDINGS = ['true', 'partly', 'untrue'] as const
export type Finding = (typeof FINDINGS)[number]
export const REWARDS = ['none', 'certificate', 'money'] as const
export type Reward = (typeof REWARDS)[number]

export interface ReportAnswer {
  readonly number: string
  readonly state: ReportState
  readonly received_at: string
  readonly due_on: string
  readonly transfers: number
  readonly finding: Finding | null
  readonly feedback: string
  readonly settled_on: string | null
  readonly hazard: string | null
  readonly reward: Reward | null
  readonly reward_yuan: number
  readonly reward_decision: string
  readonly photos: number
  readonly photos_received: number
}

export function askForm(): Promise<Answer<ReportForm>> {
  return createClient(null).get(`${PUBLIC}/form`, (body) => formOf(fieldsOf(body)))
}

export function sendReport(told: ReportTold): Promise<Answer<ReportReceipt>> {
  return createClient(null).post(PUBLIC, JSON.stringify(told), (body) => {
    const row = fieldsOf(body)
    const receipt = { number: text(row, 'number'), code: text(row, 'code'), due_on: text(row, 'due_on') }
    return receipt.number === '' || receipt.code === '' ? null : receipt
  })
}

export function sendPhoto({ number: own, code }: ReportReceipt, sha256: string, bytes: ArrayBuffer): Promise<Answer<true>> {
  return withCode(code).put(`${PUBLIC}/${encodeURIComponent(own)}/blobs/${sha256}`, bytes, 'image/jpeg', () => true)
}

export function askAnswer(own: string, code: string): Promise<Answer<ReportAnswer>> {
  return createClient(null).post(`${PUBLIC}/status`, JSON.stringify({ number: own, code }), (body) => answerOf(fieldsOf(body)))
}

/** The code travels in a header: addresses are written into logs. */
function withCode(code: string): Client {
  return createClient(null, (url, init) => browserSend(url, { ...init, headers: { ...(init.headers as Record<string, string>), [CODE_HEADER]: code } }))
}

function formOf(row: Fields): ReportForm {
  const box = Array.isArray(row['box']) && row['box'].length === 4 ? (row['box'] as [number, number, number, number]) : null
  return {
    towns: list(row, 'towns', (town) => ({
      id: number(town, 'id'),
      name: text(town, 'name'),
      name_en: textOrNull(town, 'name_en'),
      district: text(town, 'district'),
      district_en: textOrNull(town, 'district_en'),
    })),
    box,
    photos_max: numberOrNull(row, 'photos_max') ?? 9,
    verify_working_days: number(row, 'verify_working_days'),
  }
}

export function findingOf(row: Fields): Finding | null {
  return FINDINGS.find((each) => each === row['finding']) ?? null
}

export function rewardOf(row: Fields): Reward | null {
  return REWARDS.find((each) => each === row['reward']) ?? null
}

function answerOf(row: Fields): ReportAnswer | null {
  if (text(row, 'number') === '') return null
  return {
    number: text(row, 'number'),
    state: oneOf(REPORT_STATES, row['state'], 'received'),
    received_at: text(row, 'received_at'),
    due_on: text(row, 'due_on'),
    transfers: number(row, 'transfers'),
    finding: findingOf(row),
    feedback: text(row, 'feedback'),
    settled_on: textOrNull(row, 'settled_on'),
    hazard: textOrNull(row, 'hazard'),
    reward: rewardOf(row),
    reward_yuan: number(row, 'reward_yuan'),
    reward_decision: text(row, 'reward_decision'),
    photos: number(row, 'photos'),
    photos_received: number(row, 'photos_received'),
  }
}

