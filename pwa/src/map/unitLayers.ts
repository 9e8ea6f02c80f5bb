// Grid units: painted by figures from outside, by a value, or by what is to be done there; their borders and names.
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import { halo, text } from './lettering'
import { BASE_COLOURS, RAMP, UNIT_COLOURS, UNIT_OPACITY } from './palette'

/** The ramp over a number from 0 to 1. */
function ramp(input: ExpressionSpecification): ExpressionSpecification {
  const [c0, c1, c2, c3, c4, c5, c6] = RAMP
  return ['interpolate', ['linear'], input, 0, c0, 1 / 6, c1, 2 / 6, c2, 3 / 6, c3, 4 / 6, c4, 5 / 6, c5, 1, c6]
}

/** Further out, the names of towns tell more. */
const NAMES_FROM_ZOOM = 10

// The desk paints a unit from outside, by its figures, without asking for its tile again.
const isPainted: ExpressionSpecification = ['==', ['typeof', ['feature-state', 'colour']], 'string']
const hasValue: ExpressionSpecification = ['==', ['typeof', ['get', 'value']], 'number']

/** True while streets or imagery lie under the units: they are to be seen through what is painted. */
export const ON_STREETS = 'on-streets'
const OVER_STREETS = 0.75

/** How strongly a unit is filled; without anything to tell, only its outline is drawn. */
export function unitOpacity(): ExpressionSpecification {
  const isPlain: ExpressionSpecification = ['in', ['get', 'status'], ['literal', ['none', 'plain']]]
  const own: ExpressionSpecification = ['case', isPainted, UNIT_OPACITY, hasValue, 0.72, isPlain, 0, 0.2]
  return ['*', own, ['case', ['boolean', ['global-state', ON_STREETS], false], OVER_STREETS, 1]]
}

const byStatus: ExpressionSpecification = [
  'match',
  ['get', 'status'],
  'overdue',
  UNIT_COLOURS.overdue,
  'due',
  UNIT_COLOURS.due,
  'done',
  UNIT_COLOURS.done,
  UNIT_COLOURS.none,
]

export function unitFills(): LayerSpecification[] {
  const byValue = ramp(['to-number', ['get', 'value']])
  const painted: ExpressionSpecification = ['to-color', ['feature-state', 'colour'], '#ffffff']
  return [
    {
      id: 'unit-fill',
      type: 'fill',
      source: 'units',
      paint: {
        'fill-color': ['case', isPainted, painted, hasValue, byValue, byStatus],
        'fill-opacity': unitOpacity(),
      },
    },
    {
      id: 'unit-none',
      type: 'fill',
      source: 'units',
      filter: ['==', ['get', 'status'], 'none'],
      paint: { 'fill-pattern': 'hatch-none', 'fill-opacity': 0.35 },
    },
    {
      id: 'unit-hatched',
      type: 'fill',
      source: 'units',
      paint: { 'fill-pattern': 'hatch-none', 'fill-opacity': ['case', ['boolean', ['feature-state', 'hatched'], false], 0.6, 0] },
    },
    {
      id: 'unit-pending',
      type: 'fill',
      source: 'units',
      filter: ['==', ['get', 'pending'], true],
      paint: { 'fill-pattern': 'hatch', 'fill-opacity': 0.5 },
    },
  ]
}

/** Outlines lie over the borders of towns and villages, which they follow. */
export function unitLines(): LayerSpecification[] {
  const isPicked: ExpressionSpecification = [
    'any',
    ['==', ['get', 'picked'], true],
    ['boolean', ['feature-state', 'picked'], false],
  ]
  return [
    {
      id: 'unit-line',
      type: 'line',
      source: 'units',
      paint: {
        'line-color': ['case', isPicked, BASE_COLOURS.ink, ['any', isPainted, hasValue], BASE_COLOURS.border, byStatus],
        'line-width': ['case', isPicked, 4, isPainted, 1, 1.6],
      },
    },
  ]
}

/** Names of units stand above every sign and come first where room is scarce. */
export function nameLayers(): LayerSpecification[] {
  return [
    {
      id: 'unit-names',
      type: 'symbol',
      source: 'unit-labels',
      minzoom: NAMES_FROM_ZOOM,
      layout: { 'text-field': ['get', 'name'], ...text(14) },
      paint: halo,
    },
  ]
}
