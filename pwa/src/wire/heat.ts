// Heat as the server counts it: cells of the ground, or areas of one level, each with its two numbers and what they
// are worth. Formulas come from the server, so that words fit sums.
import type { Formula } from './figures'
import { fieldsOf, list, lonLat, number, numberOrNull, oneOf, spanOf, text, textOrNull, texts, type Fields, type LonLat, type Span } from './read'

export const HEAT_MEASURES = ['per_visit', 'per_enterprise', 'count'] as const
export type HeatMeasure = (typeof HEAT_MEASURES)[number]

export const VERDICTS = ['certain', 'small', 'unvisited', 'empty'] as const
export type Verdict = (typeof VERDICTS)[number]

export interface HeatNumbers {
  readonly hazards: number
  readonly majors: number
  readonly enterprises: number
  readonly visited: number
  readonly visits: number
}

/** West, south, east, north in centimetres of EPSG:3857, the last two outside. */
export type Square = readonly [number, number, number, number]

export interface HeatCell extends HeatNumbers {
  readonly index: number
  readonly value: number
  readonly verdict: Verdict
}

export interface HeatPlace extends HeatNumbers {
  readonly square: Square
  readonly at: LonLat | null
  readonly unit: string
  readonly near: string
  /** The rate pulled to the mean of all, by which places are ordered; null where nobody has been. */
  readonly adjusted: number | null
}

export interface Raster {
  readonly x0: number
  readonly y0: number
  readonly side: number
  readonly nx: number
  readonly ny: number
  readonly side_m: number
  readonly bandwidth_m: number
  readonly radius: number
  readonly error: number
}

export interface HeatMade {
  readonly as_of: string
  readonly measure: HeatMeasure
  readonly weighted: boolean
  readonly period: Span
  readonly denominator_min: number
  readonly significance: number
  readonly weights: { readonly general: number; readonly major: number }
  readonly formula: Formula
}

export interface GroundHeat extends HeatMade {
  readonly raster: Raster
  readonly cells: readonly HeatCell[]
  readonly total: HeatNumbers
  readonly elsewhere: { readonly hazards: number; readonly enterprises: number; readonly visits: number }
  readonly places: readonly HeatPlace[]
  readonly unvisited: readonly HeatPlace[]
  readonly industries: readonly string[]
}

export interface HeatArea extends HeatNumbers {
  readonly id: string
  readonly name: string
  readonly verdict: Verdict
  readonly value: number | null
  readonly adjusted: number
  readonly at: LonLat | null
  /** 1 hot, -1 cold, 0 neither; null where it was not tested. */
  readonly stands: number | null
}

export interface AreaHeat extends HeatMade {
  readonly level: string
  readonly areas: readonly HeatArea[]
  /** Grid unit -> the area of the level it lies in. */
  readonly units: Readonly<Record<string, string>>
}

export function readGround(body: unknown): GroundHeat | null {
  const row = fieldsOf(body)
  const raster = fieldsOf(row['raster'])
  if (typeof raster['side'] !== 'number') return null
  const elsewhere = fieldsOf(row['elsewhere'])
  return {
    ...made(row),
    raster: {
      x0: number(raster, 'x0'), y0: number(raster, 'y0'), side: number(raster, 'side'), nx: number(raster, 'nx'), ny: number(raster, 'ny'), side_m: number(raster, 'side_m'),
      bandwidth_m: number(raster, 'bandwidth_m'), radius: number(raster, 'radius'), error: number(raster, 'error'),
    },
    cells: cellsOf(fieldsOf(row['cells'])),
    total: numbersOf(fieldsOf(row['total'])),
    elsewhere: { hazards: number(elsewhere, 'hazards'), enterprises: number(elsewhere, 'enterprises'), visits: number(elsewhere, 'visits') },
    places: list(row, 'places', placeOf),
    unvisited: list(row, 'unvisited', placeOf),
    industries: texts(row, 'industries'),
  }
}

export function readAreas(body: unknown): AreaHeat | null {
  const row = fieldsOf(body)
  if (!Array.isArray(row['areas'])) return null
  const units = Object.entries(fieldsOf(row['units'])).map(([unit, area]) => [unit, String(area ?? '')] as const)
  return { ...made(row), level: text(row, 'level'), areas: list(row, 'areas', areaOf), units: Object.fromEntries(units) }
}

/** Lists of one length become one record a cell. */
function cellsOf(row: Fields): HeatCell[] {
  const column = (name: string): readonly unknown[] => (Array.isArray(row[name]) ? row[name] : [])
  const [index, value, verdict] = ['index', 'value', 'verdict'].map(column)
  const [hazards, majors, enterprises, visited, visits] = ['hazards', 'majors', 'enterprises', 'visited', 'visits'].map(column)
  const at = (of: readonly unknown[] | undefined, n: number) => Number(of?.[n] ?? 0)
  return (index ?? []).map((key, n) => ({
    index: Number(key), value: at(value, n), verdict: VERDICTS[at(verdict, n)] ?? 'empty', hazards: at(hazards, n), majors: at(majors, n),
    enterprises: at(enterprises, n), visited: at(visited, n), visits: at(visits, n),
  }))
}

function placeOf(row: Fields): HeatPlace {
  const [west = 0, south = 0, east = 0, north = 0] = Array.isArray(row['square']) ? row['square'].map(Number) : []
  return {
    ...numbersOf(row), square: [west, south, east, north], at: lonLat(row, 'at'), unit: textOrNull(row, 'unit') ?? '',
    near: textOrNull(row, 'near') ?? '', adjusted: numberOrNull(row, 'adjusted'),
  }
}

function areaOf(row: Fields): HeatArea {
  const spot = row['spot'] === null ? null : numberOrNull(fieldsOf(row['spot']), 'stands')
  return {
    ...numbersOf(row), id: text(row, 'id'), name: text(row, 'name'), verdict: oneOf(VERDICTS, row['verdict'], 'empty'),
    value: numberOrNull(row, 'value'), adjusted: number(row, 'adjusted'), at: lonLat(row, 'at'), stands: spot,
  }
}

function numbersOf(row: Fields): HeatNumbers {
  return {
    hazards: number(row, 'hazards'), majors: number(row, 'majors'), enterprises: number(row, 'enterprises'),
    visited: number(row, 'visited'), visits: number(row, 'visits'),
  }
}

function made(row: Fields): HeatMade {
  const [weights, formula] = [fieldsOf(row['weights']), fieldsOf(row['formula'])]
  return {
    as_of: text(row, 'as_of'), measure: oneOf(HEAT_MEASURES, row['measure'], 'per_visit'), weighted: row['weighted'] === true,
    period: spanOf(row, 'period'), denominator_min: number(row, 'denominator_min'),
    significance: number(row, 'significance'), weights: { general: number(weights, 'general'), major: number(weights, 'major') },
    formula: { zh: text(formula, 'zh'), en: text(formula, 'en') },
  }
}
