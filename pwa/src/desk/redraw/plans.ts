// Whom a plan waits for, and the order of the list. Pure.
import { addDays } from '../../domain/days'
import type { Role } from '../../wire/person'
import type { Redraw } from '../../wire/redraw'

/** A planner draws in the whole area, a town office in its town. */
export function draws(roles: readonly Role[]): boolean {
  return roles.includes('planner') || roles.includes('town_officer')
}

/** A draft waits for its author, what was handed in for a district that did not draw it. */
export function waitsFor(plan: Redraw, roles: readonly Role[], personId: string): boolean {
  switch (plan.state) {
    case 'submitted':
      return roles.includes('district') && plan.author_id !== personId
    case 'draft':
    case 'returned':
      return draws(roles) && plan.author_id === personId
    default:
      return false
  }
}

/** What waits for me first; the server's order, newest first, otherwise. */
export function orderedFor(plans: readonly Redraw[], roles: readonly Role[], personId: string): Redraw[] {
  const waits = (plan: Redraw) => waitsFor(plan, roles, personId)
  return [...plans.filter(waits), ...plans.filter((plan) => !waits(plan))]
}

/** The day whose units a plan is compared with: the last before it took effect, else "" for today. */
export function dayBefore({ state, effective_on, outcome }: Redraw): string {
  const isInForce = state === 'published' || (state === 'archived' && outcome['moved'] !== undefined)
  return isInForce && effective_on !== null ? addDays(effective_on, -1) : ''
}
