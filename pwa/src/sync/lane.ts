// What the three lanes share: how a run ended, and how long to wait before the next one.
import { LONGEST_WAIT_MS } from '../store/waiting'
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
  /** When the next thing that waits by itself may go, milliseconds since 1970; null when nothing waits. */
  readonly dueAt: number | null
  /** The pull found that the server has lost something: it is in the outbox again and wants to go now. */
  readonly isOwing?: boolean
}

export function done(did: number, dueAt: number | null = null): LaneRun {
  return { did, trouble: null, said: null, retryAfterS: null, dueAt }
}

export function stopped(did: number, failure: Failure): LaneRun {
  const said = failure.detail ?? failure.code
  return { did, trouble: failure.kind, said, retryAfterS: failure.retryAfterS, dueAt: null }
}

/** The lane could not run: the phone's own doing, not an answer of the server. */
export function halted(trouble: 'other-person' | 'store', said: string | null = null): LaneRun {
  return { did: 0, trouble, said, retryAfterS: null, dueAt: null }
}

/** Nothing may be sent under somebody else's cookie; null when it is this person's. */
export function stoppedBy(check: SessionCheck): LaneRun | null {
  if (check.kind === 'same') return null
  if (check.kind === 'other-person') return halted('other-person')
  return stopped(0, check.failure)
}

const FIRST_MS = 1_000

/** Wait before try number `tries` + 1. Unit: ms; doubles from 1 s to 5 min. */
export function backOffMs(tries: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_MS * 2 ** Math.min(tries, 20))
}
