// The enterprise's side: signing for a notice, reporting work done, asking for a later date.
import type { Hazard } from '../../wire/hazard'
import type { Notice } from '../../wire/notice'
import type { Day } from '../days'
import { hashesOf, type Act, type ActPhoto, type Effect } from './act'

export interface Acknowledged {
  readonly notice: Notice
  readonly hazards: readonly Hazard[]
  readonly signedBy: string
  readonly phone: string
  readonly intention: string
  readonly at: string
}

export function acknowledgeNotice(given: Acknowledged): Act {
  const begun: Effect[] = given.hazards
    .filter(({ state }) => state === 'open')
    .map(({ id }) => ({ store: 'hazards', id, change: { state: 'rectifying' } }))
  return {
    aggregateId: given.notice.id,
    command: {
      kind: 'acknowledge-notice',
      notice: given.notice.id,
      signed_by: given.signedBy,
      phone: given.phone,
      intention: given.intention,
      funds_planned: null,
    },
    photos: [],
    effects: [
      {
        store: 'notices',
        id: given.notice.id,
        change: { acknowledged_at: given.at, acknowledged_by: given.signedBy, intention: given.intention },
      },
      ...begun,
    ],
  }
}

export interface Rectified {
  readonly hazard: Hazard
  /** The act that signed for the notice, when it is still on this phone; this one waits for it. */
  readonly noticeActId: string | null
  readonly done: string
  readonly doneOn: Day
  readonly doneBy: string
  readonly photos: readonly ActPhoto[]
  readonly fixedBy: string
}

export function submitRectification(given: Rectified): Act {
  const after = given.photos.map(({ sha256, taken_at }) => ({ sha256, role: 'after' as const, taken_at, received: false }))
  return {
    aggregateId: given.hazard.id,
    ...(given.noticeActId === null ? {} : { parentId: given.noticeActId }),
    command: {
      kind: 'submit-rectification',
      hazard: given.hazard.id,
      done: given.done,
      done_on: given.doneOn,
      done_by: given.doneBy,
      photos: [...given.photos],
      funds_actual: null,
    },
    photos: hashesOf(given.photos),
    effects: [
      {
        store: 'hazards',
        id: given.hazard.id,
        change: {
          state: 'submitted',
          submitted_on: given.doneOn,
          done: given.done,
          fixed_by: given.fixedBy,
          fixed_by_name: given.doneBy,
          extension_to: null,
          photos: [...given.hazard.photos, ...after],
        },
      },
    ],
  }
}

export interface AskedForLater {
  readonly hazard: Pick<Hazard, 'id'>
  readonly noticeActId: string | null
  readonly newDueOn: Day
  readonly reason: string
  readonly interimMeasures: string
}

export function requestExtension(given: AskedForLater): Act {
  return {
    aggregateId: given.hazard.id,
    ...(given.noticeActId === null ? {} : { parentId: given.noticeActId }),
    command: {
      kind: 'request-extension',
      hazard: given.hazard.id,
      new_due_on: given.newDueOn,
      reason: given.reason,
      interim_measures: given.interimMeasures,
    },
    photos: [],
    effects: [{ store: 'hazards', id: given.hazard.id, change: { extension_to: given.newDueOn } }],
  }
}
