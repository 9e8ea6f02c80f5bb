// The colours of grades by law (grids/tables/grading.toml). Pure.
import type { Grade, GradeCounts, GradeOrNone } from '../../wire/grading'

export const COLOUR_OF = { A: 'blue', B: 'yellow', C: 'orange', D: 'red' } as const satisfies Record<Grade, string>
const WORST_FIRST: readonly Grade[] = ['D', 'C', 'B', 'A']

/** The worst grade that anybody in the unit has; "none" where nobody is graded, null where nobody is. */
export function worstOf({ counts }: GradeCounts): GradeOrNone | null {
  const worst = WORST_FIRST.find((grade) => counts[grade] > 0)
  return worst ?? (counts.none > 0 ? 'none' : null)
}

export function gradedOf(all: readonly GradeCounts[]): { readonly n: number; readonly d: number } {
  const n = all.reduce((sum, { counts }) => sum + counts.A + counts.B + counts.C + counts.D, 0)
  return { n, d: n + all.reduce((sum, { counts }) => sum + counts.none, 0) }
}
