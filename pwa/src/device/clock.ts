// Clocks: the wall clock that anybody can set, the monotonic one that nobody can, and how far the server's is off.
import type { Stamp } from '../wire/envelope'

/** Changes with every load of the page, because the monotonic clock starts again then. */
const BOOT_ID: string = crypto.randomUUID()
const WALL_AT_BOOT_MS = Date.now() - performance.now()
const KEPT_AT = 'wangge-server-offset-ms'

export interface ClockState {
  /** Server minus wall clock, ms; null when never compared. */
  readonly offsetMs: number | null
  /** How far somebody moved the wall clock since this page was loaded, ms. */
  readonly jumpedMs: number
}

/** The moment of an act by all clocks of the phone. */
export function stampNow(): Stamp {
  return {
    act_wall: wallTime(new Date()),
    act_tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
    act_mono_ms: Math.round(performance.now()),
    boot_id: BOOT_ID,
    server_offset_ms: clockState().offsetMs,
  }
}

/**
 * Compare with the server's clock, taking the answer's time as the middle of the round trip.
 * Error: half the round trip at most.
 */
export function learnServerTime(serverTime: string, askedAt: Date, answeredAt: Date = new Date()): void {
  const middle = (askedAt.getTime() + answeredAt.getTime()) / 2
  const offset = Math.round(Date.parse(serverTime) - middle)
  if (Number.isFinite(offset)) localStorage.setItem(KEPT_AT, String(offset))
}

export function clockState(): ClockState {
  const kept = localStorage.getItem(KEPT_AT)
  const offsetMs = kept === null ? null : Number(kept)
  return { offsetMs, jumpedMs: Math.round(Date.now() - performance.now() - WALL_AT_BOOT_MS) }
}

/** ISO 8601 with the phone's own offset, milliseconds kept. */
export function wallTime(at: Date): string {
  const minutes = -at.getTimezoneOffset()
  const local = new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, -1)
  const two = (value: number) => String(Math.trunc(Math.abs(value))).padStart(2, '0')
  return `${local}${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}
