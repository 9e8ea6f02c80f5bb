// What travels to POST /api/v1/acts and what comes back (the sync contract).
import type { Command } from './commands'

/** When the act was made, by the phone's own clocks; the server keeps its own time beside it. */
export interface Stamp {
  /** Wall clock with offset, e.g. 2026-11-22T09:30:00.000+08:00. */
  readonly act_wall: string
  readonly act_tz: string
  /** Milliseconds since `boot_id` began; never jumps when somebody sets the clock. */
  readonly act_mono_ms: number
  readonly boot_id: string
  /** Server clock minus wall clock when last compared, null when never. */
  readonly server_offset_ms: number | null
}

export interface Envelope extends Stamp {
  readonly id: string
  readonly parent_id: string | null
  readonly aggregate_id: string
  readonly seq: number
  readonly schema_ver: 1
  readonly command: Command
}

export const MAX_ITEMS = 50
export const MAX_BATCH_BYTES = 256 * 1024

export type ItemStatus = 'applied' | 'duplicate' | 'held' | 'conflict' | 'refused'

export interface ItemResult {
  readonly id: string
  readonly status: ItemStatus
  readonly code: string | null
  readonly reason: string | null
  readonly detail: Readonly<Record<string, unknown>>
  readonly server_time: string
  readonly receipt: string | null
}

export interface ActsAnswer {
  readonly server_time: string
  readonly items: readonly ItemResult[]
}

const STATUSES: readonly string[] = ['applied', 'duplicate', 'held', 'conflict', 'refused']

/** Reads an answer to exactly these items; anything else proves nothing and is null. */
export function readActsAnswer(body: unknown, sent: readonly string[]): ActsAnswer | null {
  const answer = body as Partial<ActsAnswer> | null
  if (typeof answer?.server_time !== 'string' || !Array.isArray(answer.items)) return null
  const items = (answer.items as unknown[]).map(readItemResult)
  const whole = items.filter((item) => item !== null)
  const ids = new Set(whole.map((item) => item.id))
  const isExact = whole.length === sent.length && ids.size === sent.length && sent.every((id) => ids.has(id))
  return isExact && items.length === whole.length ? { server_time: answer.server_time, items: whole } : null
}

/** Reads what became of acts that were asked for; one that is missing there never arrived. */
export function readResults(body: unknown, asked: readonly string[]): ItemResult[] | null {
  const answer = body as Partial<ActsAnswer> | null
  if (typeof answer?.server_time !== 'string' || !Array.isArray(answer.items)) return null
  const items = (answer.items as unknown[]).map(readItemResult)
  const whole = items.filter((item) => item !== null)
  return whole.length === items.length && whole.every(({ id }) => asked.includes(id)) ? whole : null
}

export function readItemResult(body: unknown): ItemResult | null {
  const item = body as Partial<Record<keyof ItemResult, unknown>> | null
  if (typeof item?.id !== 'string' || !STATUSES.includes(String(item.status))) return null
  return {
    id: item.id,
    status: item.status as ItemStatus,
    code: typeof item.code === 'string' ? item.code : null,
    reason: typeof item.reason === 'string' ? item.reason : null,
    detail: typeof item.detail === 'object' && item.detail !== null ? (item.detail as Record<string, unknown>) : {},
    server_time: typeof item.server_time === 'string' ? item.server_time : '',
    receipt: typeof item.receipt === 'string' ? item.receipt : null,
  }
}
