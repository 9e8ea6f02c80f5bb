// Cases of inspection: what may be done now, which forms there are and what each needs. The mirror of
// grids/inspections.py; the server decides.
import type { Said, ServiceMode } from '../wire/commands'
import type { Form, Inspection } from '../wire/inspection'

/** A form as it is written: every field a text, until it is said. */
export interface FormBody {
  readonly place: string
  readonly beganAt: string
  readonly endedAt: string
  readonly met: string
  readonly post: string
  readonly phone: string
  readonly content: string
  readonly findings: string
  readonly handling: string
  readonly basis: string
  readonly remark: string
  readonly refused: boolean
  readonly refusal: string
  readonly mode: string
  readonly documents: readonly string[]
  readonly items: readonly { readonly hazard: string; readonly passed: boolean; readonly opinion: string }[]
  readonly signature: string | null
  readonly signatureSecond: string | null
  readonly signatureMet: string | null
}

export const BLANK: FormBody = {
  place: '', beganAt: '', endedAt: '', met: '', post: '', phone: '', content: '', findings: '', handling: '', basis: '', remark: '', refused: false,
  refusal: '', mode: '', documents: [], items: [], signature: null, signatureSecond: null, signatureMet: null,
}

export type FormField = Exclude<keyof FormBody, 'signature' | 'signatureSecond' | 'signatureMet'>

/** Form -> its fields, top to bottom. The approval sheet and the order are written by other acts. */
export const FIELDS: Readonly<Record<Form, readonly FormField[]>> = {
  scheme: [],
  notice: ['content', 'remark'],
  record: ['place', 'beganAt', 'endedAt', 'met', 'post', 'phone', 'findings', 'handling', 'refused'],
  measure: ['beganAt', 'findings', 'basis', 'handling'],
  order: [],
  opinion: ['items', 'remark'],
  receipt: ['documents', 'mode', 'place', 'beganAt', 'met', 'refused', 'remark'],
}

const NEEDS: Readonly<Record<Form, readonly FormField[]>> = {
  scheme: [],
  notice: ['content'],
  record: ['place', 'beganAt', 'endedAt', 'findings', 'handling'],
  measure: ['findings', 'basis', 'handling'],
  order: [],
  opinion: ['items'],
  receipt: ['documents', 'mode', 'place', 'beganAt'],
}

/** Those that inspectors write or, of an order, have written; in the order of the chain. */
const WRITTEN: readonly Form[] = ['notice', 'record', 'measure', 'order', 'opinion', 'receipt']
const LIVE: readonly string[] = ['proposed', 'approved', 'under_way']

export function isLive({ state }: Pick<Inspection, 'state'>): boolean {
  return LIVE.includes(state)
}

export function isOfficer(inspection: Pick<Inspection, 'opened_by' | 'second_id'>, person: string): boolean {
  return inspection.opened_by === person || inspection.second_id === person
}

/** With leave, or without it yet in an emergency. */
export function mayRun(inspection: Inspection, person: string): boolean {
  return isLive(inspection) && isOfficer(inspection, person) && (inspection.approved === true || inspection.emergency)
}

/** The forms that the inspectors of a case can write now. */
export function formsOffered(inspection: Inspection): readonly Form[] {
  const has = (kind: Form) => inspection.documents.some((each) => each.kind === kind && each.state === 'issued')
  return WRITTEN.filter((form) => {
    if (form === 'notice') return inspection.announced && !has('notice')
    if (form === 'opinion') return has('order') || inspection.ordered.length > 0
    if (form === 'receipt') return inspection.documents.some(({ kind, state }) => state === 'issued' && kind !== 'receipt' && kind !== 'scheme')
    return true
  })
}

/** What can be served: everything issued except the authority's own sheet and receipts. */
export function servable(inspection: Pick<Inspection, 'documents'>): Inspection['documents'] {
  return inspection.documents.filter(({ kind, state }) => state === 'issued' && kind !== 'receipt' && kind !== 'scheme')
}

const SERVED: Readonly<Partial<Record<FormField, string>>> = { beganAt: 'servedAt', place: 'servedPlace', met: 'receivedBy' }

/** The word that names a field on this form: a receipt speaks of serving. */
export function wordOf(form: Form, field: FormField): string {
  return form === 'receipt' ? (SERVED[field] ?? field) : field
}

/** What is missing on a form, in its order. Somebody signs a record, or it says why not (安全生产法 art 68). */
export function formLacks(form: Form, body: FormBody): readonly FormField[] {
  const missing = NEEDS[form].filter((field) => isEmpty(body[field]))
  if (form === 'record' || form === 'receipt') {
    if (!body.refused && body.met.trim() === '') missing.push('met')
    if (form === 'record' && body.refused && body.refusal.trim() === '') missing.push('refusal')
  }
  if (form === 'record' && body.beganAt !== '' && body.endedAt !== '' && body.endedAt < body.beganAt) missing.push('endedAt')
  if (form === 'opinion' && body.items.some(({ opinion }) => opinion.trim() === '')) missing.push('items')
  return [...new Set(missing)]
}

function isEmpty(value: FormBody[FormField]): boolean {
  return typeof value === 'string' ? value.trim() === '' : typeof value !== 'boolean' && value.length === 0
}

/** What is said on the wire: only the fields of the form. */
export function saidOf(form: Form, body: FormBody): Said {
  const on = new Set<FormField>(FIELDS[form])
  const line = (field: 'place' | 'met' | 'post' | 'phone' | 'content' | 'findings' | 'handling' | 'basis' | 'remark') => (on.has(field) ? body[field].trim() : '')
  return {
    place: line('place'), met: line('met'), post: line('post'), phone: line('phone'), content: line('content'), findings: line('findings'),
    handling: line('handling'), basis: line('basis'), remark: line('remark'),
    began_at: on.has('beganAt') && body.beganAt !== '' ? body.beganAt : null,
    ended_at: on.has('endedAt') && body.endedAt !== '' ? body.endedAt : null,
    refused: on.has('refused') && body.refused, refusal: on.has('refused') && body.refused ? body.refusal.trim() : '',
    mode: on.has('mode') ? modeOf(body.mode) : null,
    documents: on.has('documents') ? body.documents : [],
    items: on.has('items') ? body.items.map(({ hazard, passed, opinion }) => ({ hazard, passed, opinion: opinion.trim() })) : [],
    signature: body.signature, signature_second: body.signatureSecond, signature_met: body.refused ? null : body.signatureMet,
  }
}

function modeOf(word: string): ServiceMode | null {
  return (['direct', 'left', 'mail', 'proxy', 'electronic', 'public'] as const).find((mode) => mode === word) ?? null
}

/** Hazards as a record lists them: "1. place: what". */
function listedFindings({ hazards, usual }: Known): string {
  return hazards.map(({ place, description }, n) => `${n + 1}. ${usual.found(place, description)}`).join('\n')
}

/**
 * The hazards a form is about: of an opinion those on the last order of the chain that counts, of any other those of
 * this case. An order that has not reached the server yet is newer than what the server knows of the chain.
 */
export function hazardsOn<H extends { readonly id: string; readonly notice_id: string | null }>(form: Form, now: Inspection, all: readonly H[], isHere: (hazard: H) => boolean): readonly H[] {
  if (form !== 'opinion') return all.filter(isHere)
  const unsent = now.documents.find(({ kind, state, number }) => kind === 'order' && state === 'issued' && number === null)
  if (unsent !== undefined) return all.filter(({ notice_id }) => notice_id === unsent.notice_id)
  return now.ordered.flatMap((id) => all.find((hazard) => hazard.id === id) ?? [])
}

/** What is known when a form is begun: the moment, who was met, the hazards it is about, the usual words of the trade. */
export interface Known {
  readonly at: string
  readonly met: string
  readonly phone: string
  readonly hazards: readonly { readonly id: string; readonly state: string; readonly place: string; readonly description: string }[]
  readonly usual: { readonly handling: string; readonly none: string; readonly passed: string; readonly found: (place: string, what: string) => string }
}

/** What a form begins with. */
export function beginning(form: Form, now: Inspection, known: Known): FormBody {
  const { at, met, phone, hazards, usual } = known
  switch (form) {
    case 'notice':
      return { ...BLANK, content: now.content }
    case 'record':
      return { ...BLANK, met, phone, beganAt: now.started_at ?? at, endedAt: at, findings: listedFindings(known), handling: hazards.length > 0 ? usual.handling : usual.none }
    case 'measure':
      return { ...BLANK, beganAt: now.started_at ?? at, findings: listedFindings(known), basis: now.basis }
    case 'opinion':
      return { ...BLANK, items: hazards.map(({ id, state }) => ({ hazard: id, passed: state === 'closed', opinion: state === 'closed' ? usual.passed : '' })) }
    case 'receipt':
      return { ...BLANK, met, beganAt: at, mode: 'direct', documents: servable(now).map(({ id }) => id) }
    case 'scheme':
    case 'order':
      return BLANK
  }
}
