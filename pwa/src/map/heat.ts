// Heat on or off. Signs on top of it and colours below it would hide what the heat shows, so they step back.
import type { Map } from 'maplibre-gl'
import { unitOpacity } from './unitLayers'

const HIDDEN_BY_HEAT = ['hazards', 'hazard-cells', 'rough-cells', 'crowd-cells'] as const
const UNITS_UNDER_HEAT = 0.12

export function setHeat(map: Map, isShown: boolean): void {
  map.setLayoutProperty('heat', 'visibility', isShown ? 'visible' : 'none')
  for (const layer of HIDDEN_BY_HEAT) map.setLayoutProperty(layer, 'visibility', isShown ? 'none' : 'visible')
  map.setPaintProperty('unit-fill', 'fill-opacity', isShown ? UNITS_UNDER_HEAT : unitOpacity())
}
