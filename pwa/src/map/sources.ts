// The names of the map's sources, and how one comes as vector tiles.

export const SOURCES = ['base', 'units', 'unit-labels', 'heat', 'cells', 'enterprises', 'rough', 'hazards', 'fix', 'me'] as const
export type SourceName = (typeof SOURCES)[number]

export interface TileSource {
  /** With {z}/{x}/{y}; a changed query string asks for fresh tiles. */
  readonly url: string
  /** The layer's name inside the tile. */
  readonly layer: string
}

/** Sources that come as vector tiles instead of GeoJSON. */
export type TileSources = Partial<Record<SourceName, TileSource>>
