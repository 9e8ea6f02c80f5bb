// How far an enterprise is with a notice.
import type { Hazard } from '../wire/hazard'
import type { Notice } from '../wire/notice'
import { earlier, type Day } from './days'
import { ENDED, isOverdue } from './hazards'

export interface NoticeStanding {
  /** The items as far as this phone knows their hazards, in the order of the paper. */
  readonly hazards: readonly Hazard[]
  readonly done: number
  readonly all: number
  readonly isSigned: boolean
  readonly isVoid: boolean
  readonly isDone: boolean
  readonly isOverdue: boolean
  /** The earliest day of what is still to do. */
  readonly nextDue: Day | null
}

export function noticeStanding(notice: Notice, all: readonly Hazard[], today: Day): NoticeStanding {
  const hazards = notice.items.flatMap(({ hazard_id }) => all.find(({ id }) => id === hazard_id) ?? [])
  const open = hazards.filter(({ state }) => state !== 'submitted' && !ENDED.includes(state))
  const days = open.flatMap(({ due_on }) => due_on ?? []).sort()
  return {
    hazards,
    done: hazards.length - open.length,
    all: notice.items.length,
    isSigned: notice.acknowledged_at !== null,
    isVoid: notice.voided_at !== null,
    isDone: hazards.length > 0 && hazards.every(({ state }) => ENDED.includes(state)),
    isOverdue: open.some((hazard) => isOverdue(hazard, today)),
    nextDue: days[0] ?? null,
  }
}

/** To be signed first, then by the next due day, then what only waits for re-inspection, then what is done or void. */
export function byUrgency(a: NoticeStanding, b: NoticeStanding): number {
  return rank(a) - rank(b) || earlier(a.nextDue ?? '', b.nextDue ?? '')
}

function rank({ isDone, isVoid, isSigned, nextDue }: NoticeStanding): number {
  if (isDone || isVoid) return 3
  if (!isSigned) return 0
  return nextDue === null ? 2 : 1
}
