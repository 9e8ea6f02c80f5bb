// The layers of the map, bottom to top: background, units, heat, names, enterprises, hazards, the person.
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import { cellLayers } from './cellLayers'
import { BASE_COLOURS, RAMP, STATE_SIGNS, UNIT_COLOURS } from './palette'
import type { SourceName } from './style'

const kind = (...kinds: string[]): ExpressionSpecification => ['in', ['get', 'kind'], ['literal', kinds]]
const text = (size: number): Record<string, unknown> => ({ 'text-size': size, 'text-padding': 4, 'text-max-width': 8 })
const halo = { 'text-color': BASE_COLOURS.ink, 'text-halo-color': BASE_COLOURS.halo, 'text-halo-width': 1.6 }

/** The ramp over a number from 0 to 1. */
function ramp(input: ExpressionSpecification): ExpressionSpecification {
  const [c0, c1, c2, c3, c4, c5, c6] = RAMP
  return ['interpolate', ['linear'], input, 0, c0, 1 / 6, c1, 2 / 6, c2, 3 / 6, c3, 4 / 6, c4, 5 / 6, c5, 1, c6]
}

/** The same ramp over density, clear where there is nothing. */
function heatRamp(): ExpressionSpecification {
  const [c0, c1, c2, c3, c4, c5, c6] = RAMP
  const clear = 'rgba(254,232,56,0)'
  const stops: ExpressionSpecification = ['interpolate', ['linear'], ['heatmap-density'], 0, clear, 0.1, c0]
  return [...stops, 0.25, c1, 0.4, c2, 0.55, c3, 0.7, c4, 0.85, c5, 1, c6]
}

export function baseLayers(): LayerSpecification[] {
  const border = (id: string, colour: string, width: number, dash: number[]): LayerSpecification => ({
    id: `base-${id}`,
    type: 'line',
    source: 'base',
    filter: kind(id),
    paint: { 'line-color': colour, 'line-width': width, 'line-dasharray': dash },
  })
  return [
    { id: 'land', type: 'background', paint: { 'background-color': BASE_COLOURS.land } },
    {
      id: 'base-water',
      type: 'fill',
      source: 'base',
      filter: ['all', kind('water'), ['==', ['geometry-type'], 'Polygon']],
      paint: { 'fill-color': BASE_COLOURS.water },
    },
    {
      id: 'base-river',
      type: 'line',
      source: 'base',
      filter: ['all', kind('water'), ['==', ['geometry-type'], 'LineString']],
      paint: { 'line-color': BASE_COLOURS.water, 'line-width': 2 },
    },
    border('village', BASE_COLOURS.village, 1, [2, 2]),
    border('town', BASE_COLOURS.town, 1.4, [4, 2]),
    border('district', BASE_COLOURS.district, 2.2, [1]),
  ]
}

export function unitLayers(): LayerSpecification[] {
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
  const byValue = ramp(['to-number', ['get', 'value']])
  const hasValue: ExpressionSpecification = ['==', ['typeof', ['get', 'value']], 'number']
  // The desk paints a unit from outside, by its figures, without asking for its tile again.
  const isPainted: ExpressionSpecification = ['==', ['typeof', ['feature-state', 'colour']], 'string']
  const painted: ExpressionSpecification = ['to-color', ['feature-state', 'colour'], '#ffffff']
  const isPicked: ExpressionSpecification = [
    'any',
    ['==', ['get', 'picked'], true],
    ['boolean', ['feature-state', 'picked'], false],
  ]
  return [
    {
      id: 'unit-fill',
      type: 'fill',
      source: 'units',
      paint: {
        'fill-color': ['case', isPainted, painted, hasValue, byValue, byStatus],
        'fill-opacity': ['case', isPainted, 0.75, hasValue, 0.72, ['in', ['get', 'status'], ['literal', ['none', 'plain']]], 0, 0.2],
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
      id: 'unit-pending',
      type: 'fill',
      source: 'units',
      filter: ['==', ['get', 'pending'], true],
      paint: { 'fill-pattern': 'hatch', 'fill-opacity': 0.5 },
    },
    {
      id: 'unit-line',
      type: 'line',
      source: 'units',
      paint: {
        'line-color': ['case', isPicked, BASE_COLOURS.ink, ['any', isPainted, hasValue], BASE_COLOURS.border, byStatus],
        'line-width': ['case', isPicked, 4, isPainted, 1, 1.6],
      },
    },
    {
      id: 'heat',
      type: 'heatmap',
      source: 'heat',
      layout: { visibility: 'none' },
      paint: {
        'heatmap-weight': ['to-number', ['get', 'weight'], 1],
        'heatmap-radius': ['interpolate', ['exponential', 1.6], ['zoom'], 8, 12, 12, 30, 16, 90],
        'heatmap-intensity': ['interpolate', ['linear'], ['zoom'], 8, 0.25, 12, 0.5, 16, 1.2],
        'heatmap-opacity': 0.8,
        'heatmap-color': heatRamp(),
      },
    },
    {
      id: 'base-names',
      type: 'symbol',
      source: 'base',
      filter: ['all', kind('place', 'village', 'town', 'district'), ['==', ['geometry-type'], 'Point']],
      layout: { 'text-field': ['get', 'name'], ...text(13) },
      paint: { ...halo, 'text-color': '#4a5361' },
    },
    {
      id: 'unit-names',
      type: 'symbol',
      source: 'unit-labels',
      layout: { 'text-field': ['get', 'name'], ...text(14) },
      paint: halo,
    },
  ]
}

export function pointLayers(): LayerSpecification[] {
  const state: ExpressionSpecification = ['match', ['get', 'state'], Object.keys(STATE_SIGNS), ['get', 'state'], 'void']
  const grade: ExpressionSpecification = [
    'match',
    ['coalesce', ['get', 'risk_colour'], ['get', 'grade']],
    ['red', 'orange', 'yellow', 'blue'],
    ['get', 'grade'],
    'none',
  ]
  const single: ExpressionSpecification = ['all', ['!', ['has', 'point_count']], ['has', 'id']]
  const count: ExpressionSpecification = ['to-string', ['coalesce', ['get', 'point_count'], ['get', 'count'], 1]]
  const pending = (id: string, source: SourceName): LayerSpecification => ({
    id,
    type: 'symbol',
    source,
    filter: ['==', ['get', 'pending'], true],
    layout: { 'icon-image': 'pending', 'icon-allow-overlap': true },
  })
  return [
    {
      id: 'rough',
      type: 'symbol',
      source: 'rough',
      layout: {
        'icon-image': 'rough',
        'icon-allow-overlap': true,
        'text-field': count,
        'text-size': 12,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': BASE_COLOURS.ink },
    },
    {
      id: 'enterprise-clusters',
      type: 'circle',
      source: 'enterprises',
      filter: ['has', 'point_count'],
      paint: {
        'circle-color': '#ffffff',
        'circle-stroke-color': BASE_COLOURS.ink,
        'circle-stroke-width': 2,
        'circle-radius': ['interpolate', ['linear'], ['get', 'point_count'], 2, 15, 100, 24],
      },
    },
    {
      id: 'enterprise-counts',
      type: 'symbol',
      source: 'enterprises',
      filter: ['has', 'point_count'],
      layout: { 'text-field': count, 'text-size': 13, 'text-allow-overlap': true },
      paint: { 'text-color': BASE_COLOURS.ink },
    },
    {
      id: 'enterprises',
      type: 'symbol',
      source: 'enterprises',
      filter: single,
      layout: {
        'icon-image': ['concat', 'grade-', grade],
        'icon-allow-overlap': true,
        'text-field': ['step', ['zoom'], '', 15, ['get', 'name']],
        'text-anchor': 'top',
        'text-offset': [0, 0.9],
        'text-optional': true,
        ...text(12),
      },
      paint: halo,
    },
    pending('enterprises-pending', 'enterprises'),
    ...cellLayers(),
    {
      id: 'hazards',
      type: 'symbol',
      source: 'hazards',
      filter: ['has', 'id'],
      layout: {
        'icon-image': ['concat', 'state-', state, ['case', ['==', ['get', 'level'], 'major'], '-major', '']],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 11, 0.55, 14, 0.85, 16, 1],
        'icon-allow-overlap': true,
      },
    },
    pending('hazards-pending', 'hazards'),
  ]
}

export function personLayers(): LayerSpecification[] {
  return [
    { id: 'fix-fill', type: 'fill', source: 'fix', paint: { 'fill-color': BASE_COLOURS.me, 'fill-opacity': 0.15 } },
    { id: 'fix-line', type: 'line', source: 'fix', paint: { 'line-color': BASE_COLOURS.me, 'line-width': 1.5 } },
    {
      id: 'me',
      type: 'circle',
      source: 'me',
      paint: {
        'circle-color': BASE_COLOURS.me,
        'circle-radius': 7,
        'circle-stroke-color': '#ffffff',
        'circle-stroke-width': 3,
      },
    },
  ]
}
