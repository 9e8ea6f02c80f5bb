// What an officer of a unit would look after, against the limits of policy. Pure.
import type { Impact, UnitImpact } from '../../wire/redraw'

export interface LoadMark {
  /** Objects an officer; with nobody bound, for one. */
  readonly each: number
  readonly verdict: 'fits' | 'low' | 'high'
}

/** Null for a unit that ends. Source: docs/rules.md 3.5. */
export function loadOf({ after, officers }: UnitImpact, { objects_min, objects_max }: Impact['limits']): LoadMark | null {
  if (after === null) return null
  const people = new Set(officers.map(({ name }) => name)).size
  const each = after.enterprises / Math.max(1, people)
  return { each, verdict: each < objects_min ? 'low' : each > objects_max ? 'high' : 'fits' }
}
