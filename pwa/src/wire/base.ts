// The background map the server ships: water, borders and place names of the district, for offline use.
import type { Feature, FeatureCollection } from 'geojson'

export const BASE_PATH = '/api/v1/map/base'

export interface Base {
  readonly features: FeatureCollection
  /** Whose data it is, to be shown on the map; null when the server names nobody. */
  readonly credit: string | null
}

export function readBase(body: unknown): Base | null {
  const given = body as { type?: unknown; features?: unknown; attribution?: unknown } | null
  if (given?.type !== 'FeatureCollection' || !Array.isArray(given.features)) return null
  const credit = typeof given.attribution === 'string' && given.attribution !== '' ? given.attribution : null
  return { features: { type: 'FeatureCollection', features: given.features as Feature[] }, credit }
}
