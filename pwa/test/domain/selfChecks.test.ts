import { describe, expect, it } from 'vitest'
import { submitSelfCheck } from '../../src/domain/acts/selfChecks'
import { checksOwed, lackOf, pressing, quarterOf, standingOf, type SelfAnswered } from '../../src/domain/selfChecks'
import { checklistOf } from '../../src/wire/checklist'
import { FIRST_SELF_POLICY } from '../../src/wire/policy'
import { selfPeriodOf, type SelfPeriod } from '../../src/wire/selfCheck'

const CODES = ['A', 'B', 'C', 'D']
const ok: SelfAnswered = { result: 'ok', remark: '', off: null }
const outside: SelfAnswered = { ...ok, result: 'not_applicable' }
const all = (answer: SelfAnswered) => Object.fromEntries(CODES.map((code) => [code, answer]))
const given = { codes: CODES, answers: all(ok), photos: 1, checker: '李', seconds: 60 }

function period(change: Partial<Record<keyof SelfPeriod, unknown>>): SelfPeriod {
  return selfPeriodOf({
    id: 'p', enterprise_id: 'e', period: '2026Q3', rhythm: 'quarterly', begins_on: '2026-07-01', ends_on: '2026-09-30',
    due_on: '2026-10-15', waived: null, state: 'due', checks: 0, first_signed_at: null, late: false, corrections: 0, ...change,
  })
}

describe('a zero report', () => {
  it('is complete when every item was looked at, with time and a photo', () => {
    expect(lackOf(given, FIRST_SELF_POLICY)).toBeNull()
  })

  it.each([
    [{ answers: {} }, 'none'],
    [{ answers: { A: ok } }, 'items'],
    [{ answers: all(outside) }, 'outside'],
    [{ photos: 0 }, 'photo'],
    [{ seconds: 3 }, 'time'],
    [{ checker: ' ' }, 'checker'],
  ] as const)('is not one click: %o lacks %s', (change, lack) => {
    expect(lackOf({ ...given, ...change }, FIRST_SELF_POLICY)).toBe(lack)
  })

  it('is none once something was found: then a part is enough', () => {
    expect(lackOf({ ...given, answers: { A: { ...ok, result: 'hazard' } }, photos: 0, seconds: 1 }, FIRST_SELF_POLICY)).toBeNull()
  })
})

describe('the plan', () => {
  it.each([
    [{}, '2026-08-01', 'to_check'],
    [{ checks: 1, state: 'submitted' }, '2026-08-01', 'later'],
    [{ checks: 1 }, '2026-10-01', 'to_sign'],
    [{ checks: 1 }, '2026-10-16', 'missed'],
    [{ first_signed_at: '2026-10-20T02:00:00Z', late: true, state: 'signed' }, '2026-10-21', 'late'],
    [{ first_signed_at: '2026-10-02T02:00:00Z', state: 'returned' }, '2026-10-21', 'returned'],
    [{ waived: 'suspended' }, '2026-10-21', 'waived'],
  ] as const)('%o on %s stands at %s', (change, today, standing) => {
    expect(standingOf(period(change), today)).toBe(standing)
  })

  it('puts what presses first', () => {
    const rows = [period({ id: 'a', first_signed_at: '2026-10-02T02:00:00Z', state: 'accepted' }), period({ id: 'b', period: '2026Q2', due_on: '2026-07-15', checks: 1 })]
    expect(pressing(rows, '2026-11-01').map(({ id }) => id)).toEqual(['b', 'a'])
  })

  it('asks for three checks of a monthly quarter', () => {
    expect([checksOwed('monthly'), checksOwed('quarterly'), checksOwed('yearly')]).toEqual([3, 1, 0])
    expect(['2026-01-01', '2026-12-31'].map(quarterOf)).toEqual(['2026Q1', '2026Q4'])
  })
})

describe('handing a self-check in', () => {
  const list = checklistOf({ version_id: 7, code: 'l', number: 2, items: CODES.map((code) => ({ code, title: code })) })

  it('names every item that was looked at and the hazard that was recorded, by the version it was begun with', () => {
    const act = submitSelfCheck(
      {
        check: 'c', enterprise: 'e', enterpriseName: '厂', list, startedAt: '2026-08-01T01:00:00Z', finishedAt: '2026-08-01T02:00:00Z',
        today: '2026-08-01', answers: { A: ok, B: { ...ok, result: 'hazard' } }, hazards: new Map([['B', 'h']]), area: '', checker: '李',
        remark: '', photos: [], parentId: 'act-of-h',
      },
      [period({})],
    )
    expect(act.command).toMatchObject({ kind: 'submit-self-check', checklist_version: 7 })
    expect(act.command.kind === 'submit-self-check' ? act.command.answers : []).toEqual([
      { item: 'A', result: 'ok', remark: '', hazard: null, off: null },
      { item: 'B', result: 'hazard', remark: '', hazard: 'h', off: null },
    ])
    expect(act.parentId).toBe('act-of-h')
    expect(act.effects).toContainEqual({ store: 'self_periods', id: 'p', change: { checks: 1, state: 'submitted' } })
  })
})
