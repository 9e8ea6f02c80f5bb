// The figures of an area, unit by unit, at a moment. The formulas come from the server, so that words fit sums.
import { fieldsOf, list, number, spanOf, text, type Fields, type Span } from './read'

export interface Figures {
  readonly open: number
  readonly overdue: number
  /** Reported or transferred, waiting for a decision. */
  readonly waiting: number
  readonly found: number
  readonly closed: number
  readonly closed_share: { readonly n: number; readonly d: number }
}

export const MEASURES = ['open', 'overdue', 'waiting', 'found', 'closed', 'closed_share'] as const
export type Measure = (typeof MEASURES)[number]

export interface UnitFigures extends Figures {
  readonly unit_id: string
  readonly name: string
}

export interface Formula {
  readonly zh: string
  readonly en: string
}

export interface AreaFigures {
  readonly as_of: string
  readonly period: Span
  readonly units: readonly UnitFigures[]
  readonly total: Figures
  readonly formulas: Readonly<Partial<Record<Measure, Formula>>>
}

/** Null when the answer holds no total: nought and unknown are not the same. */
export function readFigures(body: unknown): AreaFigures | null {
  const row = fieldsOf(body)
  const total = fieldsOf(row['total'])
  if (typeof total['open'] !== 'number' || !Array.isArray(row['units'])) return null
  return {
    as_of: text(row, 'as_of'),
    period: spanOf(row, 'period'),
    units: list(row, 'units', (unit) => ({ ...figuresOf(unit), unit_id: text(unit, 'unit_id'), name: text(unit, 'name') })),
    total: figuresOf(total),
    formulas: formulasOf(fieldsOf(row['formulas'])),
  }
}

function figuresOf(row: Fields): Figures {
  const share = fieldsOf(row['closed_share'])
  return {
    open: number(row, 'open'),
    overdue: number(row, 'overdue'),
    waiting: number(row, 'waiting'),
    found: number(row, 'found'),
    closed: number(row, 'closed'),
    closed_share: { n: number(share, 'n'), d: number(share, 'd') },
  }
}

function formulasOf(row: Fields): Partial<Record<Measure, Formula>> {
  const known = MEASURES.filter((measure) => measure in row)
  return Object.fromEntries(
    known.map((measure) => [measure, { zh: text(fieldsOf(row[measure]), 'zh'), en: text(fieldsOf(row[measure]), 'en') }]),
  )
}
