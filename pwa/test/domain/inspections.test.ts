import { describe, expect, it } from 'vitest'
import { closeInspection, enterInspection, issueDocument } from '../../src/domain/acts/inspections'
import { BLANK, beginning, formLacks, formsOffered, hazardsOn, isLive, mayRun, saidOf, servable, type FormBody } from '../../src/domain/inspections'
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

  it('of a re-inspection judges the order of its chain, and records what was found here', () => {
    const again = caseOf({ ground: 'reinspection', follows_id: 'first', ordered: ['y', 'x'] })
    const found = (id: string, notice_id: string | null, state: string) => ({ id, notice_id, state, place: '', description: id })
    const all = [found('x', 'n', 'closed'), found('y', 'n', 'rectifying'), found('z', null, 'open')]
    const isHere = ({ id }: { readonly id: string }) => id === 'z'
    const known = { at: AT, met: '李', phone: '1', usual: { handling: '责令改正', none: '未见', passed: '已改', found: (place: string, what: string) => place + what } }
    const opinion = beginning('opinion', again, { ...known, hazards: hazardsOn('opinion', again, all, isHere) })
    expect(opinion.items).toEqual([{ hazard: 'y', passed: false, opinion: '' }, { hazard: 'x', passed: true, opinion: '已改' }])
    const record = beginning('record', again, { ...known, hazards: hazardsOn('record', again, all, isHere) })
    expect([record.findings, record.handling, record.met]).toEqual(['1. z', '责令改正', '李'])
    expect(formsOffered(again)).toContain('opinion')
    expect(formsOffered({ ...again, ordered: [] })).not.toContain('opinion')
  })

  it('judges an order that has not reached the server before the one the server knows', () => {
    const unsent = { ...paper('order'), number: null, notice_id: 'new' }
    const now = caseOf({ ordered: ['old'], documents: [unsent, { ...paper('order'), notice_id: 'n' }] })
    const all = [{ id: 'old', notice_id: 'n' }, { id: 'fresh', notice_id: 'new' }]
    expect(hazardsOn('opinion', now, all, () => false).map(({ id }) => id)).toEqual(['fresh'])
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
