// A grid unit: its border and the people who answer for it.
import type { Geometry } from 'geojson'
import { fieldsOf, list, lonLat, text, textOrNull, type Fields, type LonLat } from './read'

export interface Unit {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly kind: string
  readonly town_id: string | null
  readonly geometry: Geometry | null
  readonly centre: LonLat | null
  readonly head: string
  readonly head_phone: string
  readonly officers: readonly { readonly name: string; readonly phone: string; readonly part: string }[]
}

export function unitOf(row: Fields): Unit {
  return {
    id: text(row, 'id'),
    code: text(row, 'code'),
    name: text(row, 'name'),
    kind: text(row, 'kind'),
    town_id: textOrNull(row, 'town_id'),
    geometry: typeof fieldsOf(row['geometry'])['type'] === 'string' ? (row['geometry'] as Geometry) : null,
    centre: lonLat(row, 'centre'),
    head: text(row, 'head'),
    head_phone: text(row, 'head_phone'),
    officers: list(row, 'officers', (officer) => ({
      name: text(officer, 'name'),
      phone: text(officer, 'phone'),
      part: text(officer, 'part'),
    })),
  }
}
