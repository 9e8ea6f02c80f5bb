// Plans of grid boundaries: the list, one plan with its edits and checks, its units, and what it would do.
import type { Feature, FeatureCollection, Geometry, MultiPolygon, Polygon } from 'geojson'
import type { BoundaryOp } from './boundaryOp'
import { fieldsOf, flag, list, lonLat, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields, type LonLat } from './read'

export const REDRAW_STATES = ['draft', 'submitted', 'returned', 'approved', 'published', 'withdrawn', 'archived'] as const
export type RedrawState = (typeof REDRAW_STATES)[number]

export interface Redraw {
  readonly id: string
  readonly title: string
  readonly why: string
  readonly state: RedrawState
  readonly revision: number
  readonly district_id: number
  readonly district: string
  readonly town_id: number | null
  readonly town: string | null
  readonly effective_on: string | null
  readonly touched_at: string
  readonly opinion: string
  readonly author_id: string
  readonly author_name: string
  readonly decided_by_name: string | null
  readonly units: number
  readonly edits: number
  readonly outcome: Fields
}

export interface RedrawEdit {
  readonly id: string
  readonly op: Fields
  readonly state: 'done' | 'undone' | 'dropped'
  readonly at: string
  readonly by_name: string
  readonly turned_at: string | null
  readonly turned_by_name: string | null
  readonly units: number
}

export interface RedrawCheck {
  readonly code: string
  readonly unit: string | null
  readonly severity: 'error' | 'warning'
  readonly facts: Fields
}

export interface RedrawWhole extends Redraw {
  readonly history: readonly RedrawEdit[]
  readonly checks: readonly RedrawCheck[]
  readonly may: readonly string[]
}

/** A grid unit as a plan has it; one that ends has no outline. */
export interface PlanUnit {
  readonly key: string
  readonly unit_id: string | null
  readonly code: string
  readonly name: string
  readonly town_id: string | null
  readonly changed: boolean
  readonly isNew: boolean
  readonly ended: boolean
  readonly geometry: Polygon | MultiPolygon | null
}

export interface PlanUnits {
  readonly revision: number
  readonly units: readonly PlanUnit[]
}

export const LOAD_KEYS = ['enterprises', 'open_hazards', 'due_visits', 'high_risk', 'minutes_a_month', 'round_m', 'area_ha'] as const
/** `stops`: over how many places the round is estimated. */
export type UnitLoad = Readonly<Record<(typeof LOAD_KEYS)[number] | 'stops', number>>

export interface UnitImpact {
  readonly key: string
  readonly code: string
  readonly name: string
  readonly before: UnitLoad | null
  readonly after: UnitLoad | null
  readonly officers: readonly { readonly name: string; readonly part: string | null }[]
  readonly binding: 'kept' | 'to_bind' | 'ends'
  /** Objects an officer would look after, against the limits of policy; null for a unit that ends. */
  readonly load: { readonly each: number; readonly verdict: 'fits' | 'low' | 'high' } | null
}

export interface Moved {
  readonly count: number
  /** Only those whose names the reader may know. */
  readonly items: readonly { readonly id: string; readonly name: string; readonly from: string | null; readonly to: string; readonly with_unit: boolean }[]
}

export interface Impact {
  readonly revision: number
  readonly units: readonly UnitImpact[]
  readonly moved: Moved
  readonly manual: Moved
  readonly limits: { readonly objects_min: number; readonly objects_max: number; readonly due_within_days: number; readonly round: { readonly detour: number; readonly per_tree: number; readonly few: number } }
}

/** What one edit would make and do, without being kept. */
export interface Tried {
  readonly units: readonly PlanUnit[]
  readonly impact: Impact
}

export function redrawOf(row: Fields): Redraw {
  return {
    id: text(row, 'id'), title: text(row, 'title'), why: text(row, 'why'), state: oneOf(REDRAW_STATES, row['state'], 'draft'),
    revision: number(row, 'revision'), district_id: number(row, 'district_id'), district: text(row, 'district'),
    town_id: numberOrNull(row, 'town_id'), town: textOrNull(row, 'town'), effective_on: textOrNull(row, 'effective_on'),
    touched_at: text(row, 'touched_at'), opinion: text(row, 'opinion'), author_id: text(row, 'author_id'), author_name: text(row, 'author_name'),
    decided_by_name: textOrNull(row, 'decided_by_name'),
    units: number(row, 'units'), edits: number(row, 'edits'), outcome: fieldsOf(row['outcome']),
  }
}

export function redrawWholeOf(row: Fields): RedrawWhole {
  return { ...redrawOf(row), history: list(row, 'history', editOf), checks: list(row, 'checks', checkOf), may: texts(row, 'may') }
}

function editOf(row: Fields): RedrawEdit {
  return {
    id: text(row, 'n'), op: fieldsOf(row['op']), state: oneOf(['done', 'undone', 'dropped'] as const, row['state'], 'done'), at: text(row, 'at'),
    by_name: text(row, 'by_name'), turned_at: textOrNull(row, 'turned_at'), turned_by_name: textOrNull(row, 'turned_by_name'), units: number(row, 'units'),
  }
}

function checkOf(row: Fields): RedrawCheck {
  return { code: text(row, 'code'), unit: textOrNull(row, 'unit'), severity: oneOf(['error', 'warning'] as const, row['severity'], 'error'), facts: fieldsOf(row['facts']) }
}

export function readPlanUnits(body: unknown): PlanUnits | null {
  const given = fieldsOf(body)
  if (given['type'] !== 'FeatureCollection' || !Array.isArray(given['features'])) return null
  return { revision: number(given, 'revision'), units: list(given, 'features', planUnitOf) }
}

function planUnitOf(feature: Fields): PlanUnit {
  const row = fieldsOf(feature['properties'])
  return {
    key: text(row, 'key'), unit_id: textOrNull(row, 'unit_id'), code: text(row, 'code'), name: text(row, 'name'), town_id: textOrNull(row, 'town_id'),
    changed: flag(row, 'changed'), isNew: flag(row, 'new'), ended: flag(row, 'ended'), geometry: areaOf(feature['geometry']),
  }
}

function areaOf(value: unknown): Polygon | MultiPolygon | null {
  const kind = fieldsOf(value)['type']
  return kind === 'Polygon' || kind === 'MultiPolygon' ? (value as Polygon | MultiPolygon) : null
}

export function impactOf(row: Fields): Impact {
  const limits = fieldsOf(row['limits'])
  return {
    revision: number(row, 'revision'), units: list(row, 'units', unitImpactOf), moved: movedOf(fieldsOf(row['moved'])), manual: movedOf(fieldsOf(row['manual'])),
    limits: { objects_min: number(limits, 'objects_min'), objects_max: number(limits, 'objects_max'), due_within_days: number(limits, 'due_within_days'), round: roundOf(fieldsOf(limits['round'])) },
  }
}

function roundOf(row: Fields): Impact['limits']['round'] {
  return { detour: number(row, 'detour'), per_tree: number(row, 'per_tree'), few: number(row, 'few') }
}

function unitImpactOf(row: Fields): UnitImpact {
  return {
    key: text(row, 'key'), code: text(row, 'code'), name: text(row, 'name'), before: loadOf(row['before']), after: loadOf(row['after']),
    officers: list(row, 'officers', (officer) => ({ name: text(officer, 'name'), part: textOrNull(officer, 'part') })),
    binding: oneOf(['kept', 'to_bind', 'ends'] as const, row['binding'], 'kept'),
    load: row['load'] === null ? null : markOf(fieldsOf(row['load'])),
  }
}

function markOf(row: Fields): NonNullable<UnitImpact['load']> {
  return { each: number(row, 'each'), verdict: oneOf(['fits', 'low', 'high'] as const, row['verdict'], 'fits') }
}

function loadOf(value: unknown): UnitLoad | null {
  const row = fieldsOf(value)
  if (value === null || value === undefined) return null
  return {
    enterprises: number(row, 'enterprises'), open_hazards: number(row, 'open_hazards'), due_visits: number(row, 'due_visits'),
    high_risk: number(row, 'high_risk'), minutes_a_month: number(row, 'minutes_a_month'), area_ha: number(row, 'area_ha'),
    round_m: number(row, 'round_m'), stops: number(row, 'stops'),
  }
}

function movedOf(row: Fields): Moved {
  return {
    count: number(row, 'count'),
    items: list(row, 'items', (one) => ({ id: text(one, 'id'), name: text(one, 'name'), from: textOrNull(one, 'from'), to: text(one, 'to'), with_unit: flag(one, 'with_unit') })),
  }
}

export function readTried(body: unknown): Tried | null {
  const row = fieldsOf(body)
  const units = readPlanUnits(row['units'])
  return units === null ? null : { units: units.units, impact: impactOf(fieldsOf(row['impact'])) }
}

/** The form in which an edit is tried. */
export function tryBody(op: BoundaryOp): string {
  return JSON.stringify({ op })
}

/** A unit of a past day. */
export interface DayUnit {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly town_id: string | null
  readonly valid_from: string
  readonly geometry: Geometry
}

export function readDayUnits(body: unknown): readonly DayUnit[] | null {
  const given = body as Partial<FeatureCollection> | null
  if (given?.type !== 'FeatureCollection' || !Array.isArray(given.features)) return null
  return (given.features as Feature[]).map((feature) => {
    const row = fieldsOf(feature.properties)
    return { id: String(feature.id), code: text(row, 'code'), name: text(row, 'name'), town_id: textOrNull(row, 'town_id'), valid_from: text(row, 'valid_from'), geometry: feature.geometry }
  })
}

/** An enterprise by name and place: all that handing it over needs. */
export interface Site {
  readonly id: string
  readonly name: string
  readonly point: LonLat | null
}

export function siteOf(row: Fields): Site {
  return { id: text(row, 'id'), name: text(row, 'name'), point: lonLat(row, 'point') }
}
