// The hand on the map: the tool, what is picked, the line or the handle in hand, where it snaps, and the edit that is
// tried while it moves and sent when it is let go. A refusal leaves everything in hand.
import type { FeatureCollection } from 'geojson'
import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { bentOutlines, handlesOf, isSameGround, movedOutlines, pixelsBetween, placeKey, unitAt, type Handle, type Outline, type Scale } from '../../map/borders'
import { isCoarse } from '../../map/pointer'
import { snapTo } from '../../map/snapping'
import type { BoundaryOp } from '../../wire/boundaryOp'
import type { LonLat } from '../../wire/read'
import type { PlanUnit } from '../../wire/redraw'
import { draftShapes } from './planShapes'
import { EMPTY_HAND, isDrawing, isEnough, KINDS, opOf, pick, stepBack, withTool, type Hand, type Tool } from './tools'
import type { OpenPlan } from './usePlan'
import { useSnapping } from './useSnapping'
import type { Trying } from './useTry'

/** With a finger, as far as it covers. */
const SNAP_PX = isCoarse() ? 22 : 12
const SAME_PX = 6

export interface OnMap {
  readonly hand: Readonly<ShallowRef<Hand>>
  readonly held: Readonly<ShallowRef<Handle | null>>
  /** Where the handle in hand is now. */
  readonly heldAt: ComputedRef<LonLat | null>
  readonly handles: ComputedRef<readonly Handle[]>
  readonly draft: ComputedRef<FeatureCollection>
  readonly isDrawing: ComputedRef<boolean>
  /** A whole edit that waits for a word. */
  readonly op: ComputedRef<BoundaryOp | null>
  readonly change: (part: Partial<Hand>) => void
  readonly choose: (tool: Tool) => void
  readonly pickOne: (key: string) => void
  readonly cancel: () => void
  readonly removeLast: () => void
  readonly end: () => void
  readonly doIt: () => Promise<void>
  readonly moveTo: (to: LonLat) => Promise<void>
  readonly on: {
    readonly press: (at: LonLat, scale: Scale, isMore: boolean) => void
    readonly hover: (at: LonLat | null, scale: Scale) => void
    readonly grab: (handle: Handle) => void
    readonly drag: (at: LonLat, scale: Scale) => void
    readonly drop: (isMoved: boolean) => Promise<void>
  }
}

export function useHand(open: OpenPlan, trying: Trying): OnMap {
  const hand = shallowRef<Hand>(EMPTY_HAND)
  const hover = shallowRef<LonLat | null>(null)
  const snap = shallowRef<LonLat | null>(null)
  const held = shallowRef<Handle | null>(null)
  const to = shallowRef<LonLat | null>(null)
  const outlines = computed((): readonly Outline[] => open.units.value ?? [])
  const indexes = useSnapping(outlines)

  const drawing = computed(() => isDrawing(hand.value) && open.mayEdit.value)
  const picked = computed(() => outlines.value.filter(({ key }) => hand.value.picked.includes(key)))
  const handles = computed((): readonly Handle[] => {
    const { tool } = hand.value
    if (!open.mayEdit.value || (tool !== 'vertex' && tool !== 'edge')) return []
    const all = handlesOf(picked.value)
    return tool === 'vertex' ? all : all.filter(({ kind }) => kind === 'edge')
  })
  const op = computed(() => opOf(hand.value))
  const dragged = computed((): Outline[] => (held.value === null || to.value === null ? [] : outcome(outlines.value, hand.value.tool, held.value, to.value)))
  const heldAt = computed(() => to.value ?? held.value?.at ?? null)
  const draft = computed(() =>
    draftShapes({
      hand: hand.value, hover: hover.value, snap: snap.value, held: heldAt.value, dragged: dragged.value,
      tried: op.value === null ? [] : otherThan(open.units.value ?? [], trying.tried.value?.units ?? []),
    }),
  )

  function change(part: Partial<Hand>): void {
    hand.value = { ...hand.value, ...part }
  }
  function letGo(): void {
    held.value = null
    to.value = null
    snap.value = null
    trying.clear()
  }
  function choose(tool: Tool): void {
    letGo()
    open.acting.clear()
    hand.value = withTool(hand.value, tool)
  }
  function cancel(): void {
    const hadHandle = held.value !== null
    letGo()
    open.acting.clear()
    if (!hadHandle) hand.value = stepBack(hand.value)
  }
  function snapped(at: LonLat, scale: Scale, not: ReadonlySet<string> = new Set()): LonLat {
    const found = snapTo(indexes.value, at, scale, SNAP_PX, not)
    snap.value = found?.at ?? null
    return found?.at ?? at
  }
  function press(at: LonLat, scale: Scale, isMore: boolean): void {
    if (drawing.value) {
      addPoint(snapped(at, scale), scale)
      return
    }
    if (hand.value.isWhole) return
    const key = unitAt(outlines.value, at)
    held.value = null
    if (key !== null) hand.value = pick(hand.value, key, isMore)
  }
  function addPoint(at: LonLat, scale: Scale): void {
    const { points } = hand.value
    const [last, first] = [points.at(-1), points[0]]
    const closes = KINDS[hand.value.tool].draws === 'ring' && first !== undefined && points.length >= 3 && pixelsBetween(first, at, scale) < SAME_PX
    if (closes) end()
    else if (last === undefined || pixelsBetween(last, at, scale) >= SAME_PX) change({ points: [...points, at] })
  }
  function end(): void {
    if (!drawing.value || !isEnough(hand.value)) return
    snap.value = null
    hover.value = null
    change({ isWhole: true })
  }
  async function send(wanted: BoundaryOp): Promise<boolean> {
    const isDone = await open.edit(wanted)
    if (isDone) letGo()
    return isDone
  }
  async function doIt(): Promise<void> {
    const wanted = op.value
    if (wanted === null || open.acting.isBusy.value) return
    const [first] = hand.value.picked
    if (await send(wanted)) hand.value = { ...EMPTY_HAND, tool: hand.value.tool, picked: KINDS[hand.value.tool].most === 1 && first !== undefined ? [first] : [] }
  }
  async function moveTo(goal: LonLat): Promise<void> {
    if (held.value === null) return
    const wanted = moveOf(hand.value.tool, held.value, goal)
    to.value = goal
    if (await send(wanted)) held.value = cornerAt(picked.value, goal)
  }

  watch(op, (next) => {
    trying.clear()
    if (next !== null) trying.ask(next)
  })
  watch(outlines, (now) => {
    const there = new Set(now.flatMap(({ key, geometry }) => (geometry === null ? [] : [key])))
    if (hand.value.picked.some((key) => !there.has(key))) change({ picked: hand.value.picked.filter((key) => there.has(key)) })
  })

  return {
    hand, held, heldAt, handles, draft, isDrawing: drawing, op, change, choose, cancel, end, doIt, moveTo,
    pickOne: (key) => { if (!hand.value.isWhole) hand.value = pick({ ...hand.value, picked: [] }, key, false) },
    removeLast: () => { change({ points: hand.value.points.slice(0, -1), isWhole: false }) },
    on: {
      press,
      hover: (at, scale) => {
        hover.value = at
        if (at === null || !drawing.value) snap.value = null
        else snapped(at, scale)
      },
      grab: (handle) => {
        open.acting.clear()
        letGo()
        held.value = handle
      },
      drag: (at, scale) => {
        if (held.value === null) return
        const own = held.value.kind === 'vertex' ? [held.value.at] : [held.value.start, held.value.end]
        to.value = snapped(at, scale, new Set(own.map(placeKey)))
        trying.ask(moveOf(hand.value.tool, held.value, to.value))
      },
      drop: async (isMoved) => {
        snap.value = null
        if (isMoved && to.value !== null) await moveTo(to.value)
        else if (held.value?.kind === 'edge') held.value = null
      },
    },
  }
}

/** What a try would change, without neighbours that only get a corner. */
function otherThan(now: readonly PlanUnit[], tried: readonly PlanUnit[]): PlanUnit[] {
  const there = new Map(now.map((unit) => [unit.key, unit]))
  return tried.filter(({ key, geometry }) => !isSameGround(there.get(key)?.geometry ?? null, geometry))
}

/** The corner that a move has made. */
function cornerAt(outlines: readonly Outline[], goal: LonLat): Handle | null {
  return handlesOf(outlines).find(({ kind, at }) => kind === 'vertex' && Math.hypot(at[0] - goal[0], at[1] - goal[1]) < NEAR_DEGREES) ?? null
}

/** About a centimetre: the server keeps positions to the millimetre. */
const NEAR_DEGREES = 1e-7

/** The edit of a handle that was dragged: a corner moves, a straight piece gets a corner or moves as a whole. */
export function moveOf(tool: Tool, handle: Handle, to: LonLat): BoundaryOp {
  if (handle.kind === 'vertex') return { kind: 'move', moves: [{ at: handle.at, to }] }
  if (tool !== 'edge') return { kind: 'bend', start: handle.start, end: handle.end, to }
  return { kind: 'move', moves: [handle.start, handle.end].map((at) => ({ at, to: along(at, handle.at, to) })) }
}

function outcome(outlines: readonly Outline[], tool: Tool, handle: Handle, to: LonLat): Outline[] {
  if (handle.kind === 'vertex') return movedOutlines(outlines, new Map([[placeKey(handle.at), to]]))
  if (tool !== 'edge') return bentOutlines(outlines, handle.start, handle.end, to)
  return movedOutlines(outlines, new Map([handle.start, handle.end].map((at) => [placeKey(at), along(at, handle.at, to)])))
}

function along(at: LonLat, from: LonLat, to: LonLat): LonLat {
  return [at[0] + to[0] - from[0], at[1] + to[1] - from[1]]
}
