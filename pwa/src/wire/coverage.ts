// Coverage of industries: how many enterprises have a department, an officer, a standard, a method, a grade.
import { list, number, text, textOrNull, texts, fieldsOf, type Fields } from './read'

export const COVERED_SIDES = ['department', 'officer', 'standard', 'method', 'graded'] as const
export type CoveredSide = (typeof COVERED_SIDES)[number]

export interface Covered {
  readonly enterprises: number
  readonly sides: Readonly<Record<CoveredSide, number>>
  readonly open: number
  readonly major: number
  readonly overdue: number
}

export interface CoverageTable {
  readonly total: Covered
  readonly classes: readonly (Covered & { readonly supervision_class: string })[]
  readonly industries: readonly (Covered & { readonly section: string | null; readonly name: string })[]
  readonly departments: readonly (Covered & { readonly id: string; readonly name: string; readonly classes: readonly string[] | null })[]
}

export interface CoveredEnterprise {
  readonly id: string
  readonly name: string
  readonly town_name: string | null
  readonly unit_name: string | null
}

export interface CoveredList {
  readonly items: readonly CoveredEnterprise[]
  readonly total: number
}

export function coverageOf(row: Fields): CoverageTable {
  return {
    total: coveredOf(fieldsOf(row['total'])),
    classes: list(row, 'classes', (each) => ({ ...coveredOf(each), supervision_class: text(each, 'supervision_class') })),
    industries: list(row, 'industries', (each) => ({ ...coveredOf(each), section: textOrNull(each, 'section'), name: text(each, 'name') })),
    departments: list(row, 'departments', (each) => ({ ...coveredOf(each), id: text(each, 'id'), name: text(each, 'name'), classes: each['classes'] === null ? null : texts(each, 'classes') })),
  }
}

export function coveredListOf(row: Fields): CoveredList {
  return {
    items: list(row, 'items', (each) => ({ id: text(each, 'id'), name: text(each, 'name'), town_name: textOrNull(each, 'town_name'), unit_name: textOrNull(each, 'unit_name') })),
    total: number(row, 'total'),
  }
}

function coveredOf(row: Fields): Covered {
  const sides = { department: number(row, 'department'), officer: number(row, 'officer'), standard: number(row, 'standard'), method: number(row, 'method'), graded: number(row, 'graded') }
  return { enterprises: number(row, 'enterprises'), sides, open: number(row, 'open'), major: number(row, 'major'), overdue: number(row, 'overdue') }
}
