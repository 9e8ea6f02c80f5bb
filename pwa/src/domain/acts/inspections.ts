// Steps of an inspection, as commands and as what the lists show of them at once. Numbers are the server's to give.
import type { Said } from '../../wire/commands'
import type { CasePaper, Entry, Form, Ground, Inspection } from '../../wire/inspection'
import type { Fix } from '../../wire/place'
import type { Act, Actor } from './act'

export interface Asking {
  readonly inspection: string
  readonly enterprise: { readonly id: string; readonly name: string; readonly address: string }
  readonly ground: Ground
  readonly announced: boolean
  readonly purpose: string
  readonly basis: string
  readonly content: string
  readonly method: string
  readonly plannedOn: string
  readonly second: { readonly id: string; readonly name: string }
  readonly emergencyReason: string
  readonly follows: string | null
  readonly at: string
}

export function openInspection(given: Asking, by: Actor): Act {
  const emergency = given.emergencyReason !== ''
  const { ground, announced, purpose, basis, content, method } = given
  return {
    aggregateId: given.inspection,
    command: {
      kind: 'open-inspection', inspection: given.inspection, enterprise: given.enterprise.id, ground, announced, purpose, basis, content, method,
      planned_on: given.plannedOn, second_inspector: given.second.id, emergency, emergency_reason: given.emergencyReason, follows: given.follows,
    },
    photos: [],
    effects: [
      {
        store: 'inspections',
        id: given.inspection,
        change: {
          enterprise_id: given.enterprise.id, enterprise_name: given.enterprise.name, address: given.enterprise.address, ground, announced, purpose,
          basis, content, method, planned_on: given.plannedOn, opened_by: by.id, opened_by_name: by.name, second_id: given.second.id,
          second_name: given.second.name, opened_at: given.at, emergency, emergency_reason: given.emergencyReason, follows_id: given.follows,
          state: 'proposed', approved: null, entries: [], documents: [],
        },
      },
    ],
  }
}

export interface Entered {
  readonly actId: string
  /** The act that began the visit; the entry waits for it. Null when no visit begins with it. */
  readonly startActId: string | null
  readonly visit: string | null
  readonly at: string
  readonly code: string
  readonly fix: Fix | null
}

export function enterInspection(given: Entered, inspection: Inspection, by: Actor): Act {
  const method = given.code === '' ? ('position' as const) : ('code' as const)
  return {
    id: given.actId,
    aggregateId: inspection.id,
    ...(given.startActId === null ? {} : { parentId: given.startActId }),
    command: { kind: 'enter-inspection', inspection: inspection.id, entered_at: given.at, method, code: given.code, fix: given.fix, visit: given.visit },
    photos: [],
    effects: [
      {
        store: 'inspections',
        id: inspection.id,
        change: {
          state: 'under_way', entered: true, started_at: inspection.started_at ?? given.at, visit_id: given.visit ?? inspection.visit_id,
          entries: [...inspection.entries, passed(given.actId, 'in', given.at, by, method)],
        },
      },
    ],
  }
}

export function leaveInspection(given: { readonly actId: string; readonly at: string; readonly fix: Fix | null }, inspection: Inspection, by: Actor): Act {
  return {
    id: given.actId,
    aggregateId: inspection.id,
    command: { kind: 'leave-inspection', inspection: inspection.id, left_at: given.at, fix: given.fix },
    photos: [],
    effects: [{ store: 'inspections', id: inspection.id, change: { entries: [...inspection.entries, passed(given.actId, 'out', given.at, by, null)] } }],
  }
}

function passed(id: string, direction: 'in' | 'out', at: string, by: Actor, method: string | null): Entry {
  return { id, direction, method, code_fits: null, at, distance_m: null, person_name: by.name }
}

export interface Issued {
  readonly actId: string
  readonly document: string
  readonly form: Form
  readonly said: Said
  readonly at: string
  /** What the form says of other things: it waits for the last act about them. */
  readonly parentId: string | null
  readonly draftId: string
}

export function issueDocument(given: Issued, inspection: Inspection): Act & { readonly draftId: string } {
  const paper: CasePaper = { id: given.document, kind: given.form, state: 'issued', number: null, issued_at: given.at, notice_id: null, signed_at: null, signed_by: '' }
  const begun = given.form === 'record' ? { recorded: true, state: 'under_way', started_at: inspection.started_at ?? given.said.began_at ?? given.at } : {}
  const { signature, signature_second, signature_met } = given.said
  return {
    id: given.actId,
    draftId: given.draftId,
    aggregateId: inspection.id,
    ...(given.parentId === null ? {} : { parentId: given.parentId }),
    command: { kind: 'issue-document', inspection: inspection.id, document: given.document, document_kind: given.form, said: given.said },
    photos: [signature, signature_second, signature_met].flatMap((sha) => sha ?? []),
    effects: [{ store: 'inspections', id: inspection.id, change: { ...begun, documents: [paper, ...inspection.documents] } }],
  }
}

export function closeInspection(inspection: Inspection, withdrawnFor: string, at: string): Act {
  const withdrawn = withdrawnFor !== ''
  return {
    aggregateId: inspection.id,
    command: { kind: 'close-inspection', inspection: inspection.id, withdrawn, reason: withdrawnFor },
    photos: [],
    effects: [{ store: 'inspections', id: inspection.id, change: { state: withdrawn ? 'withdrawn' : 'closed', ended_at: at, end_reason: withdrawnFor } }],
  }
}

export function signDocument(document: string, signedBy: string, signature: string | null): Act {
  return {
    aggregateId: document,
    command: { kind: 'sign-document', document, signed_by: signedBy, signature },
    photos: signature === null ? [] : [signature],
    effects: [],
  }
}
