// The only place that touches MapLibre: makes a map in an element and gives back the few things a screen may do.
import type { FeatureCollection } from 'geojson'
import {
  AttributionControl,
  GeoJSONSource,
  Map,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type MapMouseEvent,
} from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import type { Change } from '../wire/events'
import type { Box } from './geo'
import { setHeat } from './heat'
import { showGround, type GroundShown } from './ground'
import { NorthArrow } from './north'
import { pinSetter, type Pin } from './pin'
import { refreshTiles, setTiles } from './refresh'
import { signs } from './shapes'
import type { SourceName, TileSources } from './sources'
import { PRESSABLE, mapStyle } from './style'

setWorkerUrl(workerUrl)

export interface Picked {
  readonly layer: 'hazards' | 'enterprises' | 'rough' | 'units' | 'cells'
  readonly id: string
  readonly properties: Readonly<Record<string, unknown>>
}

export interface MapTold {
  readonly onPick: (picked: Picked) => void
  readonly onPin: (pin: Pin) => void
  readonly onReady: () => void
  readonly onFail: () => void
  /** The visible box and zoom, after each move. */
  readonly onMove: (box: Box, zoom: number) => void
}

export type UnitPaint = Readonly<Record<string, { readonly colour: string; readonly picked: boolean; readonly hatched?: boolean }>>

export interface MapOptions {
  readonly box: Box | null
  readonly tiles: TileSources
  readonly credit: string | null
  readonly locale: 'zh' | 'en'
  readonly north: string
}

export interface MapHandle {
  setData: (source: SourceName, data: FeatureCollection) => void
  setHeat: (isShown: boolean) => void
  setPin: (pin: Pin | null) => void
  /** Paint grid units that come as tiles, by their figures; units not named lose their paint. */
  setPaint: (paint: UnitPaint, tiles: TileSources) => void
  /** Ask for the tiles again under a new version, without leaving the view. */
  setTiles: (tiles: TileSources) => void
  /** Ask again for the tiles where something changed, and no others. */
  refresh: (changes: readonly Change[], tiles: TileSources) => void
  /** What lies under the work: the shipped map alone, or streets or imagery on it. */
  setGround: (ground: GroundShown) => void
  fit: (box: Box) => void
  /** Let another part of this folder draw on the map, once it is there. */
  add: (part: (map: Map) => void) => void
  destroy: () => void
}

declare global {
  interface Window {
    /** Counts how often a map came to rest. Browser tests wait on these two. */
    __mapidle?: number
    /** Whether a map is on its way somewhere. */
    __mapmoves?: boolean
  }
}

const NAMES = {
  'unit-fill': 'units',
  hazards: 'hazards',
  enterprises: 'enterprises',
  rough: 'rough',
  'rough-cells': 'rough',
  cells: 'cells',
  'cells-small': 'cells',
  'cells-unvisited': 'cells',
  'crowd-cells': 'rough',
} as const
const FONT = "'PingFang SC', 'HarmonyOS Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"
const CLOSEST_FIT = 16
const PADDING_PX = 36
/** A narrower map begins with its credit folded, or it would lie on the scale bar. */
const CREDIT_FITS_PX = 560

/** Make the map. Throws when the device has no WebGL; the screen then shows its list. */
export function createMap(container: HTMLElement, options: MapOptions, told: MapTold): MapHandle {
  const map = new Map({
    container,
    style: mapStyle(options.tiles, options.locale),
    localIdeographFontFamily: FONT,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxZoom: 19,
    maxTileCacheSize: 0, // a tile that left the view is asked for again, so that none comes back old: mostly a 304
    ...(options.box === null ? {} : { bounds: [...options.box], fitBoundsOptions: fitting() }),
  })
  map.touchZoomRotate.disableRotation()
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right')
  map.addControl(new NorthArrow(options.north), 'bottom-left')
  map.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-left')
  map.addControl(new AttributionControl({ compact: true, customAttribution: options.credit ?? '' }))
  if (container.clientWidth < CREDIT_FITS_PX) container.querySelector('.maplibregl-ctrl-attrib')?.classList.remove('maplibregl-compact-show')
  const waiting: (() => void)[] = []
  let isReady = false // isStyleLoaded() is false again while tiles come, and 'load' comes only once
  const whenReady = (run: () => void) => {
    if (isReady) run()
    else waiting.push(run)
  }
  for (const { name, image, pixelRatio } of signs()) map.addImage(name, image, { pixelRatio })
  map.once('load', () => {
    isReady = true
    waiting.splice(0).forEach((run) => {
      run()
    })
    told.onReady()
  })
  map.on('idle', () => {
    window.__mapidle = (window.__mapidle ?? 0) + 1
  })
  window.__mapmoves = false
  map.on('movestart', () => { window.__mapmoves = true })
  map.on('moveend', () => {
    window.__mapmoves = false
    told.onMove(boxOfMap(map), map.getZoom())
  })
  map.on('webglcontextlost', told.onFail)
  listenToPresses(map, told)
  return {
    setData: (name, data) => {
      whenReady(() => {
        setData(map, name, data)
      })
    },
    setHeat: (isShown) => { whenReady(() => { setHeat(map, isShown) }) },
    setPin: pinSetter(map, told.onPin),
    setPaint: (paint, tiles) => { whenReady(() => { setPaint(map, paint, tiles) }) },
    setTiles: (tiles) => { whenReady(() => { setTiles(map, tiles) }) },
    refresh: (changes, tiles) => { whenReady(() => { refreshTiles(map, changes, tiles) }) },
    setGround: (ground) => { whenReady(() => { showGround(map, ground) }) },
    fit: (box) => {
      map.fitBounds([...box], { ...fitting(), duration: 400 })
    },
    add: (part) => { whenReady(() => { part(map) }) },
    destroy: () => {
      map.remove()
    },
  }
}

function fitting() {
  return { padding: PADDING_PX, maxZoom: CLOSEST_FIT }
}

function boxOfMap(map: Map): Box {
  const bounds = map.getBounds()
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]
}

function setData(map: Map, name: SourceName, data: FeatureCollection): void {
  const source = map.getSource(name)
  if (source instanceof GeoJSONSource) void source.setData(data)
}

function setPaint(map: Map, paint: UnitPaint, { units }: TileSources): void {
  if (units === undefined) return
  map.removeFeatureState({ source: 'units', sourceLayer: units.layer })
  for (const [id, state] of Object.entries(paint)) {
    map.setFeatureState({ source: 'units', sourceLayer: units.layer, id: Number(id) }, state)
  }
}

function listenToPresses(map: Map, told: MapTold): void {
  map.on('click', (event) => {
    const [first] = map.queryRenderedFeatures(around(event), { layers: [...PRESSABLE] })
    if (first === undefined) return
    const { layer, properties, source } = first
    const clusterId: unknown = properties['cluster_id']
    if (layer.id === 'enterprise-clusters' && typeof clusterId === 'number') {
      void openCluster(map, source, clusterId, event)
      return
    }
    const name = Object.entries(NAMES).find(([id]) => id === layer.id)?.[1]
    if (name !== undefined) told.onPick({ layer: name, id: String(properties['id']), properties })
  })
}

/** A thumb is wider than a pixel. */
function around({ point }: MapMouseEvent): [[number, number], [number, number]] {
  const reach = 10
  return [
    [point.x - reach, point.y - reach],
    [point.x + reach, point.y + reach],
  ]
}

async function openCluster(map: Map, source: string, clusterId: number, { lngLat }: MapMouseEvent): Promise<void> {
  const clusters = map.getSource(source)
  if (!(clusters instanceof GeoJSONSource)) return
  const zoom = await clusters.getClusterExpansionZoom(clusterId)
  map.easeTo({ center: lngLat, zoom })
}
