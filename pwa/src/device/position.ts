// Where the phone is: the best recent fix with its error and its age. A position is evidence, never a wall.
import type { Fix } from '../wire/place'

export type PositionTrouble = 'forbidden' | 'unavailable' | 'too-slow'

export interface PositionState {
  readonly fix: Fix | null
  readonly trouble: PositionTrouble | null
}

interface Heard {
  readonly coords: GeolocationCoordinates
  readonly atMs: number
}

const OPTIONS: PositionOptions = { enableHighAccuracy: true, maximumAge: 15_000, timeout: 30_000 }
const TROUBLES: Readonly<Record<number, PositionTrouble>> = { 1: 'forbidden', 2: 'unavailable', 3: 'too-slow' }

/** Follow the position while a screen needs it; the battery pays for every minute. Returns how to stop. */
export function watchPosition(told: (state: PositionState) => void): () => void {
  if (!('geolocation' in navigator)) {
    told({ fix: null, trouble: 'unavailable' })
    return () => undefined
  }
  let last: Heard | null = null
  const hear = ({ coords, timestamp }: GeolocationPosition) => {
    last = { coords, atMs: timestamp }
    told({ fix: fixOf(last, Date.now()), trouble: null })
  }
  const fail = ({ code }: GeolocationPositionError) => {
    const fix = last === null ? null : fixOf(last, Date.now())
    told({ fix, trouble: TROUBLES[code] ?? 'unavailable' })
  }
  const id = navigator.geolocation.watchPosition(hear, fail, OPTIONS)
  return () => {
    navigator.geolocation.clearWatch(id)
  }
}

/** One fix, now; null with the reason when the phone has none. */
export function positionOnce(): Promise<PositionState> {
  return new Promise((resolve) => {
    if (!('geolocation' in navigator)) {
      resolve({ fix: null, trouble: 'unavailable' })
      return
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) => {
        resolve({ fix: fixOf({ coords, atMs: timestamp }, Date.now()), trouble: null })
      },
      ({ code }) => {
        resolve({ fix: null, trouble: TROUBLES[code] ?? 'unavailable' })
      },
      OPTIONS,
    )
  })
}

function fixOf({ coords, atMs }: Heard, nowMs: number): Fix {
  return {
    lon: coords.longitude,
    lat: coords.latitude,
    radius_m: Math.round(coords.accuracy * 10) / 10,
    // Some devices count the timestamp from boot; an age below nought or over a day is not one.
    age_s: plausibleAge((nowMs - atMs) / 1000),
    method: 'gps',
  }
}

function plausibleAge(seconds: number): number {
  return seconds >= 0 && seconds < 86_400 ? Math.round(seconds) : 0
}
