// The shipped base map: water, borders by level, what lies outside the area of work, names by zoom. It stays quiet:
// greys and one blue, so that a red or a yellow on it is always the work's. Names of places come back above the data.
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import { BASE_COLOURS } from './palette'

const kind = (name: string): ExpressionSpecification => ['==', ['get', 'kind'], name]
const byZoom = (...stops: number[]): ExpressionSpecification => {
  const [z0 = 0, v0 = 0, ...rest] = stops
  return ['interpolate', ['exponential', 1.4], ['zoom'], z0, v0, ...rest]
}

/** Ground, water and the veil over what is not ours; under everything else. */
export function groundLayers(): LayerSpecification[] {
  const isArea: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon']
  const isLine: ExpressionSpecification = ['==', ['geometry-type'], 'LineString']
  return [
    { id: 'land', type: 'background', paint: { 'background-color': BASE_COLOURS.land } },
    {
      id: 'base-river',
      type: 'line',
      source: 'base',
      filter: ['all', kind('water'), isLine],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': BASE_COLOURS.water, 'line-width': byZoom(7, 1, 11, 2.4, 15, 8, 17, 14) },
    },
    {
      id: 'base-water',
      type: 'fill',
      source: 'base',
      filter: ['all', kind('water'), isArea],
      paint: { 'fill-color': BASE_COLOURS.water },
    },
    {
      id: 'base-shore',
      type: 'line',
      source: 'base',
      filter: ['all', kind('water'), isArea],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': BASE_COLOURS.shore, 'line-width': byZoom(7, 0.4, 12, 1, 17, 2) },
    },
    {
      id: 'base-outside',
      type: 'fill',
      source: 'base',
      filter: kind('outside'),
      paint: { 'fill-color': BASE_COLOURS.outside, 'fill-opacity': 0.55, 'fill-antialias': false },
    },
  ]
}

/** Borders: the higher the level, the heavier and the less broken. Above painted units, which would hide them. */
function border(level: 'village' | 'town' | 'district' | 'city', width: ExpressionSpecification, dash: number[] | null, from: number): LayerSpecification {
  return {
    id: `base-${level}`,
    type: 'line',
    source: 'base',
    minzoom: from,
    filter: ['all', kind('border'), ['==', ['get', 'level'], level]],
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': BASE_COLOURS[level === 'city' ? 'district' : level],
      'line-width': width,
      ...(dash === null ? {} : { 'line-dasharray': dash }),
    },
  }
}

export function lowerBorders(): LayerSpecification[] {
  return [
    border('village', byZoom(11, 0.5, 14, 1, 17, 1.6), [1.5, 2.5], 11.5),
    border('town', byZoom(9, 0.6, 12, 1.2, 17, 2.4), [5, 2.5], 9),
  ]
}

export function upperBorders(): LayerSpecification[] {
  return [
    {
      id: 'base-district-halo',
      type: 'line',
      source: 'base',
      filter: ['all', kind('border'), ['==', ['get', 'level'], 'district']],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': BASE_COLOURS.halo, 'line-opacity': 0.7, 'line-width': byZoom(7, 2.5, 11, 5, 17, 9) },
    },
    border('district', byZoom(7, 0.9, 11, 1.8, 17, 3.6), [7, 1.6, 1.2, 1.6], 6),
    border('city', byZoom(6, 1.2, 11, 2.4, 17, 4.4), null, 5),
  ]
}

/** Names of places and water in one language; where room is scarce, the higher level and the larger place stay. */
export function placeLayers(locale: 'zh' | 'en'): LayerSpecification[] {
  const name: ExpressionSpecification = locale === 'en' ? ['coalesce', ['get', 'name_en'], ['get', 'name']] : ['get', 'name']
  const large: ExpressionSpecification = ['-', 0, ['number', ['get', 'weight'], 0]]
  const place = (level: string, zooms: [number, number], size: ExpressionSpecification, more: Readonly<{ bold?: boolean; wide?: number; colour: string }>): LayerSpecification => ({
    id: `base-name-${level}`,
    type: 'symbol',
    source: 'base',
    minzoom: zooms[0],
    maxzoom: zooms[1],
    filter: ['all', kind('place'), ['==', ['get', 'level'], level]],
    layout: {
      'text-field': name,
      'text-font': [more.bold === true ? 'Bold' : 'Regular'],
      'text-size': size,
      'text-letter-spacing': more.wide ?? 0,
      'text-max-width': 8,
      'text-padding': 6,
      'symbol-sort-key': large,
    },
    paint: { 'text-color': more.colour, 'text-halo-color': BASE_COLOURS.halo, 'text-halo-width': 1.8, 'text-halo-blur': 0.4 },
  })
  return [
    {
      id: 'base-name-water',
      type: 'symbol',
      source: 'base',
      minzoom: 7,
      filter: kind('water-name'),
      layout: {
        'text-field': name,
        'text-font': ['Italic'],
        'text-size': byZoom(7, 11, 11, 14, 15, 20),
        'text-letter-spacing': locale === 'en' ? 0.08 : 0.3,
        'text-max-width': 6,
        'symbol-sort-key': large,
      },
      paint: { 'text-color': BASE_COLOURS.waterName, 'text-halo-color': BASE_COLOURS.water, 'text-halo-width': 1.2 },
    },
    place('village', [12.2, 24], byZoom(12, 11, 16, 14), { colour: BASE_COLOURS.villageName }),
    place('town', [8.8, 15.5], byZoom(9, 11.5, 12, 15, 15, 18), { colour: BASE_COLOURS.townName, bold: true }),
    place('district', [7.6, 12], byZoom(7, 12, 11, 18), { colour: BASE_COLOURS.districtName, bold: true, wide: locale === 'en' ? 0.06 : 0.22 }),
    place('city', [4, 8.6], byZoom(5, 13, 8, 19), { colour: BASE_COLOURS.ink, bold: true, wide: locale === 'en' ? 0.04 : 0.16 }),
  ]
}
