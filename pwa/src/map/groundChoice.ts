// Which ground this person chose on this device; streets where there are some and nobody chose.
import type { Ground } from './ground'

const KEPT_AT = 'wangge-ground'

export function chosenGround(): Ground | null {
  const kept = localStorage.getItem(KEPT_AT)
  return kept === 'offline' || kept === 'streets' || kept === 'imagery' ? kept : null
}

export function chooseGround(ground: Ground): void {
  localStorage.setItem(KEPT_AT, ground)
}

/** The chosen one where it is there, else the best that is. */
export function groundAmong(grounds: readonly Ground[]): Ground {
  const chosen = chosenGround()
  if (chosen !== null && grounds.includes(chosen)) return chosen
  return chosen !== 'offline' && grounds.includes('streets') ? 'streets' : 'offline'
}
