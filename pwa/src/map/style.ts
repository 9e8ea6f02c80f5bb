// Where the map's data comes from. Data comes as GeoJSON (the phone) or as vector tiles (the desk); both carry
// the same properties, which README.md of the front end lists.
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import { collection } from './geo'
import { groundLayers, lowerBorders, placeLayers, upperBorders } from './baseLayers'
import { crowdLayers } from './cellLayers'
import { heatCellLayers, heatFrameLayers } from './heatCells'
import { heatLayers, personLayers, pointLayers } from './layers'
import { SOURCES, type SourceName, type TileSource, type TileSources } from './sources'
import { nameLayers, unitFills, unitLines } from './unitLayers'

/** Layers a person can press, top one first. */
export const PRESSABLE = ['hazards', 'enterprises', 'enterprise-clusters', 'rough', 'rough-cells', 'crowd-cells', 'cells', 'cells-small', 'cells-unvisited', 'unit-fill'] as const

const CLUSTERED: readonly SourceName[] = ['enterprises', 'rough']

/** The style; GeoJSON sources begin empty and are filled as data arrives. No glyphs: the device draws the letters. */
export function mapStyle(tiles: TileSources, locale: 'zh' | 'en'): StyleSpecification {
  const sources = Object.fromEntries(SOURCES.map((name) => [name, sourceFor(name, tiles[name])]))
  const layers = [
    ...groundLayers(),
    ...unitFills(),
    ...heatCellLayers(), // on the colours of grid units and under all borders
    ...lowerBorders(),
    ...unitLines(),
    ...heatFrameLayers(),
    ...upperBorders(),
    ...heatLayers(),
    ...placeLayers(locale),
    ...pointLayers(),
    ...nameLayers(),
    ...crowdLayers(),
    ...personLayers(),
  ]
  return { version: 8, sources, layers: layers.map((layer) => inTile(layer, tiles)) }
}

function sourceFor(name: SourceName, tile: TileSource | undefined): SourceSpecification {
  if (tile === undefined) return { type: 'geojson', data: collection(), ...clustering(name) }
  const url = tile.url.startsWith('/') ? location.origin + tile.url : tile.url // a worker has no base address
  return { type: 'vector', tiles: [url], maxzoom: 16 }
}

function inTile(layer: LayerSpecification, tiles: TileSources): LayerSpecification {
  if (layer.type === 'background') return layer
  const name = SOURCES.find((source) => layer.source === source)
  const tile = name === undefined ? undefined : tiles[name]
  return tile === undefined ? layer : { ...layer, 'source-layer': tile.layer }
}

function clustering(name: SourceName): Record<string, unknown> {
  if (!CLUSTERED.includes(name)) return {}
  // Rough places never come apart: at any zoom they are one disc with a number.
  return name === 'rough'
    ? { cluster: true, clusterRadius: 30, clusterMaxZoom: 23, maxzoom: 24 }
    : { cluster: true, clusterRadius: 44, clusterMaxZoom: 14 }
}
