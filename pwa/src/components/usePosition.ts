// Where this phone is, for as long as some screen wants to know. One watch serves all of them; the last fix is kept,
// because a fix of the last ten minutes still says where somebody stood.
import { computed, onScopeDispose, shallowRef, type ComputedRef } from 'vue'
import { watchPosition, type PositionState } from '../device/position'
import type { Fix } from '../wire/place'
import type { LonLat } from '../wire/read'

const OLDEST_MS = 10 * 60_000

const state = shallowRef<PositionState>({ fix: null, trouble: null })
const heardAtMs = shallowRef(0)
let users = 0
let stop: (() => void) | null = null

export interface Positioned {
  readonly state: ComputedRef<PositionState>
  readonly here: ComputedRef<LonLat | null>
  /** The fix with its present age; null when the last one is older than ten minutes. */
  readonly fixNow: () => Fix | null
}

export function usePosition(): Positioned {
  users += 1
  stop ??= watchPosition((next) => {
    if (next.fix !== null) heardAtMs.value = Date.now() - next.fix.age_s * 1000
    state.value = { fix: next.fix ?? state.value.fix, trouble: next.trouble }
  })
  onScopeDispose(leave)
  const here = computed<LonLat | null>(() => {
    const { fix } = state.value
    return fix === null ? null : [fix.lon, fix.lat]
  })
  return { state: computed(() => state.value), here, fixNow }
}

function fixNow(): Fix | null {
  const { fix } = state.value
  const ageMs = Date.now() - heardAtMs.value
  return fix === null || ageMs > OLDEST_MS ? null : { ...fix, age_s: Math.round(ageMs / 1000) }
}

function leave(): void {
  users -= 1
  if (users > 0) return
  stop?.()
  stop = null
}
