// What the server counts for the desk's tiles where single points would be too many, and the enterprises whose place
// is known only to the village or town: numbers in a dashed disc, never pins.
import type { ExpressionSpecification, LayerSpecification, SymbolLayerSpecification } from 'maplibre-gl'
import { BASE_COLOURS, STATE_SIGNS } from './palette'

/** Further out the numbers would only cover the units. */
const ROUGH_FROM_ZOOM = 11

/** So many at one place are worth more than the name of the unit they cover. */
const CROWD = 50

const KNOWN: ExpressionSpecification = ['number', ['get', 'vague'], 0]
const IS_CELL: ExpressionSpecification = ['all', ['has', 'n'], ['!', ['has', 'id']]]
/** Cells carry how many things they hold (`n`) and no id; a rough place says how well it is known (`quality`). */
const IS_ROUGH: ExpressionSpecification = ['all', IS_CELL, ['any', ['has', 'quality'], ['>', KNOWN, 0]]]
const HOW_MANY: ExpressionSpecification = ['case', ['has', 'vague'], KNOWN, ['number', ['get', 'n'], 0]]

export function cellLayers(): LayerSpecification[] {
  return [
    {
      id: 'hazard-cells',
      type: 'circle',
      source: 'hazards',
      filter: IS_CELL,
      paint: {
        'circle-color': STATE_SIGNS.open.colour,
        'circle-opacity': 0.7,
        'circle-stroke-color': BASE_COLOURS.halo,
        'circle-stroke-width': 1,
        'circle-radius': ['interpolate', ['linear'], ['sqrt', ['number', ['get', 'n'], 1]], 1, 2.5, 10, 10],
      },
    },
    { ...numbers('rough-cells'), filter: ['all', IS_ROUGH, ['<', HOW_MANY, CROWD]] },
  ]
}

/** Above the names, which find their place around it. */
export function crowdLayers(): LayerSpecification[] {
  return [{ ...numbers('crowd-cells'), filter: ['all', IS_ROUGH, ['>=', HOW_MANY, CROWD]] }]
}

function numbers(id: string): SymbolLayerSpecification {
  return {
    id,
    type: 'symbol',
    source: 'enterprises',
    minzoom: ROUGH_FROM_ZOOM,
    layout: {
      'icon-image': 'rough',
      'icon-size': 0.85,
      'text-field': ['to-string', HOW_MANY],
      'text-size': 11,
      'symbol-sort-key': ['-', 0, HOW_MANY],
    },
    paint: { 'text-color': BASE_COLOURS.ink },
  }
}
