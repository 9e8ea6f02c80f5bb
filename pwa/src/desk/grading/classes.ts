// The classes by which departments supervise, as the files name them, and what grades are called.
import { t } from '../../text/text'

export const CLASSES = ['industry', 'hazardous_chemicals', 'fireworks', 'construction', 'transport', 'commerce', 'crowded_place', 'other'] as const

/** What a grade is called; not graded is a word, never a letter. */
export function gradeName(grade: string): string {
  return grade === 'none' ? t('grade.none') : grade
}
