// Heat as shapes of the map: cells as squares, areas as their grid units, the picked place as a frame. Pure.
import type { Feature, FeatureCollection, Position } from 'geojson'
import { collection, type Box } from '../../map/geo'
import type { AreaHeat, GroundHeat, HeatNumbers, Square, Verdict } from '../../wire/heat'
import type { Unit } from '../../wire/unit'
import { colourOf, opacityOf, type HeatClass } from './heatColours'

const EARTH_M = 6_378_137
const DEGREES = 180 / Math.PI

export function lonLatOf(x: number, y: number): Position {
  return [(x / 100 / EARTH_M) * DEGREES, (2 * Math.atan(Math.exp(y / 100 / EARTH_M)) - Math.PI / 2) * DEGREES]
}

function boxOfSquare([west, south, east, north]: Square): Box {
  const [[w = 0, s = 0], [e = 0, n = 0]] = [lonLatOf(west, south), lonLatOf(east, north)]
  return [w, s, e, n]
}

/** A square with its surroundings. */
export function viewOfSquare([west, south, east, north]: Square): Box {
  const [x, y] = [(east - west) / 2, (north - south) / 2]
  return boxOfSquare([west - x, south - y, east + x, north + y])
}

export function cellShapes(heat: GroundHeat, classes: readonly HeatClass[]): Feature[] {
  const { x0, y0, side, nx } = heat.raster
  return heat.cells.map((cell) => {
    const [x, y] = [x0 + (cell.index % nx) * side, y0 + Math.floor(cell.index / nx) * side]
    return { type: 'Feature', geometry: ring([x, y, x + side, y + side]), properties: { id: cell.index, ...look(cell, cell.verdict, cell.value, classes) } }
  })
}

/** The square of a cell: a bandwidth each way, as the server counts it. */
export function squareOf({ x0, y0, side, nx, ny, radius }: GroundHeat['raster'], index: number): Square {
  const [cx, cy] = [index % nx, Math.floor(index / nx)]
  const [west, south] = [Math.max(0, cx - radius), Math.max(0, cy - radius)]
  const [east, north] = [Math.min(nx, cx + radius + 1), Math.min(ny, cy + radius + 1)]
  return [x0 + west * side, y0 + south * side, x0 + east * side, y0 + north * side]
}

export function areaShapes(heat: AreaHeat, units: readonly Unit[], classes: readonly HeatClass[]): Feature[] {
  const areas = new Map(heat.areas.map((area) => [area.id, area]))
  return units.flatMap(({ id, geometry }) => {
    const area = areas.get(heat.units[id] ?? '')
    if (area === undefined || geometry === null) return []
    return [{ type: 'Feature' as const, geometry, properties: { id: area.id, ...look(area, area.verdict, area.value ?? 0, classes), stands: area.stands ?? 0 } }]
  })
}

export function frameShape(square: Square): Feature {
  return { type: 'Feature', geometry: ring(square), properties: { kind: 'frame' } }
}

export function together(shapes: readonly Feature[], frame: Feature | null): FeatureCollection {
  return collection(frame === null ? shapes : [...shapes, frame])
}

function look(numbers: HeatNumbers, verdict: Verdict, value: number, classes: readonly HeatClass[]) {
  if (verdict !== 'certain') return { kind: verdict }
  return { kind: verdict, colour: value === 0 ? '#ffffff' : colourOf(value, classes), opacity: opacityOf(numbers) }
}

function ring([west, south, east, north]: Square) {
  const corners = [lonLatOf(west, south), lonLatOf(east, south), lonLatOf(east, north), lonLatOf(west, north), lonLatOf(west, south)]
  return { type: 'Polygon' as const, coordinates: [corners] }
}
