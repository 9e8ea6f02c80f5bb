// Arriving and leaving, as commands and as what the lists show of them at once.
import type { Enterprise } from '../../wire/enterprise'
import type { Hazard } from '../../wire/hazard'
import type { Fix } from '../../wire/place'
import type { Policy } from '../../wire/policy'
import type { Day } from '../days'
import { dues, type Standing } from '../due'
import { UNRESOLVED } from '../hazards'
import { revisitOn, type VisitKind, type VisitOutcome } from '../visits'
import { hashesOf, type Act, type ActPhoto } from './act'

export interface Arrival {
  readonly actId: string
  readonly visit: string
  readonly enterprise: string
  readonly kind: VisitKind
  readonly startedAt: string
  readonly fix: Fix | null
  readonly awayReason: string
}

export function startVisit(given: Arrival): Act {
  return {
    id: given.actId,
    aggregateId: given.visit,
    parentId: null,
    command: {
      kind: 'start-visit',
      visit: given.visit,
      enterprise: given.enterprise,
      visit_kind: given.kind,
      started_at: given.startedAt,
      fix: given.fix,
      away_reason: given.awayReason,
    },
    photos: [],
    effects: [
      {
        store: 'visits',
        id: given.visit,
        change: { enterprise_id: given.enterprise, kind: given.kind, started_at: given.startedAt, outcome: null },
      },
    ],
  }
}

/** One checklist item that was not simply in order. */
export interface AnswerGiven {
  readonly item: string
  readonly result: 'hazard' | 'not_applicable' | 'not_checked'
  readonly remark: string
  readonly hazard: string | null
}

export interface Departure {
  readonly visit: string
  readonly startActId: string
  readonly outcome: VisitOutcome
  readonly finishedAt: string
  readonly today: Day
  readonly checklistVersion: number | null
  readonly answers: readonly AnswerGiven[]
  readonly personMet: string
  readonly signature: string | null
  readonly secondInspector: string | null
  readonly remark: string
  readonly photos: readonly ActPhoto[]
}

/** What the file says already, for the next due day that the list shows. */
export interface FileNow {
  readonly enterprise: Enterprise
  readonly hazards: readonly Hazard[]
  readonly policy: Policy
}

export function finishVisit(given: Departure, file: FileNow): Act {
  const revisit_on = revisitOn(given.outcome, given.today)
  const standing = { ...standingOf(file.enterprise, file.hazards), last_visit_on: given.today, revisit_on }
  return {
    aggregateId: given.visit,
    parentId: given.startActId,
    command: {
      kind: 'finish-visit',
      visit: given.visit,
      outcome: given.outcome,
      finished_at: given.finishedAt,
      checklist_version: given.checklistVersion,
      answers: [...given.answers],
      person_met: given.personMet,
      signature: given.signature,
      second_inspector: given.secondInspector,
      remark: given.remark,
      photos: [...given.photos],
    },
    photos: [...hashesOf(given.photos), ...(given.signature === null ? [] : [given.signature])],
    effects: [
      { store: 'visits', id: given.visit, change: { outcome: given.outcome } },
      {
        store: 'enterprises',
        id: file.enterprise.id,
        change: { last_visit_on: given.today, revisit_on, due: dues(standing, file.policy) },
      },
    ],
  }
}

/** A phone knows that a self-report counts, not until when: it counts on until the server's own row comes back. */
const STILL = '9999-12-31'

/** What decides when an enterprise is next visited, from what this phone holds of it. */
export function standingOf(enterprise: Enterprise, hazards: readonly Hazard[]): Standing {
  const own = hazards.filter((hazard) => hazard.enterprise_id === enterprise.id && UNRESOLVED.includes(hazard.state))
  const open = own.filter(({ state }) => state === 'open' || state === 'rectifying' || state === 'plan_review')
  const submitted = own.flatMap(({ state, submitted_on }) => (state === 'submitted' && submitted_on !== null ? [submitted_on] : []))
  return {
    grade: enterprise.grade,
    interval_days: enterprise.interval_days,
    waived_on: enterprise.waived_on,
    since: enterprise.listed_on ?? enterprise.last_visit_on ?? '2026-01-01',
    last_visit_on: enterprise.last_visit_on,
    revisit_on: enterprise.revisit_on,
    position_verified: enterprise.position_quality === 'site',
    oldest_submitted_on: submitted.sort()[0] ?? null,
    has_open_hazard: open.length > 0,
    has_open_major: open.some(({ level }) => level === 'major'),
    key_list: enterprise.key_list,
    untrue_until: enterprise.due.some(({ reason }) => reason === 'self_report') ? STILL : null,
  }
}
