// Whom a plan waits for, and the order of the list. Pure.
import type { Role } from '../../wire/person'
import type { Redraw } from '../../wire/redraw'

/** A draft waits for its author, what was handed in for a district that did not draw it. */
export function waitsFor(plan: Redraw, roles: readonly Role[], personId: string): boolean {
  switch (plan.state) {
    case 'submitted':
      return roles.includes('district') && plan.author_id !== personId
    case 'draft':
    case 'returned':
      return roles.includes('planner') && plan.author_id === personId
    default:
      return false
  }
}

/** What waits for me first; the server's order, newest first, otherwise. */
export function orderedFor(plans: readonly Redraw[], roles: readonly Role[], personId: string): Redraw[] {
  const waits = (plan: Redraw) => waitsFor(plan, roles, personId)
  return [...plans.filter(waits), ...plans.filter((plan) => !waits(plan))]
}
