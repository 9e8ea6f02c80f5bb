// The four-colour map: what lies over the colours of risk is taken away, and comes back afterwards.
import type { Map } from 'maplibre-gl'

const OVER_RISK = ['hazards', 'hazard-cells'] as const

/** A part for the handle of the map. */
export function riskShown(isShown: boolean): (map: Map) => void {
  return (map) => {
    for (const layer of OVER_RISK) map.setLayoutProperty(layer, 'visibility', isShown ? 'none' : 'visible')
  }
}
