// The background map the server ships: water, borders and place names of the district, for offline use.
import type { Feature, FeatureCollection } from 'geojson'
import type { Answer, Client } from './client'

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

/** The same for whoever has no account: a notice's link, a report by the public. */
const PUBLIC_BASE_PATH = '/api/v1/public/map'

/** Ask for the background map, as somebody signed in or as nobody. */
export async function askBase(client: Client): Promise<Answer<Base>> {
  const own = await client.get(BASE_PATH, readBase)
  return own.ok || own.kind !== 'signed-out' ? own : await client.get(PUBLIC_BASE_PATH, readBase)
}
