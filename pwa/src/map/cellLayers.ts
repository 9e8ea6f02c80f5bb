// What the server counts for the desk's tiles where single points would be too many, and the enterprises whose place
// is known only to the village: numbers in a dashed disc, never pins.
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import { BASE_COLOURS, STATE_SIGNS } from './palette'

/** Further out the numbers would only cover the units. */
const ROUGH_FROM_ZOOM = 11

/** Cells carry how many things they hold (`n`) and no id; a rough place says how well it is known (`quality`). */
export function cellLayers(): LayerSpecification[] {
  const isCell: ExpressionSpecification = ['all', ['has', 'n'], ['!', ['has', 'id']]]
  const known: ExpressionSpecification = ['number', ['get', 'vague'], 0]
  const isRough: ExpressionSpecification = ['all', isCell, ['any', ['has', 'quality'], ['>', known, 0]]]
  const howMany: ExpressionSpecification = ['case', ['has', 'vague'], known, ['number', ['get', 'n'], 0]]
  return [
    {
      id: 'hazard-cells',
      type: 'circle',
      source: 'hazards',
      filter: isCell,
      paint: {
        'circle-color': STATE_SIGNS.open.colour,
        'circle-opacity': 0.7,
        'circle-stroke-color': BASE_COLOURS.halo,
        'circle-stroke-width': 1,
        'circle-radius': ['interpolate', ['linear'], ['sqrt', ['number', ['get', 'n'], 1]], 1, 2.5, 10, 10],
      },
    },
    {
      id: 'rough-cells',
      type: 'symbol',
      source: 'enterprises',
      filter: isRough,
      minzoom: ROUGH_FROM_ZOOM,
      layout: {
        'icon-image': 'rough',
        'icon-size': 0.85,
        'text-field': ['to-string', howMany],
        'text-size': 11,
        // Hundreds of enterprises must not give way to the name of a unit.
        'icon-allow-overlap': true,
        'text-allow-overlap': true,
        'symbol-sort-key': howMany,
      },
      paint: { 'text-color': BASE_COLOURS.ink },
    },
  ]
}
