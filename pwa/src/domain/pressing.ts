// Which hazard presses most: overdue by many days, then due soon, then without a day; closed ones newest first.
import type { Hazard } from '../wire/hazard'
import { earlier, type Day } from './days'
import { ENDED, isOverdue } from './hazards'

/** Sorted copies; a major hazard goes before a general one of the same day. */
export function pressing<H extends Hazard>(hazards: readonly H[], today: Day): H[] {
  return [...hazards].sort((a, b) => rank(a, today) - rank(b, today) || byDay(a, b) || weight(b) - weight(a))
}

function rank(hazard: Hazard, today: Day): number {
  if (ENDED.includes(hazard.state)) return 4
  if (isOverdue(hazard, today)) return 0
  if (hazard.state === 'submitted') return 1
  return hazard.due_on === null ? 3 : 2
}

function byDay(a: Hazard, b: Hazard): number {
  if (ENDED.includes(a.state)) return earlier(b.closed_at ?? b.found_at, a.closed_at ?? a.found_at)
  return earlier(a.due_on ?? a.found_at, b.due_on ?? b.found_at)
}

function weight({ level }: Hazard): number {
  return level === 'major' ? 1 : 0
}
