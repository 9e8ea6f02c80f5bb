// The colours of grades by law (grids/tables/grading.toml). Pure.
import type { Grade, GradeCounts } from '../../wire/grading'

export const COLOUR_OF = { A: 'blue', B: 'yellow', C: 'orange', D: 'red' } as const satisfies Record<Grade, string>

export function totalOf({ counts }: GradeCounts): number {
  return counts.A + counts.B + counts.C + counts.D + counts.none
}

/** Graded enterprises of those that are looked after. */
export function gradedOf(all: readonly GradeCounts[]): { readonly n: number; readonly d: number } {
  const d = all.reduce((sum, unit) => sum + totalOf(unit), 0)
  return { n: d - all.reduce((sum, { counts }) => sum + counts.none, 0), d }
}
