// What may be offered for a hazard now: the table of grids/hazards.py and the narrowing of grids/hazard_life.py and
// grids/permissions.py, so that a phone without network shows only steps that will be accepted.
// tests/scenarios/hazard_life.json keeps both sides in step. The server decides; this only offers.
import type { Hazard, HazardLevel, HazardSource, HazardState } from '../wire/hazard'
import type { Policy } from '../wire/policy'
import type { Role } from '../wire/person'
import { addDays, daysBetween, localDay, type Day } from './days'

export const ENDED: readonly HazardState[] = ['closed', 'invalid', 'merged', 'void']
export const UNRESOLVED: readonly HazardState[] = [
  'reported',
  'open',
  'rectifying',
  'submitted',
  'transfer_pending',
  'plan_review',
]

/** Step -> the states it may be taken from; the same table is in grids/hazards.py. */
export const NEXT = {
  'rectify-on-the-spot': ['reported', 'open'],
  'open-hazard': ['reported'],
  'reject-hazard': ['reported'],
  'merge-hazard': ['reported', 'open'],
  'transfer-hazard': ['reported', 'open'],
  'accept-transfer': ['transfer_pending'],
  'return-transfer': ['transfer_pending'],
  'change-level': UNRESOLVED.filter((state) => state !== 'transfer_pending'),
  'void-hazard': UNRESOLVED,
  'reopen-hazard': ['closed'],
  'issue-notice': ['open', 'rectifying'],
  'acknowledge-notice': ['open'],
  'submit-plan': ['open', 'rectifying'],
  'review-plan': ['plan_review'],
  'request-extension': ['rectifying'],
  'decide-extension': ['rectifying'],
  'submit-rectification': ['rectifying'],
  'reinspect-hazard': ['submitted'],
  'propose-measure': UNRESOLVED.filter((state) => state !== 'transfer_pending'),
  'order-measure': UNRESOLVED.filter((state) => state !== 'transfer_pending'),
  'apply-resume': ['submitted'],
  'decide-resume': ['submitted'],
  'check-closing': ['closed'],
  'decide-overdue': ['open', 'rectifying', 'plan_review'],
} as const satisfies Record<string, readonly HazardState[]>

export type HazardStep = keyof typeof NEXT
export const STEPS: readonly HazardStep[] = Object.keys(NEXT).filter(isStep)

const TRIAGE: readonly Role[] = ['town_officer', 'department', 'district']

/** Step -> roles that may ever take it; the same table is in grids/permissions.py. */
export const MAY: Readonly<Record<HazardStep, readonly Role[]>> = {
  'accept-transfer': TRIAGE,
  'acknowledge-notice': ['enterprise'],
  'apply-resume': ['enterprise'],
  'check-closing': ['officer', 'inspector', 'town_officer', 'department'],
  'decide-overdue': ['inspector', 'department', 'district'],
  'decide-resume': ['inspector', 'department'],
  'order-measure': ['inspector', 'department'],
  'propose-measure': ['officer', 'town_officer'],
  'change-level': ['town_officer', 'inspector', 'department', 'district'],
  'decide-extension': [...TRIAGE, 'inspector'],
  'issue-notice': ['town_officer', 'officer', 'inspector'],
  'merge-hazard': TRIAGE,
  'open-hazard': TRIAGE,
  'rectify-on-the-spot': ['officer', 'inspector', 'enterprise'],
  'reinspect-hazard': ['officer', 'inspector', 'town_officer', 'department', 'enterprise'],
  'reject-hazard': TRIAGE,
  'reopen-hazard': ['department', 'district'],
  'request-extension': ['enterprise'],
  'return-transfer': TRIAGE,
  'review-plan': ['department', 'district'],
  'submit-plan': ['enterprise'],
  'submit-rectification': ['enterprise'],
  'transfer-hazard': TRIAGE,
  'void-hazard': ['district'],
}

export function isStep(step: string): step is HazardStep {
  return Object.hasOwn(NEXT, step)
}

export function mayFollow(state: HazardState, step: HazardStep): boolean {
  const from: readonly HazardState[] = NEXT[step]
  return from.includes(state)
}

/** What is known of the person and the day; enough to offer steps without asking anybody. */
export interface Situation {
  readonly person: { readonly id: string; readonly name: string; readonly roles: readonly Role[] }
  readonly today: Day
  readonly policy: Policy
}

/** The steps this person may try now, in the order of the table. */
export function nextSteps(hazard: Hazard, { person, today, policy }: Situation): HazardStep[] {
  return STEPS.filter(
    (step) =>
      mayFollow(hazard.state, step) &&
      MAY[step].some((role) => person.roles.includes(role)) &&
      isOpenTo(step, hazard, person, today, policy),
  )
}

function isOpenTo(step: HazardStep, hazard: Hazard, person: Situation['person'], today: Day, policy: Policy): boolean {
  const { roles } = person
  switch (step) {
    case 'rectify-on-the-spot':
      return hazard.level === 'general' && hazard.found_by.id === person.id
    case 'reinspect-hazard':
      return closers(hazard).some((role) => roles.includes(role)) && !hasFixed(hazard, person)
    case 'void-hazard':
      return hazard.found_by.id !== person.id
    case 'submit-plan':
      return hazard.level === 'major'
    case 'submit-rectification':
      return hazard.level === 'general' || hazard.plan_approved
    case 'request-extension':
      return hazard.extension_to === null && today <= lastAskingDay(hazard, today, policy)
    case 'decide-extension':
      return hazard.extension_to !== null && extensionDeciders(hazard).some((role) => roles.includes(role))
    case 'issue-notice':
      return hazard.source !== 'inspection' || roles.includes('inspector')
    case 'acknowledge-notice':
      return hazard.notice_id !== null
    case 'change-level':
      return hazard.level === 'general' || roles.includes('department')
    case 'propose-measure':
      return hazard.level === 'major' && hazard.stop === 'none'
    case 'order-measure':
      return hazard.level === 'major'
    case 'apply-resume':
      return hazard.stop !== 'none' && hazard.resume_asked_on === null
    case 'decide-resume':
      return hazard.stop !== 'none' && hazard.resume_asked_on !== null
    case 'check-closing':
      return hazard.sampled && (hazard.level === 'general' || roles.includes('department') || roles.includes('inspector')) && !hasFixed(hazard, person)
    case 'decide-overdue':
      return hazard.case_no === null && hazard.due_on !== null && daysBetween(hazard.due_on, today) >= policy.decision_days
    default:
      return true
  }
}

/** The one who reported the work done does not judge it. The name stands in where the id is not told. */
function hasFixed(hazard: Hazard, person: Situation['person']): boolean {
  return hazard.fixed_by !== null ? hazard.fixed_by === person.id : hazard.fixed_by_name === person.name
}

/** Who may re-inspect. Source: docs/rules.md 3.1 row 13. */
export function closers(hazard: { readonly level: HazardLevel; readonly source: HazardSource }): readonly Role[] {
  if (hazard.level === 'major') return ['department']
  switch (hazard.source) {
    case 'self_check':
      return ['enterprise', 'officer', 'town_officer', 'inspector']
    case 'inspection':
      return ['inspector']
    case 'department':
    case 'spot_check':
      return ['department', 'inspector']
    case 'grid':
    case 'town':
    case 'report':
      return ['officer', 'town_officer', 'inspector']
  }
}

/** Who answers a request for a later date; one level higher from the second time on. Source: docs/rules.md 3.1 row 11. */
export function extensionDeciders(
  hazard: { readonly level: HazardLevel; readonly source: HazardSource; readonly extensions: number },
  extensionsMax = 1,
): readonly Role[] {
  if (hazard.extensions >= extensionsMax || hazard.level === 'major') return ['department', 'district']
  return [hazard.source === 'inspection' ? 'inspector' : 'town_officer']
}

/** True when a general inspection-found hazard needs a second licensed inspector at its re-inspection. */
export function needsSecondInspector(hazard: { readonly level: HazardLevel; readonly source: HazardSource }): boolean {
  return hazard.source === 'inspection' && hazard.level === 'general'
}

/** Tell whether the present date has passed without rectified work. Source: docs/rules.md 3.1, flags. */
export function isOverdue(hazard: Pick<Hazard, 'state' | 'due_on'>, on: Day): boolean {
  const isWaiting = hazard.state === 'open' || hazard.state === 'rectifying' || hazard.state === 'plan_review'
  return isWaiting && hazard.due_on !== null && on > hazard.due_on
}

/** The last day on which the enterprise may ask for a later date. */
export function lastAskingDay(hazard: Pick<Hazard, 'due_on'>, today: Day, policy: Policy): Day {
  return addDays(hazard.due_on ?? today, -policy.extension_ask_days)
}

/**
 * The latest new date after a failed re-inspection: half of the first term, at least tomorrow.
 * Unit: day. Source: docs/rules.md 3.1 row 14.
 */
export function latestNewDue(hazard: Pick<Hazard, 'original_due_on' | 'found_at'>, today: Day, policy: Policy): Day {
  const term =
    hazard.original_due_on === null
      ? policy.general_due_days
      : daysBetween(localDay(new Date(hazard.found_at)), hazard.original_due_on)
  return addDays(today, Math.max(1, Math.trunc(term / 2)))
}
