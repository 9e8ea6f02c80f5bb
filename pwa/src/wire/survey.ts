// Surveys: a file of unit outlines, what is wrong in it, what was chosen, and its map.
import type { FeatureCollection } from 'geojson'
import { fieldsOf, flag, list, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields } from './read'

export const FAULT_KINDS = ['ring', 'overlap', 'gap', 'inlet', 'beyond', 'piece'] as const
export type FaultKind = (typeof FAULT_KINDS)[number]
export const REMEDIES = ['mend', 'give', 'cut', 'keep', 'leave'] as const
export type Remedy = (typeof REMEDIES)[number]

export interface Choice {
  readonly remedy: Remedy
  readonly taker: string | null
  readonly reason: string
}

export interface Fault {
  readonly id: string
  readonly kind: FaultKind
  readonly units: readonly string[]
  readonly takers: readonly string[]
  readonly remedies: readonly Remedy[]
  readonly suggestion: Choice | null
  /** No wider than a drawing error: the suggestion is the one answer. */
  readonly isClear: boolean
  readonly area_m2: number
  readonly width_m: number
  readonly pieces: number
  readonly at: readonly [number, number]
  readonly choice: Choice | null
}

export const FIGURE_KEYS = ['invalid', 'overlaps', 'twice_m2', 'holes', 'pieces'] as const
export interface CoverageFigures extends Readonly<Record<(typeof FIGURE_KEYS)[number], number>> {
  readonly isCoverage: boolean
}

export interface Survey {
  readonly id: string
  readonly revision: number
  readonly file_name: string
  readonly crs: string
  readonly area: string
  readonly at: string
  readonly by_name: string
  readonly units: number
  readonly total: number
  readonly open: number
  readonly handed: number
}

export interface SurveyUnit {
  readonly key: string
  readonly name: string
  readonly known: boolean
  readonly district_id: number
  readonly stated_m2: number
  readonly now_m2: number
  readonly left_out: boolean
}

export interface SurveyDistrict {
  readonly id: number
  readonly name: string
  readonly units: number
  readonly redraw: string | null
  readonly isFirst: boolean
}

export interface SurveyWhole extends Survey {
  readonly gap_m: number
  readonly before: CoverageFigures
  readonly after: CoverageFigures | null
  readonly faults: readonly Fault[]
  readonly unitsListed: readonly SurveyUnit[]
  readonly districts: readonly SurveyDistrict[]
  readonly steps: readonly { readonly n: number; readonly isDone: boolean }[]
  readonly remarks: readonly { readonly line: number; readonly field: string; readonly text: string }[]
  readonly warnings: readonly string[]
  readonly rows: { readonly read: number; readonly taken: number }
  readonly rounding: { readonly pieces: number; readonly area_m2: number }
  readonly may: readonly string[]
}

export interface SurveyMap {
  readonly revision: number
  readonly units: FeatureCollection
  readonly faults: FeatureCollection
}

export function surveyOf(row: Fields): Survey {
  return {
    id: text(row, 'id'), revision: number(row, 'revision'), file_name: text(row, 'file_name'), crs: text(row, 'crs'), area: text(row, 'area'),
    at: text(row, 'at'), by_name: text(row, 'by_name'), units: number(row, 'units'), total: number(row, 'total'), open: number(row, 'open'),
    handed: list(row, 'handed', () => 1).length,
  }
}

export function surveyWholeOf(row: Fields): SurveyWhole {
  const rows = fieldsOf(row['rows'])
  const rounding = fieldsOf(rows['rounding'])
  return {
    ...surveyOf(row), gap_m: number(row, 'gap_m'), before: figuresOf(fieldsOf(row['before'])),
    after: row['after'] === null ? null : figuresOf(fieldsOf(row['after'])), faults: list(row, 'faults', faultOf),
    unitsListed: list(row, 'units_listed', unitOf), districts: list(row, 'districts', districtOf),
    steps: list(row, 'steps', (step) => ({ n: number(step, 'n'), isDone: step['state'] === 'done' })),
    remarks: list(rows, 'remarks', (each) => ({ line: number(each, 'line'), field: text(each, 'field'), text: text(each, 'text') })),
    warnings: texts(rows, 'warnings'), rows: { read: number(rows, 'read'), taken: number(rows, 'taken') },
    rounding: { pieces: number(rounding, 'pieces'), area_m2: number(rounding, 'area_m2') }, may: texts(row, 'may'),
  }
}

function figuresOf(row: Fields): CoverageFigures {
  return {
    invalid: number(row, 'invalid'), overlaps: number(row, 'overlaps'), twice_m2: number(row, 'twice_m2'), holes: number(row, 'holes'),
    pieces: number(row, 'pieces'), isCoverage: flag(row, 'is_coverage'),
  }
}

function faultOf(row: Fields): Fault {
  return {
    id: text(row, 'id'), kind: oneOf(FAULT_KINDS, row['kind'], 'overlap'), units: texts(row, 'units'), takers: texts(row, 'takers'),
    remedies: texts(row, 'remedies').flatMap((word) => REMEDIES.filter((known) => known === word)),
    suggestion: choiceOf(row['suggestion']), isClear: flag(row, 'is_clear'), area_m2: number(row, 'area_m2'), width_m: number(row, 'width_m'),
    pieces: number(row, 'pieces'), at: [number(row, 'lon'), number(row, 'lat')], choice: choiceOf(row['choice']),
  }
}

function choiceOf(told: unknown): Choice | null {
  const row = fieldsOf(told)
  const remedy = REMEDIES.find((known) => known === row['remedy'])
  return remedy === undefined ? null : { remedy, taker: textOrNull(row, 'taker'), reason: text(row, 'reason') }
}

function unitOf(row: Fields): SurveyUnit {
  return {
    key: text(row, 'key'), name: text(row, 'name'), known: flag(row, 'known'), district_id: number(row, 'district_id'),
    stated_m2: number(row, 'stated_m2'), now_m2: number(row, 'now_m2'), left_out: flag(row, 'left_out'),
  }
}

function districtOf(row: Fields): SurveyDistrict {
  return { id: number(row, 'id'), name: text(row, 'name'), units: number(row, 'units'), redraw: textOrNull(row, 'redraw'), isFirst: flag(row, 'is_first') }
}

export function readSurveyMap(body: unknown): SurveyMap | null {
  const given = fieldsOf(body)
  return numberOrNull(given, 'revision') === null ? null : { revision: number(given, 'revision'), units: shapesOf(given['units']), faults: shapesOf(given['faults']) }
}

export function readShapes(body: unknown): FeatureCollection | null {
  return fieldsOf(body)['type'] === 'FeatureCollection' ? shapesOf(body) : null
}

function shapesOf(value: unknown): FeatureCollection {
  const given = fieldsOf(value)
  return Array.isArray(given['features']) ? (given as unknown as FeatureCollection) : { type: 'FeatureCollection', features: [] }
}

/** What bringing a file answers: the survey, and why the act that begins with it was not taken. */
export interface Brought {
  readonly id: string
  readonly reason: string | null
}

export function broughtOf(row: Fields): Brought {
  const verdict = fieldsOf(row['verdict'])
  return { id: text(row, 'id'), reason: verdict['status'] === 'applied' || verdict['status'] === 'duplicate' ? null : text(verdict, 'reason') }
}
