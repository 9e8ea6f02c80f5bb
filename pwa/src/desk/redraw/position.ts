// A position as a person types or pastes it. Pure.
import type { LonLat } from '../../wire/read'

/** "119.95, 31.72", full-width comma, blank or tab between; null when it is no position in degrees. */
export function positionOf(typed: string): LonLat | null {
  const parts = typed.trim().split(/[\s,，;；]+/)
  const [lon, lat] = parts.map(Number)
  if (parts.length !== 2 || lon === undefined || lat === undefined || !Number.isFinite(lon) || !Number.isFinite(lat)) return null
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : null
}
