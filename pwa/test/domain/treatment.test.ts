// Steps of a major hazard's treatment on the phone: nothing goes out with a part missing, and what goes is the command.
import { describe, expect, test } from 'vitest'
import { treat, type Treated } from '../../src/domain/acts/treatment'
import { TREAT_STEPS, treatLacks, treatParts, type TreatField, type TreatStep, type TreatValues } from '../../src/domain/treatForm'
import { hazardOf } from '../../src/wire/hazard'

const hazard = hazardOf({ id: 'h', state: 'open', level: 'major' })
const milestones = [{ what: '停机', due_on: '2026-12-01' }]

function filled(step: TreatStep): TreatValues {
  const fields = treatParts(step).flatMap(([, of]) => of)
  const said: Partial<Record<TreatField, string>> = { funds_yuan: '80000', month: '2026-11', by: 'agency', measure: 'full', verdict: 'confirmed' }
  return { texts: Object.fromEntries(fields.map((field) => [field, said[field] ?? '已写明'])), milestones }
}

const given = (step: TreatStep, values = filled(step)): Treated => ({ hazard, listing: 'l', values, photos: [{ sha256: 'a', taken_at: '2026-11-20T01:00:00Z', fix: null }], at: '2026-11-20T01:00:00Z', today: '2026-11-20' })

describe.each(TREAT_STEPS)('%s', (step) => {
  test('is whole when every field of the paper is filled, and names each one that is not', () => {
    expect(treatLacks(step, filled(step), 0)).toEqual([])
    for (const field of treatParts(step).flatMap(([, of]) => of)) {
      const values = filled(step)
      expect(treatLacks(step, { ...values, texts: { ...values.texts, [field]: ' ' } }, 0)).toEqual([field])
    }
  })

  test('becomes one act about the hazard, with its photos shown at once', () => {
    const act = treat(step, given(step))
    expect(act).toMatchObject({ aggregateId: 'h', command: { kind: step }, photos: ['a'] })
    expect(act.effects[0]?.change['photos']).toHaveLength(1)
  })
})

test('a plan needs a dated milestone and a sum in whole yuan', () => {
  const plan = filled('submit-plan')
  expect(treatLacks('submit-plan', { ...plan, milestones: [] }, 0)).toEqual(['milestones'])
  expect(treatLacks('submit-plan', { ...plan, milestones: [{ what: '停机', due_on: '' }] }, 0)).toEqual(['milestones'])
  expect(treatLacks('submit-plan', { ...plan, texts: { ...plan.texts, funds_yuan: '八万' } }, 0)).toEqual(['funds_yuan'])
  const { command, effects } = treat('submit-plan', given('submit-plan'))
  expect(command).toMatchObject({ hazard: 'h', funds_yuan: 80_000, milestones })
  expect(effects[0]?.change).toMatchObject({ state: 'plan_review' })
})

test('a false closing needs a photo and opens the hazard again', () => {
  const values: TreatValues = { texts: { verdict: 'false', opinion: '仍有积尘' }, milestones: [] }
  expect(treatLacks('check-closing', values, 0)).toEqual(['photos'])
  expect(treatLacks('check-closing', values, 1)).toEqual([])
  const act = treat('check-closing', given('check-closing', values))
  expect(act.command).toMatchObject({ confirmed: false })
  expect(act.effects[0]?.change).toMatchObject({ state: 'open' })
})
