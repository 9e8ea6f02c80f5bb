// Frequency by grade as published, conflicts of inspectors, campaigns.
import { GRADES_AND_NONE, type GradeOrNone } from './grading'
import { fieldsOf, flag, list, number, oneOf, text, textOrNull, texts, type Fields } from './read'

export interface GradeRule {
  readonly grade: GradeOrNone
  readonly visit_days: number
  readonly inspection_days: number
  readonly cap: number
  readonly checklists: readonly string[]
}

export interface Frequency {
  readonly id: string
  readonly district: string
  readonly supervision_class: string | null
  readonly title: string
  readonly grades: readonly GradeRule[]
  readonly valid_from: string
  readonly reason: string
  readonly by_name: string
  readonly is_demo: boolean
}

export interface Frequencies {
  readonly standing: readonly GradeRule[]
  readonly uncounted: readonly string[]
  readonly published: readonly Frequency[]
}

function ruleOf(row: Fields): GradeRule {
  return { grade: oneOf(GRADES_AND_NONE, row['grade'], 'none'), visit_days: number(row, 'visit_days'), inspection_days: number(row, 'inspection_days'), cap: number(row, 'cap'), checklists: texts(row, 'checklists') }
}

export function readFrequencies(body: unknown): Frequencies | null {
  const row = fieldsOf(body)
  if (!Array.isArray(row['default'])) return null
  return {
    standing: list(row, 'default', ruleOf),
    uncounted: texts(row, 'uncounted'),
    published: list(row, 'published', (each) => ({
      id: text(each, 'id'),
      district: text(each, 'district'),
      supervision_class: textOrNull(each, 'supervision_class'),
      title: text(each, 'title'),
      grades: list(each, 'grades', ruleOf),
      valid_from: text(each, 'valid_from'),
      reason: text(each, 'reason'),
      by_name: text(each, 'by_name'),
      is_demo: flag(each, 'is_demo'),
    })),
  }
}

export interface Conflict {
  readonly id: string
  readonly person: string
  readonly enterprise_id: string
  readonly enterprise: string
  readonly reason: string
  readonly at: string
  readonly ended_at: string | null
  readonly end_reason: string | null
}

export function conflictOf(row: Fields): Conflict {
  return {
    id: text(row, 'id'),
    person: text(row, 'person'),
    enterprise_id: text(row, 'enterprise_id'),
    enterprise: text(row, 'enterprise'),
    reason: text(row, 'reason'),
    at: text(row, 'at'),
    ended_at: textOrNull(row, 'ended_at'),
    end_reason: textOrNull(row, 'end_reason'),
  }
}

export interface Share {
  readonly n: number
  readonly d: number
}

export interface Campaign {
  readonly id: string
  readonly district: string
  readonly title: string
  readonly first: string
  readonly last: string
  readonly classes: readonly string[]
  readonly grades: readonly string[]
  readonly tags: readonly string[]
  readonly categories: readonly string[]
  readonly ended_on: string | null
  readonly end_reason: string | null
  readonly is_demo: boolean
  readonly figures: { readonly tasks: Share; readonly visited: Share; readonly closed: Share }
  readonly may: readonly string[]
}

export function campaignOf(row: Fields): Campaign {
  const figures = fieldsOf(row['figures'])
  const of = (key: string): Share => ({ n: number(fieldsOf(figures[key]), 'n'), d: number(fieldsOf(figures[key]), 'd') })
  return {
    id: text(row, 'id'),
    district: text(row, 'district'),
    title: text(row, 'title'),
    first: text(row, 'first'),
    last: text(row, 'last'),
    classes: texts(row, 'classes'),
    grades: texts(row, 'grades'),
    tags: texts(row, 'tags'),
    categories: texts(row, 'categories'),
    ended_on: textOrNull(row, 'ended_on'),
    end_reason: textOrNull(row, 'end_reason'),
    is_demo: flag(row, 'is_demo'),
    figures: { tasks: of('tasks'), visited: of('visited'), closed: of('closed') },
    may: texts(row, 'may'),
  }
}
