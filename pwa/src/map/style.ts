// Where the map's data comes from. Data comes as GeoJSON (the phone) or as vector tiles (the desk); both carry
// the same properties, which README.md of the front end lists.
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import { collection } from './geo'
import { baseLayers, heatLayers, personLayers, pointLayers } from './layers'
import { crowdLayers } from './cellLayers'
import { nameLayers, unitLayers } from './unitLayers'

export const SOURCES = ['base', 'units', 'unit-labels', 'heat', 'enterprises', 'rough', 'hazards', 'fix', 'me'] as const
export type SourceName = (typeof SOURCES)[number]

/** Layers a person can press, top one first. */
export const PRESSABLE = ['hazards', 'enterprises', 'enterprise-clusters', 'rough', 'rough-cells', 'crowd-cells', 'unit-fill'] as const

const CLUSTERED: readonly SourceName[] = ['enterprises', 'rough']
export interface TileSource {
  /** With {z}/{x}/{y}; a changed query string asks for fresh tiles. */
  readonly url: string
  /** The layer's name inside the tile. */
  readonly layer: string
}

/** Sources that come as vector tiles instead of GeoJSON. */
export type TileSources = Partial<Record<SourceName, TileSource>>

/** The style; GeoJSON sources begin empty and are filled as data arrives. No glyphs: the device draws the letters. */
export function mapStyle(tiles: TileSources): StyleSpecification {
  const sources = Object.fromEntries(SOURCES.map((name) => [name, sourceFor(name, tiles[name])]))
  const layers = [...baseLayers(), ...unitLayers(), ...heatLayers(), ...pointLayers(), ...nameLayers(), ...crowdLayers(), ...personLayers()]
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
