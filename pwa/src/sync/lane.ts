// What the three lanes share: how a run ended, and how long to wait before the next one.
import type { Failure, FailureKind } from '../wire/client'
import type { SessionCheck } from './session'

export type LaneTrouble = FailureKind | 'other-person' | 'store'

/** How a lane's run ended. `did` counts what the server took or the phone received. */
export interface LaneRun {
  readonly did: number
  readonly trouble: LaneTrouble | null
  /** The server's own sentence or code, where it gave one. */
  readonly said: string | null
  readonly retryAfterS: number | null
}

export function done(did: number): LaneRun {
  return { did, trouble: null, said: null, retryAfterS: null }
}

export function stopped(did: number, failure: Failure): LaneRun {
  return { did, trouble: failure.kind, said: failure.detail ?? failure.code, retryAfterS: failure.retryAfterS }
}

/** Nothing may be sent under somebody else's cookie; null when it is this person's. */
export function stoppedBy(check: SessionCheck): LaneRun | null {
  if (check.kind === 'same') return null
  if (check.kind === 'other-person') return { did: 0, trouble: 'other-person', said: null, retryAfterS: null }
  return stopped(0, check.failure)
}

const FIRST_MS = 1_000
const LONGEST_MS = 5 * 60_000

/** Wait before try number `tries` + 1. Unit: ms; doubles from 1 s to 5 min. */
export function backOffMs(tries: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries, 20))
}
