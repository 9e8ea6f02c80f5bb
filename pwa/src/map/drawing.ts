// Drawing on the map with mouse, pen and finger: presses, a handle that is taken hold of and dragged, the line that
// follows the hand. Knows nothing of plans: it tells where the hand is and shows what it is given.
import type { FeatureCollection } from 'geojson'
import { GeoJSONSource, type LngLat, type Map, type MapMouseEvent, type MapTouchEvent } from 'maplibre-gl'
import type { LonLat } from '../wire/read'
import { handleAt, pixelsBetween, scaleAt, type Handle, type Scale } from './borders'
import { collection, type Box } from './geo'
import { PLAN_SOURCES, planFills, planLines, planTop, type PlanSource } from './planLayers'
import { isCoarse } from './pointer'

export interface DrawingTold {
  /** A press that took hold of nothing; `isMore` when a key asks to add to what is picked. */
  readonly onPress: (at: LonLat, scale: Scale, isMore: boolean) => void
  readonly onHover: (at: LonLat | null, scale: Scale) => void
  readonly onGrab: (handle: Handle) => void
  readonly onDrag: (at: LonLat, scale: Scale) => void
  /** Let go; `isMoved` is false after a press on the spot. */
  readonly onDrop: (isMoved: boolean) => void
  /** A double press ends a line. */
  readonly onEnd: () => void
  readonly onView: (box: Box) => void
}

export interface Drawing {
  readonly show: (source: PlanSource, data: FeatureCollection) => void
  readonly setHandles: (handles: readonly Handle[]) => void
  /** While a line is drawn, a double press ends it and does not zoom. */
  readonly setLine: (isDrawing: boolean) => void
  readonly stop: () => void
}

/** A mouse points, a finger covers: 44 px across. */
const IS_FINGER = isCoarse()
const REACH_PX = IS_FINGER ? 22 : 9
const HANDLE_PX = IS_FINGER ? 9 : 5.5
const STILL_PX = 3

export function startDrawing(map: Map, told: DrawingTold): Drawing {
  addLayers(map)
  let given: readonly Handle[] = []
  let handles: readonly Handle[] = []
  let held: { readonly from: { readonly x: number; readonly y: number }; isMoved: boolean } | null = null
  let swallow = false // the click that follows a drag is none
  const canvas = map.getCanvas()
  const scale = () => scaleAt(map.getZoom(), map.getCenter().lat)

  function grab(event: MapMouseEvent | MapTouchEvent): void {
    swallow = false
    if ('touches' in event.originalEvent ? event.originalEvent.touches.length > 1 : event.originalEvent.button !== 0) return
    const found = handleAt(handles, spot(event.lngLat), scale(), REACH_PX)
    if (found === null) return
    event.preventDefault() // the map stays where it is
    held = { from: { ...event.point }, isMoved: false }
    swallow = true
    told.onGrab(found)
  }
  function move(event: MapMouseEvent | MapTouchEvent): void {
    if (held === null) {
      if (IS_FINGER) return
      canvas.style.cursor = handleAt(handles, spot(event.lngLat), scale(), REACH_PX) === null ? '' : 'grab'
      told.onHover(spot(event.lngLat), scale())
      return
    }
    held.isMoved ||= Math.hypot(event.point.x - held.from.x, event.point.y - held.from.y) > STILL_PX
    if (held.isMoved) told.onDrag(spot(event.lngLat), scale())
  }
  function drop(): void {
    if (held === null) return
    const { isMoved } = held
    held = null
    told.onDrop(isMoved)
  }
  const press = (event: MapMouseEvent) => {
    if (swallow) swallow = false
    else told.onPress(spot(event.lngLat), scale(), event.originalEvent.shiftKey || event.originalEvent.ctrlKey)
  }
  const showHandles = () => {
    handles = roomy(given, scale())
    put(map, 'plan-handles', collection(handles.map(({ kind, at }) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [...at] }, properties: { kind, size: HANDLE_PX } }))))
  }
  const view = () => {
    showHandles()
    const bounds = map.getBounds()
    told.onView([bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()])
  }
  const away = () => { told.onHover(null, scale()) }
  map.on('mousedown', grab)
  map.on('touchstart', grab)
  map.on('mousemove', move)
  map.on('touchmove', move)
  map.on('click', press)
  map.on('dblclick', told.onEnd)
  map.on('mouseout', away)
  map.on('moveend', view)
  for (const name of LETTING_GO) window.addEventListener(name, drop)
  view()
  return {
    show: (source, data) => { put(map, source, data) },
    setHandles: (next) => {
      given = next
      showHandles()
    },
    setLine: (isDrawing) => {
      canvas.classList.toggle('draws-line', isDrawing)
      if (isDrawing) map.doubleClickZoom.disable()
      else map.doubleClickZoom.enable()
    },
    stop: () => {
      for (const name of LETTING_GO) window.removeEventListener(name, drop)
    },
  }
}

const LETTING_GO = ['mouseup', 'touchend', 'touchcancel', 'blur'] as const

/** A hand needs room: of corners that cover each other from afar one stays, and a middle only between ends far apart. */
function roomy(handles: readonly Handle[], scale: Scale): readonly Handle[] {
  const taken = new Set<string>()
  return handles.filter((handle) => {
    if (handle.kind === 'edge') return pixelsBetween(handle.start, handle.end, scale) >= 3 * REACH_PX
    const place = `${Math.round((handle.at[0] * scale[0]) / REACH_PX)} ${Math.round((handle.at[1] * scale[1]) / REACH_PX)}`
    if (taken.has(place)) return false
    taken.add(place)
    return true
  })
}

function spot({ lng, lat }: LngLat): LonLat {
  return [lng, lat]
}

function addLayers(map: Map): void {
  for (const name of PLAN_SOURCES) map.addSource(name, { type: 'geojson', data: collection(), tolerance: 0 })
  for (const layer of planFills()) map.addLayer(layer, 'base-village')
  for (const layer of planLines()) map.addLayer(layer, 'base-name-water')
  for (const layer of planTop()) map.addLayer(layer)
}

function put(map: Map, name: PlanSource, data: FeatureCollection): void {
  const source = map.getSource(name)
  if (source instanceof GeoJSONSource) void source.setData(data)
}
