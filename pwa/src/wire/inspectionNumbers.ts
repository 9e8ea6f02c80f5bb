// The gap report of a year: every number of an authority, form by form.
import { FORMS, type Form } from './inspection'
import { flag, list, number, oneOf, text, textOrNull, texts, type Fields } from './read'

export interface Series {
  readonly area_id: string
  readonly area_name: string
  readonly last: number
  readonly missing: readonly string[]
  readonly whole: boolean
  readonly kinds: readonly { readonly id: Form; readonly issued: number; readonly voided: number; readonly cases: number; readonly skipped: readonly string[] }[]
  readonly voided: readonly { readonly id: string; readonly inspection_id: string; readonly kind: Form; readonly number: string; readonly void_reason: string; readonly voided_at: string; readonly voided_by_name: string | null }[]
}

export interface Numbers {
  readonly year: number
  readonly years: readonly string[]
  readonly series: readonly Series[]
}

export function numbersOf(row: Fields): Numbers {
  return { year: number(row, 'year'), years: texts(row, 'years'), series: list(row, 'series', seriesOf) }
}

function seriesOf(row: Fields): Series {
  return {
    area_id: text(row, 'area_id'),
    area_name: text(row, 'area_name'),
    last: number(row, 'last'),
    missing: texts(row, 'missing'),
    whole: flag(row, 'whole'),
    kinds: list(row, 'kinds', (each) => ({
      id: oneOf(FORMS, each['kind'], 'record'),
      issued: number(each, 'issued'),
      voided: number(each, 'voided'),
      cases: number(each, 'cases'),
      skipped: texts(each, 'skipped'),
    })),
    voided: list(row, 'voided', (each) => ({
      id: text(each, 'id'),
      inspection_id: text(each, 'inspection_id'),
      kind: oneOf(FORMS, each['kind'], 'record'),
      number: text(each, 'number'),
      void_reason: text(each, 'void_reason'),
      voided_at: text(each, 'voided_at'),
      voided_by_name: textOrNull(each, 'voided_by_name'),
    })),
  }
}
