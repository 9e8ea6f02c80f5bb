// Heat that was counted: a colour where the rate is certain, hatching where too little is known, dots where nobody has
// been, a frame around the picked place. The borders of grid units stay above it.
import type { LayerSpecification } from 'maplibre-gl'
import { BASE_COLOURS } from './palette'

export function heatCellLayers(): LayerSpecification[] {
  return [
    {
      id: 'cells',
      type: 'fill',
      source: 'cells',
      filter: ['==', ['get', 'kind'], 'certain'],
      paint: {
        'fill-color': ['to-color', ['get', 'colour'], '#ffffff'],
        'fill-opacity': ['number', ['get', 'opacity'], 0],
        'fill-antialias': false,
      },
    },
    {
      id: 'cells-small',
      type: 'fill',
      source: 'cells',
      filter: ['==', ['get', 'kind'], 'small'],
      paint: { 'fill-pattern': 'hatch-small', 'fill-opacity': 0.75 },
    },
    {
      id: 'cells-unvisited',
      type: 'fill',
      source: 'cells',
      filter: ['==', ['get', 'kind'], 'unvisited'],
      paint: { 'fill-pattern': 'dots-unvisited', 'fill-opacity': 0.9 },
    },
  ]
}

export function heatFrameLayers(): LayerSpecification[] {
  return [
    {
      id: 'cells-stand-out',
      type: 'line',
      source: 'cells',
      filter: ['==', ['get', 'stands'], 1],
      paint: { 'line-color': BASE_COLOURS.ink, 'line-width': 3 },
    },
    {
      id: 'cells-frame-halo',
      type: 'line',
      source: 'cells',
      filter: ['==', ['get', 'kind'], 'frame'],
      paint: { 'line-color': BASE_COLOURS.halo, 'line-width': 6 },
    },
    {
      id: 'cells-frame',
      type: 'line',
      source: 'cells',
      filter: ['==', ['get', 'kind'], 'frame'],
      paint: { 'line-color': BASE_COLOURS.ink, 'line-width': 3 },
    },
  ]
}
