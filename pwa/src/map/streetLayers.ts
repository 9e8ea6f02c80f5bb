// How a stored map of streets is drawn: pictures as they are; vectors in our palette, quiet enough for the work on top.
// Layers are known by their names in the schemes of Protomaps, OpenMapTiles and Shortbread; others get a plain line.
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import type { StoredMap } from '../wire/ground'
import { BASE_COLOURS, STREET_COLOURS } from './palette'

/** Source and prefix of every layer made here. */
export const STREETS = 'streets'

type Role = 'earth' | 'green' | 'water' | 'road' | 'building' | 'place' | 'roadName' | 'quiet'

const ROLES: Readonly<Record<string, Role>> = {
  earth: 'earth', land: 'green', landcover: 'green', landuse: 'green', park: 'green',
  water: 'water', waterway: 'water', water_polygons: 'water', water_lines: 'water', ocean: 'water', physical_line: 'water',
  roads: 'road', transportation: 'road', streets: 'road', transit: 'road',
  buildings: 'building', building: 'building',
  places: 'place', place: 'place', place_labels: 'place',
  transportation_name: 'roadName', street_labels: 'roadName',
  boundaries: 'quiet', boundary: 'quiet', pois: 'quiet', poi: 'quiet', housenumber: 'quiet', addresses: 'quiet',
  water_name: 'quiet', physical_point: 'quiet', natural: 'quiet', mountain_peak: 'quiet', aeroway: 'quiet',
}

/** The order from the ground up; what is not known lies under the roads. */
const ORDER: readonly (Role | null)[] = ['earth', 'green', 'water', 'building', null, 'road', 'roadName', 'place']

const KIND: ExpressionSpecification = ['coalesce', ['get', 'kind'], ['get', 'class'], ['get', 'pmap:kind'], '']
const MAIN = ['highway', 'motorway', 'trunk']
const LARGE = ['major_road', 'primary', 'secondary']
const SMALL = ['path', 'track', 'footway', 'service', 'steps', 'ferry', 'other']
const GREEN = ['park', 'forest', 'wood', 'grass', 'grassland', 'farmland', 'nature_reserve', 'meadow', 'scrub', 'garden', 'cemetery', 'orchard', 'golf_course']
const isArea: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon']
const isLine: ExpressionSpecification = ['==', ['geometry-type'], 'LineString']

/** Whether a stored map carries names of places, so that ours step back. */
export function namesPlaces({ kind, layers }: StoredMap): boolean {
  return kind === 'raster' || layers.some((layer) => ROLES[layer] === 'place')
}

export function streetLayers(map: StoredMap, locale: 'zh' | 'en'): LayerSpecification[] {
  if (map.kind === 'raster') return [{ id: STREETS, type: 'raster', source: STREETS, paint: { 'raster-fade-duration': 0 } }]
  const byRole = ORDER.flatMap((role) => map.layers.filter((layer) => (ROLES[layer] ?? null) === role))
  return byRole.flatMap((layer) => drawn(layer, ROLES[layer] ?? null, locale))
}

function drawn(layer: string, role: Role | null, locale: 'zh' | 'en'): LayerSpecification[] {
  const on = (part: string) => ({ id: `${STREETS}-${layer}-${part}`, source: STREETS, 'source-layer': layer })
  const fill = (colour: string | ExpressionSpecification, opacity = 1): LayerSpecification => ({
    ...on('fill'), type: 'fill', filter: isArea, paint: { 'fill-color': colour, 'fill-opacity': opacity },
  })
  switch (role) {
    case 'earth':
      return [fill(BASE_COLOURS.land)]
    case 'green':
      return [fill(['match', KIND, GREEN, STREET_COLOURS.green, STREET_COLOURS.used], 0.8)]
    case 'water':
      return [
        fill(BASE_COLOURS.water),
        { ...on('line'), type: 'line', filter: isLine, paint: { 'line-color': BASE_COLOURS.water, 'line-width': wide(8, 0.5, 14, 3, 17, 8) } },
      ]
    case 'building':
      return [{ ...fill(STREET_COLOURS.building), minzoom: 14 }]
    case 'road':
      return [roadPart(on('case'), 'case'), roadPart(on('road'), 'road'), { ...roadNames(on('name'), locale) }]
    case 'roadName':
      return [roadNames(on('name'), locale)]
    case 'place':
      return [placeNames(on('place'), locale)]
    case null:
      return [
        fill(STREET_COLOURS.used, 0.4),
        { ...on('line'), type: 'line', filter: isLine, paint: { 'line-color': STREET_COLOURS.case, 'line-width': 1 } },
      ]
    case 'quiet':
      return []
  }
}

interface On {
  readonly id: string
  readonly source: string
  readonly 'source-layer': string
}

/** A road is a line on a wider one: pale, with an edge, so that coloured signs and borders stay above it. */
function roadPart(on: On, part: 'case' | 'road'): LayerSpecification {
  const more = part === 'case' ? 1.5 : 0
  const byKind = (main: number, large: number, other: number, small: number): ExpressionSpecification =>
    ['match', KIND, MAIN, main + more, LARGE, large + more, SMALL, small + more / 2, other + more]
  return {
    ...on,
    type: 'line',
    filter: isLine,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': part === 'case' ? STREET_COLOURS.case : ['match', KIND, MAIN, STREET_COLOURS.main, STREET_COLOURS.road],
      'line-width': [
        'interpolate', ['exponential', 1.5], ['zoom'],
        8, byKind(1.2, 0.6, 0, 0),
        12, byKind(3, 2, 0.8, 0.2),
        16, byKind(12, 10, 7, 2),
        19, byKind(32, 28, 20, 6),
      ],
    },
  }
}

function roadNames(on: On, locale: 'zh' | 'en'): LayerSpecification {
  return {
    ...on,
    type: 'symbol',
    minzoom: 13,
    filter: ['all', isLine, ['has', 'name']],
    layout: { 'symbol-placement': 'line', 'text-field': nameIn(locale), 'text-font': ['Regular'], 'text-size': 11.5, 'text-padding': 4 },
    paint: { 'text-color': BASE_COLOURS.villageName, 'text-halo-color': BASE_COLOURS.halo, 'text-halo-width': 1.6 },
  }
}

function placeNames(on: On, locale: 'zh' | 'en'): LayerSpecification {
  return {
    ...on,
    type: 'symbol',
    filter: ['==', ['geometry-type'], 'Point'],
    layout: { 'text-field': nameIn(locale), 'text-font': ['Bold'], 'text-size': wide(8, 11, 12, 14, 16, 16), 'text-max-width': 8, 'text-padding': 6 },
    paint: { 'text-color': BASE_COLOURS.townName, 'text-halo-color': BASE_COLOURS.halo, 'text-halo-width': 1.8 },
  }
}

function nameIn(locale: 'zh' | 'en'): ExpressionSpecification {
  const own = locale === 'en' ? ['name:en', 'name_en'] : ['name:zh', 'name:zh-Hans']
  return ['coalesce', ...own.map((key): ExpressionSpecification => ['get', key]), ['get', 'name'], '']
}

function wide(...stops: number[]): ExpressionSpecification {
  const [z0 = 0, v0 = 0, ...rest] = stops
  return ['interpolate', ['exponential', 1.4], ['zoom'], z0, v0, ...rest]
}
