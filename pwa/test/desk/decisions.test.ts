// Every decision at the desk: what it asks for, what it refuses to send without, and the commands it becomes.
import { describe, expect, test } from 'vitest'
import {
  DECISIONS,
  decisionsOf,
  fieldsOf,
  firstValues,
  isVerdict,
  lacking,
  latestDue,
  stepsOf,
  type Decision,
  type Situation,
  type Values,
} from '../../src/desk/hazards/decisions'
import { hazardFileOf, type HazardFile } from '../../src/wire/files'
import type { Role } from '../../src/wire/person'
import { FIRST_POLICY } from '../../src/wire/policy'

const AT = new Date('2026-11-22T01:30:00Z')
const town: Situation = { today: '2026-11-22', policy: FIRST_POLICY, mayRemind: true, isDepartment: false }
const other: Situation = { ...town, mayRemind: false }

function hazard(change: Record<string, unknown> = {}): HazardFile {
  return hazardFileOf({
    id: 'h1', enterprise_id: 'e1', state: 'reported', level: 'general', source: 'grid', suggestion: '清理通道',
    found_at: '2026-11-20T02:00:00Z', original_due_on: '2026-11-30', due_on: '2026-11-30', version: 4, may: [], ...change,
  })
}

function valuesOf(decision: Decision, file: HazardFile, change: Partial<Values> = {}, situation = town): Values {
  return { ...firstValues(decision, file, situation), ...change }
}

const as = (...roles: readonly Role[]) => ({ person: { id: 'p1', name: '赵', roles }, today: '2026-11-22', policy: FIRST_POLICY })

test('only what the server allows is offered, the pressing one first', () => {
  const file = hazard({ may: ['void-hazard', 'transfer-hazard', 'open-hazard', 'acknowledge-notice'] })
  expect(decisionsOf(file, as('district'))).toEqual(['open-hazard', 'transfer-hazard', 'void-hazard'])
  expect(decisionsOf(file, as('town_officer'))).toEqual(['open-hazard', 'transfer-hazard'])
})

test('what the rules would refuse is not offered: who may close depends on who found it', () => {
  const may = ['reinspect-hazard']
  const found = (source: string, level = 'general') => hazard({ state: 'submitted', may, source, level })
  const offered = (file: HazardFile, role: Role) => decisionsOf(file, as(role)).length
  expect(['grid', 'town', 'self_check', 'inspection'].map((source) => offered(found(source), 'town_officer'))).toEqual([1, 1, 1, 0])
  expect(offered(found('inspection'), 'inspector')).toBe(1)
  expect([offered(found('grid', 'major'), 'town_officer'), offered(found('grid', 'major'), 'department')]).toEqual([0, 1])
  const own = hazard({ state: 'submitted', may, fixed_by: 'p1' })
  expect(offered(own, 'town_officer')).toBe(0)
})

describe('opening', () => {
  test('starts with the policy term and the finder\'s own words, and reminds in the same go', () => {
    const file = hazard()
    const values = valuesOf('open-hazard', file)
    expect(values).toMatchObject({ level: 'general', due_on: '2026-12-07', suggestion: '清理通道', remind: true })
    const [open, remind, ...rest] = stepsOf('open-hazard', file, values, true, AT)
    expect(rest).toEqual([])
    expect(open).toEqual({
      about: 'h1',
      command: { kind: 'open-hazard', hazard: 'h1', level: 'general', due_on: '2026-12-07', suggestion: '清理通道', interim_measures: '', expected_version: 4 },
    })
    expect(remind?.command).toMatchObject({ kind: 'issue-notice', notice_kind: 'reminder', enterprise: 'e1', items: [{ hazard: 'h1', due_on: '2026-12-07', demand: '清理通道' }] })
    expect(remind?.about).toBe(remind?.command.kind === 'issue-notice' ? remind.command.notice : '')
    expect(stepsOf('open-hazard', file, values, true, AT)[1]).toEqual(remind)
  })

  test('without a reminder it is one step and needs no demand', () => {
    const file = hazard({ suggestion: '' })
    const values = valuesOf('open-hazard', file, { remind: false })
    expect(lacking('open-hazard', file, values, town, true)).toEqual([])
    expect(stepsOf('open-hazard', file, values, true, AT)).toHaveLength(1)
    expect(lacking('open-hazard', file, { ...values, remind: true }, town, true)).toEqual(['suggestion'])
  })

  test('a major hazard needs interim measures, and its term has no upper end', () => {
    const file = hazard()
    const values = valuesOf('open-hazard', file, { level: 'major' })
    expect(lacking('open-hazard', file, values, town, true)).toEqual(['interim_measures'])
    expect(latestDue(values, town)).toBeNull()
    expect(latestDue({ ...values, level: 'general' }, town)).toBe('2026-12-22')
  })

  test('who may not remind is not asked to, nor is anybody for what inspectors found', () => {
    expect(fieldsOf('open-hazard', hazard(), valuesOf('open-hazard', hazard(), {}, other), other)).not.toContain('remind')
    const inspected = hazard({ source: 'inspection' })
    const values = valuesOf('open-hazard', inspected)
    expect(fieldsOf('open-hazard', inspected, values, town)).not.toContain('remind')
    expect(stepsOf('open-hazard', inspected, values, true, AT)).toHaveLength(1)
  })
})

describe('re-inspecting', () => {
  const submitted = hazard({ state: 'submitted' })

  test('passed needs an opinion; the moment is the one it was judged at', () => {
    const values = valuesOf('reinspect-hazard', submitted)
    expect(lacking('reinspect-hazard', submitted, values, town, true)).toEqual(['opinion'])
    const [step] = stepsOf('reinspect-hazard', submitted, { ...values, opinion: '已整改' }, true, AT)
    expect(step?.command).toEqual({
      kind: 'reinspect-hazard', hazard: 'h1', passed: true, opinion: '已整改', inspected_at: '2026-11-22T01:30:00.000Z',
      second_inspector: null, new_due_on: null, expected_version: 4,
    })
  })

  test('failed proposes half of the first term as the new date', () => {
    const values = valuesOf('reinspect-hazard', submitted, { opinion: '未整改' })
    const [step] = stepsOf('reinspect-hazard', submitted, values, false, AT)
    expect(step?.command).toMatchObject({ passed: false, new_due_on: '2026-11-27' })
    expect(lacking('reinspect-hazard', submitted, { ...values, new_due_on: '' }, town, false)).toEqual(['new_due_on'])
  })

  test('what inspectors found needs the second inspector', () => {
    const inspected = hazard({ state: 'submitted', source: 'inspection' })
    const values = valuesOf('reinspect-hazard', inspected, { opinion: '合格' })
    expect(lacking('reinspect-hazard', inspected, values, other, true)).toEqual(['second_inspector'])
    const [step] = stepsOf('reinspect-hazard', inspected, { ...values, second_inspector: 'p2' }, true, AT)
    expect(step?.command).toMatchObject({ second_inspector: 'p2' })
  })
})

test('an extension is granted without words and refused only with a reason', () => {
  const file = hazard({ state: 'rectifying', extension_to: '2026-12-20' })
  const values = valuesOf('decide-extension', file)
  expect(lacking('decide-extension', file, values, town, true)).toEqual([])
  expect(lacking('decide-extension', file, values, town, false)).toEqual(['reason'])
  expect(stepsOf('decide-extension', file, values, true, AT)[0]?.command).toMatchObject({ granted: true })
})

test('a plan that is returned sets no date', () => {
  const file = hazard({ state: 'plan_review', level: 'major' })
  const values = valuesOf('review-plan', file, { opinion: '补充监测措施' })
  expect(stepsOf('review-plan', file, values, false, AT)[0]?.command).toEqual({ kind: 'review-plan', hazard: 'h1', approved: false, opinion: '补充监测措施' })
  expect(stepsOf('review-plan', file, values, true, AT)[0]?.command).toMatchObject({ approved: true, due_on: '2026-11-30' })
})

test('a level is changed to the other one, with its criteria line by line', () => {
  const values = valuesOf('change-level', hazard(), { reason: '符合判定情形', criteria: '第五条（一）\n\n 第五条（三） ' })
  expect(stepsOf('change-level', hazard(), values, true, AT)[0]?.command).toEqual({
    kind: 'change-level', hazard: 'h1', level: 'major', reason: '符合判定情形', criteria: ['第五条（一）', '第五条（三）'],
  })
})

test('a transfer names the receiving area by its number', () => {
  const file = hazard()
  const values = valuesOf('transfer-hazard', file, { to_area: '17', reason: '属消防职责' })
  expect(lacking('transfer-hazard', file, { ...values, to_area: '' }, town, true)).toEqual(['to_area'])
  expect(stepsOf('transfer-hazard', file, values, true, AT)[0]?.command).toEqual({ kind: 'transfer-hazard', hazard: 'h1', to_area: 17, reason: '属消防职责' })
})

test.each(DECISIONS)('%s: nothing goes out while a field it needs is empty', (decision) => {
  const file = hazard({ extension_to: '2026-12-20', suggestion: '' })
  const empty: Values = { made: 'm1', level: 'major', due_on: '', suggestion: '', interim_measures: '', remind: true, reason: ' ', master: '', to_area: '', criteria: '', opinion: '', second_inspector: '', new_due_on: '', measure: 'full', stopped: '', basis: '', decision: 'case', case_no: '', list_level: 'town' }
  const asked = fieldsOf(decision, file, empty, town).filter((field) => !['level', 'remind', 'criteria', 'measure', 'decision', 'list_level'].includes(field))
  const optional = decision === 'review-plan' ? ['due_on'] : []
  expect(lacking(decision, file, empty, town, false)).toEqual(asked.filter((field) => !optional.includes(field)))
})

test('only judgements have two buttons', () => {
  expect(DECISIONS.filter(isVerdict)).toEqual(['reinspect-hazard', 'decide-extension', 'review-plan', 'decide-resume', 'check-closing'])
})
