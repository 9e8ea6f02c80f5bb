// The one pin of a map.
import { Marker, type Map } from 'maplibre-gl'

export interface Pin {
  readonly lon: number
  readonly lat: number
}

/** One pin that can be dragged, or set by pressing the map. */
export function pinSetter(map: Map, onPin: (pin: Pin) => void): (pin: Pin | null) => void {
  let marker: Marker | null = null
  map.on('click', ({ lngLat }) => {
    if (marker !== null) onPin({ lon: lngLat.lng, lat: lngLat.lat })
  })
  return (pin) => {
    if (pin === null) {
      marker?.remove()
      marker = null
      return
    }
    if (marker === null) {
      const made = new Marker({ draggable: true, color: '#14181f', scale: 1.2 })
      made.on('dragend', () => {
        const at = made.getLngLat()
        onPin({ lon: at.lng, lat: at.lat })
      })
      marker = made
      made.setLngLat([pin.lon, pin.lat]).addTo(map)
      return
    }
    marker.setLngLat([pin.lon, pin.lat])
  }
}
