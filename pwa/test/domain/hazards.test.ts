// The lives of tests/scenarios/hazard_life.json, played against what the phone offers: a step that follows must be
// offered, one that the rules refuse must not be.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { addDays } from '../../src/domain/days'
import { MAY, NEXT, STEPS, isStep, latestNewDue, nextSteps, type HazardStep } from '../../src/domain/hazards'
import { hazardOf, type Hazard, type HazardState } from '../../src/wire/hazard'
import { ROLES, type Role } from '../../src/wire/person'
import { FIRST_POLICY } from '../../src/wire/policy'
import file from '../../../tests/scenarios/hazard_life.json'

interface Step {
  readonly by: string
  readonly do: string
  readonly then?: string
  readonly refused?: string
  readonly passed?: boolean
  readonly level?: string
}

const roles = (name: string): Role[] => {
  const held: Readonly<Record<string, readonly string[]>> = file.people
  return ROLES.filter((role) => held[name]?.includes(role))
}
const person = (name: string) => ({ id: name, name, roles: roles(name) })

function hazardIn(life: (typeof file.lives)[number]): Hazard {
  return hazardOf({
    id: 'h',
    state: life.state,
    level: life.level,
    source: life.source,
    found_by: { id: life.found_by, name: life.found_by },
    found_at: `${file.found_on}T01:00:00Z`,
    due_on: file.due_on,
    original_due_on: file.due_on,
    sampled: 'sampled' in life,
  })
}

/** What the server's answer would change of the facts that later steps look at. */
function after(now: Hazard, step: Step): Hazard {
  const state = step.then as HazardState
  switch (step.do) {
    case 'issue-notice':
      return { ...now, state, notice_id: 'n' }
    case 'submit-rectification':
      return { ...now, state, fixed_by: step.by, extension_to: null }
    case 'request-extension':
      return { ...now, state, extension_to: addDays(now.due_on ?? file.today, 5) }
    case 'decide-extension':
      return { ...now, state, due_on: now.extension_to, extension_to: null, extensions: now.extensions + 1 }
    case 'order-measure':
      return { ...now, state, stop: 'full' }
    case 'apply-resume':
      return { ...now, state, resume_asked_on: file.today }
    case 'decide-resume':
      return { ...now, state, resume_asked_on: null, stop: step.passed === false ? now.stop : 'none' }
    case 'review-plan':
      return { ...now, state, plan_approved: true }
    default:
      return { ...now, state }
  }
}

test.each(file.lives)('$name', (life) => {
  let now = hazardIn(life)
  for (const step of life.steps as Step[]) {
    const offered = nextSteps(now, { person: person(step.by), today: file.today, policy: FIRST_POLICY })
    expect({ step, isOffered: offered.includes(step.do as HazardStep) }).toEqual({ step, isOffered: step.refused === undefined })
    if (step.refused === undefined) now = after(now, step)
  }
})

describe('the tables are those of the rules', () => {
  const python = (name: string) => readFileSync(new URL(`../../../grids/${name}.py`, import.meta.url), 'utf8')

  test('every step follows the same states as in grids/hazards.py', () => {
    const table = python('hazards').split('NEXT: Final')[1] ?? ''
    const rows = [...table.matchAll(/"([a-z-]+)": (frozenset\(\{([^}]*)\}\)|[^\n]+),\n/g)]
    expect(rows.map(([, step]) => step).sort()).toEqual([...STEPS].sort())
    for (const [, step = '', whole = '', states] of rows) {
      if (states === undefined) continue
      const said = [...states.matchAll(/State\.([A-Z_]+)/g)].map(([, state = '']) => state.toLowerCase())
      expect({ step, states: isStep(step) ? [...NEXT[step]].sort() : whole }).toEqual({ step, states: said.sort() })
    }
  })

  test('every step is open to the same roles as in grids/permissions.py', () => {
    const source = python('permissions')
    const sets: Record<string, string> = {
      _FIELD: /_FIELD = frozenset\(\{(.*)\}\)/.exec(source)?.[1] ?? '',
      _TRIAGE: /_TRIAGE = frozenset\(\{(.*)\}\)/.exec(source)?.[1] ?? '',
    }
    for (const step of STEPS) {
      const row = new RegExp(`"${step}": (.*),\\n`).exec(source)?.[1] ?? ''
      const whole = row.replace(/_FIELD|_TRIAGE/g, (name) => sets[name] ?? '')
      const said = [...whole.matchAll(/Role\.([A-Z_]+)/g)].map(([, role = '']) => role.toLowerCase())
      expect({ step, roles: [...MAY[step]].sort() }).toEqual({ step, roles: said.sort() })
    }
  })
})

test('the new date after a failed re-inspection is half of the first term, at least tomorrow', () => {
  const found = { found_at: '2026-11-01T01:00:00Z' }
  expect(latestNewDue({ ...found, original_due_on: '2026-11-16' }, '2026-11-20', FIRST_POLICY)).toBe('2026-11-27')
  expect(latestNewDue({ ...found, original_due_on: '2026-11-02' }, '2026-11-20', FIRST_POLICY)).toBe('2026-11-21')
  expect(latestNewDue({ ...found, original_due_on: null }, '2026-11-20', FIRST_POLICY)).toBe('2026-11-27')
})
