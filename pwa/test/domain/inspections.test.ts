import { describe, expect, it } from 'vitest'
import { closeInspection, enterInspection, issueDocument } from '../../src/domain/acts/inspections'
import { BLANK, formLacks, formsOffered, fromField, isLive, mayRun, saidOf, servable, toField, type FormBody } from '../../src/domain/inspections'
import { inspectionOf, type CasePaper, type Inspection } from '../../src/wire/inspection'

const AT = '2026-11-29T02:00:00.000Z'
const one = { id: 'a', name: '秦', roles: ['inspector'] as const }

function caseOf(more: Partial<Inspection> = {}): Inspection {
  return { ...inspectionOf({ id: 'i', opened_by: 'a', second_id: 'b', state: 'approved', approved: true, announced: true }), ...more }
}

function paper(kind: CasePaper['kind'], state: CasePaper['state'] = 'issued'): CasePaper {
  return { id: kind, kind, state, number: '1', issued_at: AT, notice_id: null, signed_at: null, signed_by: '' }
}

const RECORD: FormBody = { ...BLANK, place: '车间', beganAt: AT, endedAt: AT, met: '李', findings: '积尘', handling: '责令改正' }

describe('a case of inspection', () => {
  it('runs for its two inspectors with leave, or without it yet in an emergency', () => {
    expect(mayRun(caseOf(), 'a')).toBe(true)
    expect(mayRun(caseOf(), 'b')).toBe(true)
    expect(mayRun(caseOf(), 'c')).toBe(false)
    expect(mayRun(caseOf({ approved: null, state: 'proposed' }), 'a')).toBe(false)
    expect(mayRun(caseOf({ approved: null, state: 'proposed', emergency: true }), 'a')).toBe(true)
    expect(isLive(caseOf({ state: 'closed' }))).toBe(false)
  })

  it('offers a notice only when it is announced, an opinion only after an order, a receipt only for what is served', () => {
    expect(formsOffered(caseOf())).toEqual(['notice', 'record', 'measure', 'order'])
    expect(formsOffered(caseOf({ announced: false, documents: [paper('scheme')] }))).toEqual(['record', 'measure', 'order'])
    expect(formsOffered(caseOf({ documents: [paper('order'), paper('notice')] }))).toEqual(['record', 'measure', 'order', 'opinion', 'receipt'])
    expect(servable(caseOf({ documents: [paper('record', 'voided'), paper('scheme'), paper('receipt'), paper('order')] })).map(({ id }) => id)).toEqual(['order'])
  })
})

describe('a form', () => {
  it('names what is missing, and somebody signs a record or it says why not', () => {
    expect(formLacks('record', RECORD)).toEqual([])
    expect(formLacks('record', { ...RECORD, met: ' ' })).toEqual(['met'])
    expect(formLacks('record', { ...RECORD, met: '', refused: true })).toEqual(['refusal'])
    expect(formLacks('record', { ...RECORD, endedAt: '2026-11-29T01:00:00.000Z' })).toEqual(['endedAt'])
    expect(formLacks('measure', BLANK)).toEqual(['findings', 'basis', 'handling'])
    expect(formLacks('opinion', { ...BLANK, items: [{ hazard: 'h', passed: true, opinion: '' }] })).toEqual(['items'])
    expect(formLacks('receipt', { ...BLANK, documents: ['d'], mode: 'left', place: '门卫', beganAt: AT, refused: true })).toEqual([])
  })

  it('says on the wire only what is on it', () => {
    const said = saidOf('measure', { ...RECORD, basis: '第六十五条', mode: 'left', documents: ['d'] })
    expect([said.findings, said.place, said.mode, said.documents]).toEqual(['积尘', '', null, []])
    expect(saidOf('record', { ...RECORD, refused: true, refusal: '拒签', signatureMet: 's' }).signature_met).toBe(null)
  })

  it('keeps a moment through the field of the browser, to the minute', () => {
    expect(fromField(toField(AT))).toBe(AT)
    expect([toField(''), fromField('')]).toEqual(['', ''])
  })
})

describe('an act', () => {
  it('shows the entry at once and waits for the visit that began with it', () => {
    const act = enterInspection({ actId: 'x', startActId: 's', visit: 'v', at: AT, code: 'WG-ABCD', fix: null }, caseOf(), one)
    expect([act.parentId, act.command.kind === 'enter-inspection' && act.command.method]).toEqual(['s', 'code'])
    expect(act.effects[0]?.change).toMatchObject({ state: 'under_way', visit_id: 'v', started_at: AT })
  })

  it('shows a document without a number until the server gives one, and carries its signatures', () => {
    const said = saidOf('record', { ...RECORD, signature: 'one', signatureMet: 'met' })
    const act = issueDocument({ actId: 'x', document: 'd', form: 'record', said, at: AT, parentId: null, draftId: 'p' }, caseOf())
    expect(act.photos).toEqual(['one', 'met'])
    expect(act.effects[0]?.change).toMatchObject({ recorded: true, documents: [{ id: 'd', number: null }] })
    expect('parentId' in act).toBe(false)
  })

  it('ends a case as done, or withdraws it with its reason', () => {
    expect(closeInspection(caseOf(), '', AT).command).toMatchObject({ withdrawn: false, reason: '' })
    expect(closeInspection(caseOf(), '停产', AT).command).toMatchObject({ withdrawn: true, reason: '停产' })
  })
})
