// A notice and its answers: issuing it, signing for it, reporting work done, asking for a later date.
import type { Evaluation } from '../../wire/commands'
import type { Hazard } from '../../wire/hazard'
import type { CasePaper, Inspection } from '../../wire/inspection'
import type { Notice } from '../../wire/notice'
import type { Enterprise } from '../../wire/enterprise'
import type { NoticeKind } from '../../wire/notice'
import type { Day } from '../days'
import { hashesOf, type Act, type ActPhoto, type Actor, type Effect } from './act'

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
  /** Of a major hazard. */
  readonly evaluation?: Evaluation | null
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
      evaluation: given.evaluation ?? null,
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

export interface Issued {
  readonly notice: string
  readonly kind: NoticeKind
  readonly enterprise: Pick<Enterprise, 'id' | 'name'>
  readonly hazards: readonly Hazard[]
  readonly dueOn: Day
  /** What is to be done about each hazard. */
  readonly demands: Readonly<Record<string, string>>
  readonly secondInspector: string | null
  readonly secondName: string | null
  readonly at: string
  /** The last unsent act about one of the hazards; this one waits for it. */
  readonly parentId: string | null
  /** The case of inspection whose order it is. */
  readonly inspection?: Inspection | null
}

/** The number is the server's to give. */
export function issueNotice(given: Issued, actor: Actor): Act {
  const items = given.hazards.map((hazard) => ({ hazard: hazard.id, due_on: given.dueOn, demand: given.demands[hazard.id] ?? '' }))
  const noticed = given.hazards.map((hazard): Effect => ({
    store: 'hazards',
    id: hazard.id,
    change: { notice_id: given.notice, due_on: given.dueOn, original_due_on: hazard.original_due_on ?? given.dueOn },
  }))
  const order: CasePaper = { id: given.notice, kind: 'order', state: 'issued', number: null, issued_at: given.at, notice_id: given.notice, signed_at: null, signed_by: '' }
  const inCase: Effect[] = given.inspection ? [{ store: 'inspections', id: given.inspection.id, change: { documents: [order, ...given.inspection.documents] } }] : []
  const shown = {
    number: '',
    kind: given.kind,
    enterprise_id: given.enterprise.id,
    enterprise_name: given.enterprise.name,
    issuer: '',
    issued_by_name: actor.name,
    second_name: given.secondName,
    issued_at: given.at,
    due_on: given.dueOn,
    items: items.map(({ hazard, due_on, demand }, index) => ({ hazard_id: hazard, item_no: index + 1, due_on, demand })),
  }
  return {
    aggregateId: given.notice,
    parentId: given.parentId,
    command: {
      kind: 'issue-notice',
      notice: given.notice,
      enterprise: given.enterprise.id,
      notice_kind: given.kind,
      items,
      second_inspector: given.secondInspector,
      inspection: given.inspection?.id ?? null,
    },
    photos: [],
    effects: [{ store: 'notices', id: given.notice, change: shown }, ...noticed, ...inCase],
  }
}
