// What a plan of boundaries looks like: units by what the plan does to them, how they were, the edit in hand.
import type { LayerSpecification } from 'maplibre-gl'
import { halo } from './lettering'
import { BASE_COLOURS, PLAN_COLOURS } from './palette'

export const PLAN_SOURCES = ['plan-units', 'plan-labels', 'plan-before', 'plan-draft', 'plan-handles'] as const
export type PlanSource = (typeof PLAN_SOURCES)[number]

/** Under the borders of villages and towns. */
export function planFills(): LayerSpecification[] {
  return [
    {
      id: 'plan-fill',
      type: 'fill',
      source: 'plan-units',
      paint: {
        'fill-color': ['match', ['get', 'look'], 'new', PLAN_COLOURS.new, 'changed', PLAN_COLOURS.changed, PLAN_COLOURS.same],
        'fill-opacity': ['match', ['get', 'look'], 'same', 0, 0.5],
      },
    },
    { id: 'plan-picked', type: 'fill', source: 'plan-units', filter: ['==', ['get', 'picked'], true], paint: { 'fill-color': BASE_COLOURS.me, 'fill-opacity': 0.16 } },
    {
      id: 'plan-foreign',
      type: 'fill',
      source: 'plan-units',
      filter: ['==', ['get', 'foreign'], true],
      paint: { 'fill-color': BASE_COLOURS.outside, 'fill-opacity': 0.75 },
    },
  ]
}

/** Over the borders. */
export function planLines(): LayerSpecification[] {
  return [
    {
      id: 'plan-line',
      type: 'line',
      source: 'plan-units',
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': ['match', ['get', 'look'], 'new', PLAN_COLOURS.newLine, 'changed', PLAN_COLOURS.changedLine, BASE_COLOURS.border],
        'line-width': ['case', ['==', ['get', 'foreign'], true], 0.6, ['==', ['get', 'look'], 'same'], 1.2, 2],
      },
    },
    {
      id: 'plan-before-line',
      type: 'line',
      source: 'plan-before',
      layout: { 'line-join': 'round' },
      paint: { 'line-color': BASE_COLOURS.ink, 'line-width': 1.2, 'line-opacity': 0.65, 'line-dasharray': [3, 2.5] },
    },
    {
      id: 'plan-picked-line',
      type: 'line',
      source: 'plan-units',
      filter: ['==', ['get', 'picked'], true],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': BASE_COLOURS.me, 'line-width': 3.5 },
    },
  ]
}

/** Over everything: names, the edit in hand, what can be taken hold of. */
export function planTop(): LayerSpecification[] {
  return [
    {
      id: 'plan-names',
      type: 'symbol',
      source: 'plan-labels',
      minzoom: 10.5,
      layout: {
        'text-field': ['step', ['zoom'], ['get', 'name'], 12.5, ['format', ['get', 'name'], {}, '\n', {}, ['get', 'code'], { 'font-scale': 0.8 }, '\n', {}, ['get', 'note'], { 'font-scale': 0.85 }]],
        'text-size': 13,
        'text-padding': 4,
        'text-max-width': 10,
      },
      paint: halo,
    },
    { id: 'draft-fill', type: 'fill', source: 'plan-draft', filter: ['in', ['get', 'kind'], ['literal', ['ring', 'tried']]], paint: { 'fill-color': BASE_COLOURS.me, 'fill-opacity': 0.1 } },
    {
      id: 'draft-halo',
      type: 'line',
      source: 'plan-draft',
      filter: ['!=', ['geometry-type'], 'Point'],
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': BASE_COLOURS.halo, 'line-width': 6, 'line-opacity': 0.85 },
    },
    {
      id: 'draft-line',
      type: 'line',
      source: 'plan-draft',
      filter: ['!=', ['geometry-type'], 'Point'],
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': PLAN_COLOURS.hand, 'line-width': 3 },
    },
    {
      id: 'plan-edges',
      type: 'circle',
      source: 'plan-handles',
      filter: ['==', ['get', 'kind'], 'edge'],
      paint: { 'circle-radius': ['*', 0.7, ['get', 'size']], 'circle-color': BASE_COLOURS.halo, 'circle-opacity': 0.9, 'circle-stroke-color': BASE_COLOURS.me, 'circle-stroke-width': 1.2 },
    },
    {
      id: 'plan-vertices',
      type: 'circle',
      source: 'plan-handles',
      filter: ['==', ['get', 'kind'], 'vertex'],
      paint: { 'circle-radius': ['get', 'size'], 'circle-color': BASE_COLOURS.me, 'circle-stroke-color': BASE_COLOURS.halo, 'circle-stroke-width': 1.6 },
    },
    {
      id: 'draft-points',
      type: 'circle',
      source: 'plan-draft',
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': ['match', ['get', 'kind'], 'held', 8, 'snap', 9, 5],
        'circle-color': ['match', ['get', 'kind'], 'snap', 'rgba(255,255,255,0)', PLAN_COLOURS.hand],
        'circle-stroke-color': ['match', ['get', 'kind'], 'snap', PLAN_COLOURS.hand, BASE_COLOURS.halo],
        'circle-stroke-width': 2.5,
      },
    },
  ]
}
