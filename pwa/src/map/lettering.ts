// How the map writes: letters are drawn by the device, with a light edge so that they are read on any ground.
import { BASE_COLOURS } from './palette'

export const text = (size: number): Record<string, unknown> => ({ 'text-size': size, 'text-padding': 4, 'text-max-width': 8 })
export const halo = { 'text-color': BASE_COLOURS.ink, 'text-halo-color': BASE_COLOURS.halo, 'text-halo-width': 1.6 }
