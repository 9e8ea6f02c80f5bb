// Finding and mending on the spot, judging again, as commands and as what the lists show of them at once.
import type { Enterprise } from '../../wire/enterprise'
import type { Hazard, HazardLevel, HazardPhoto, HazardSource, PhotoRole } from '../../wire/hazard'
import type { Role } from '../../wire/person'
import type { Fix } from '../../wire/place'
import type { Policy } from '../../wire/policy'
import { addDays, type Day } from '../days'
import { latestNewDue } from '../hazards'
import { hashesOf, type Act, type ActPhoto, type Actor } from './act'

const DECIDES: readonly Role[] = ['inspector', 'town_officer', 'enterprise', 'department']

/** Whether what this person records stands at once, or waits for the town's triage. */
export function opensAtOnce(roles: readonly Role[]): boolean {
  return roles.some((role) => DECIDES.includes(role))
}

const SOURCES: readonly (readonly [Role, HazardSource])[] = [
  ['inspector', 'inspection'],
  ['department', 'department'],
  ['town_officer', 'town'],
  ['officer', 'grid'],
]

export function sourceOf(roles: readonly Role[]): HazardSource {
  return SOURCES.find(([role]) => roles.includes(role))?.[1] ?? 'self_check'
}

export interface Found {
  readonly hazard: string
  readonly enterprise: Enterprise
  readonly visit: string | null
  /** The act that began the visit; this one waits for it. */
  readonly visitActId: string | null
  readonly foundAt: string
  readonly today: Day
  readonly place: string
  readonly description: string
  readonly category: string
  readonly level: HazardLevel
  readonly fix: Fix | null
  readonly photos: readonly ActPhoto[]
  readonly checkItem: string | null
  readonly criteria: readonly string[]
  readonly suggestion: string
  readonly interimMeasures: string
  readonly dueOn: Day | null
  readonly responsible: string
}

export function recordHazard(given: Found, actor: Actor, policy: Policy): Act {
  const isOpen = opensAtOnce(actor.roles)
  const due = isOpen ? (given.dueOn ?? addDays(given.today, policy.general_due_days)) : null
  return {
    aggregateId: given.hazard,
    parentId: given.visitActId,
    command: {
      kind: 'record-hazard',
      hazard: given.hazard,
      enterprise: given.enterprise.id,
      visit: given.visit,
      found_at: given.foundAt,
      place: given.place,
      description: given.description,
      category: given.category,
      level: given.level,
      fix: given.fix,
      photos: [...given.photos],
      check_item: given.checkItem,
      criteria: given.level === 'major' ? [...given.criteria] : [],
      suggestion: given.suggestion,
      interim_measures: given.interimMeasures,
      due_on: isOpen ? given.dueOn : null,
      responsible: given.responsible,
    },
    photos: hashesOf(given.photos),
    effects: [
      { store: 'hazards', id: given.hazard, change: { ...rowOf(given), ...by(actor), state: isOpen ? 'open' : 'reported', due_on: due, original_due_on: due } },
    ],
  }
}

function rowOf(given: Found) {
  const { fix, enterprise } = given
  return {
    enterprise_id: enterprise.id,
    enterprise_name: enterprise.name,
    level: given.level,
    category: given.category,
    place: given.place,
    description: given.description,
    suggestion: given.suggestion,
    interim_measures: given.interimMeasures,
    responsible: given.responsible,
    check_item: given.checkItem,
    criterion_ids: given.level === 'major' ? given.criteria : [],
    point: fix === null ? enterprise.point : [fix.lon, fix.lat],
    radius_m: fix === null ? enterprise.position_accuracy_m : fix.radius_m,
    point_from: fix !== null ? 'fix' : enterprise.point === null ? 'none' : 'enterprise',
    visit_id: given.visit,
    found_at: given.foundAt,
    photos: shown(given.photos, 'before'),
    unit_id: enterprise.unit_id,
    version: 1,
  }
}

function by(actor: Actor) {
  return { source: sourceOf(actor.roles), found_by: { id: actor.id, name: actor.name } }
}

function shown(photos: readonly ActPhoto[], role: PhotoRole): HazardPhoto[] {
  return photos.map(({ sha256, taken_at }) => ({ sha256, role, taken_at, received: false }))
}

export interface Mended {
  readonly hazard: Pick<Hazard, 'id' | 'photos'>
  readonly photos: readonly ActPhoto[]
  readonly done: string
  readonly doneBy: string
  readonly doneAt: string
}

export function rectifyOnTheSpot(given: Mended): Act {
  return {
    aggregateId: given.hazard.id,
    command: {
      kind: 'rectify-on-the-spot',
      hazard: given.hazard.id,
      photos: [...given.photos],
      done: given.done,
      done_by: given.doneBy,
      done_at: given.doneAt,
    },
    photos: hashesOf(given.photos),
    effects: [
      {
        store: 'hazards',
        id: given.hazard.id,
        change: {
          state: 'closed',
          on_the_spot: true,
          closed_at: given.doneAt,
          done: given.done,
          fixed_by_name: given.doneBy,
          photos: [...given.hazard.photos, ...shown(given.photos, 'after')],
        },
      },
    ],
  }
}

/** Seconds still to wait until an after-photo counts, nought when it may be taken. Source: docs/rules.md 3.1 row 3. */
export function secondsUntilAfterPhoto(firstPhotoAt: string | null, now: Date, policy: Policy): number {
  if (firstPhotoAt === null) return 0
  return Math.max(0, Math.ceil(policy.on_the_spot_gap_s - (now.getTime() - Date.parse(firstPhotoAt)) / 1000))
}

export interface Judged {
  readonly hazard: Hazard
  readonly passed: boolean
  readonly opinion: string
  readonly inspectedAt: string
  readonly today: Day
  readonly secondInspector: string | null
  readonly newDueOn: Day | null
  readonly photos: readonly ActPhoto[]
  readonly fix: Fix | null
}

export function reinspectHazard(given: Judged, policy: Policy): Act {
  const { hazard, passed } = given
  const photos = [...hazard.photos, ...shown(given.photos, 'reinspection')]
  const newDue = given.newDueOn ?? latestNewDue(hazard, given.today, policy)
  return {
    aggregateId: hazard.id,
    command: {
      kind: 'reinspect-hazard',
      hazard: hazard.id,
      passed,
      opinion: given.opinion,
      inspected_at: given.inspectedAt,
      visit: null,
      second_inspector: given.secondInspector,
      new_due_on: passed ? null : newDue,
      photos: [...given.photos],
      fix: given.fix,
      expected_version: hazard.version,
    },
    photos: hashesOf(given.photos),
    effects: [
      {
        store: 'hazards',
        id: hazard.id,
        change: passed
          ? { state: 'closed', closed_at: given.inspectedAt, photos }
          : { state: 'rectifying', due_on: newDue, failed_reinspections: hazard.failed_reinspections + 1, photos },
      },
    ],
  }
}
