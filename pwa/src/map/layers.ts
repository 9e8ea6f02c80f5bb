// The layers of the map, bottom to top: ground (baseLayers.ts), units (unitLayers.ts), borders, heat, names of places,
// enterprises, hazards, names of units, the person.
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import { cellLayers } from './cellLayers'
import { halo, text } from './lettering'
import { BASE_COLOURS, RAMP, STATE_SIGNS } from './palette'
import type { SourceName } from './sources'

/** The ramp over density, clear where there is nothing. */
function heatRamp(): ExpressionSpecification {
  const [c0, c1, c2, c3, c4, c5, c6] = RAMP
  const clear = 'rgba(254,232,56,0)'
  const stops: ExpressionSpecification = ['interpolate', ['linear'], ['heatmap-density'], 0, clear, 0.1, c0]
  return [...stops, 0.25, c1, 0.4, c2, 0.55, c3, 0.7, c4, 0.85, c5, 1, c6]
}

/** Heat; the names of the background come back on it. */
export function heatLayers(): LayerSpecification[] {
  return [
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
        'icon-size': ['interpolate', ['linear'], ['zoom'], 9, 0.45, 12, 0.65, 14, 0.85, 16, 1],
        'icon-allow-overlap': true,
      },
    },
    {
      id: 'hazards-stopped',
      type: 'circle',
      source: 'hazards',
      filter: ['all', ['has', 'id'], ['match', ['get', 'stop'], ['partial', 'full'], true, false]],
      paint: { 'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, 9, 16, 18], 'circle-color': 'rgba(0,0,0,0)', 'circle-stroke-color': '#7a1f5c', 'circle-stroke-width': 3 },
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
