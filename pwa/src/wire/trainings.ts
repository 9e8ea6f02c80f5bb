// Trainings, their quiz, and the rate of those who came, as the server tells them.
import { attachedOf, shareOf, type Attached, type Share } from './circulars'
import { fieldsOf, flag, list, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields } from './read'

export const TOPICS = ['self_report', 'standards', 'system'] as const
export type Topic = (typeof TOPICS)[number]
export const FORMS = ['classroom', 'on_site', 'online'] as const
export type Form = (typeof FORMS)[number]
export const TRAINING_BY = ['town', 'class', 'audience', 'topic'] as const
export type TrainingBy = (typeof TRAINING_BY)[number]
export const TRAINING_SIDES = ['of', 'counted', 'rest', 'passed'] as const
export type TrainingSide = (typeof TRAINING_SIDES)[number]

export interface Training {
  readonly id: string
  readonly office: string
  readonly office_name: string
  readonly topic: Topic
  readonly form: Form
  readonly title: string
  readonly starts_at: string
  readonly ends_at: string
  readonly venue: string
  readonly cancelled_at: string | null
  readonly is_demo: boolean
  readonly questions: number
  readonly files: number
  /** As what I should come, or came. */
  readonly mine: readonly string[]
  readonly figures: { readonly trained: Share; readonly passed: Share; readonly guests: number } | null
}
export interface Question {
  readonly text: string
  readonly choices: readonly string[]
  /** The organiser's only. */
  readonly right: number | null
}
export interface Try {
  readonly n: number
  readonly correct: number
  readonly questions: number
  readonly passed: boolean
  readonly at: string
}
export interface TrainingWhole extends Training {
  readonly materials: readonly Attached[]
  readonly quiz: readonly Question[]
  readonly pass_percent: number
  readonly cancel_reason: string
  readonly planned_by_name: string
  readonly came: readonly { readonly subject: string; readonly name: string; readonly at: string; readonly way: string }[]
  readonly tries: readonly Try[]
  readonly sign_code: string | null
  readonly organises: boolean
  readonly is_over: boolean
}
export interface TrainingCount {
  readonly trained: Share
  readonly passed: Share
  readonly sessions: number
}
export interface TrainingRow extends TrainingCount {
  readonly id: string
  readonly key: string | null
  readonly name: string
}
export interface TrainingTable {
  readonly by: TrainingBy
  readonly from: string
  readonly to: string
  readonly total: TrainingCount
  readonly rows: readonly TrainingRow[]
}
export interface Attendance {
  readonly id: string
  readonly training_id: string
  readonly title: string
  readonly starts_at: string
  readonly subject: string
  readonly name: string
  readonly audience: string
  readonly town_name: string | null
  readonly enterprise_id: string | null
  readonly came: boolean
  readonly came_at: string | null
  readonly way: string | null
  readonly names: string | null
  readonly correct: number | null
  readonly questions: number | null
  readonly passed: boolean
  readonly has_quiz: boolean
}

export function trainingOf(row: Fields): Training {
  const figures = row['figures'] === null ? null : fieldsOf(row['figures'])
  return {
    id: text(row, 'id'), office: text(row, 'office'), office_name: text(row, 'office_name'), topic: oneOf(TOPICS, row['topic'], 'system'),
    form: oneOf(FORMS, row['form'], 'classroom'), title: text(row, 'title'), starts_at: text(row, 'starts_at'), ends_at: text(row, 'ends_at'),
    venue: text(row, 'venue'), cancelled_at: textOrNull(row, 'cancelled_at'), is_demo: flag(row, 'is_demo'), questions: number(row, 'questions'),
    files: number(row, 'files'), mine: texts(row, 'mine'),
    figures: figures === null ? null : { trained: shareOf(figures, 'trained'), passed: shareOf(figures, 'passed'), guests: number(figures, 'guests') },
  }
}

export function trainingWholeOf(row: Fields): TrainingWhole {
  return {
    ...trainingOf(row),
    materials: list(row, 'materials', attachedOf),
    quiz: list(row, 'quiz', (each) => ({ text: text(each, 'text'), choices: texts(each, 'choices'), right: numberOrNull(each, 'right') })),
    pass_percent: number(row, 'pass_percent'),
    cancel_reason: text(row, 'cancel_reason'),
    planned_by_name: text(row, 'planned_by_name'),
    came: list(row, 'came', (each) => ({ subject: text(each, 'subject'), name: text(each, 'name'), at: text(each, 'at'), way: text(each, 'way') })),
    tries: list(row, 'tries', (each) => ({ n: number(each, 'n'), correct: number(each, 'correct'), questions: number(each, 'questions'), passed: flag(each, 'passed'), at: text(each, 'at') })),
    sign_code: textOrNull(row, 'sign_code'),
    organises: flag(row, 'organises'),
    is_over: flag(row, 'is_over'),
  }
}

export function readTrainingTable(body: unknown): TrainingTable | null {
  const row = fieldsOf(body)
  const period = fieldsOf(row['period'])
  if (textOrNull(row, 'by') === null) return null
  return {
    by: oneOf(TRAINING_BY, row['by'], 'town'), from: text(period, 'from'), to: text(period, 'to'), total: countOf(fieldsOf(row['total'])),
    rows: list(row, 'rows', (each) => ({ ...countOf(each), id: textOrNull(each, 'key') ?? 'none', key: textOrNull(each, 'key'), name: text(each, 'name') })),
  }
}

export function readAttendance(body: unknown): { readonly total: number; readonly items: readonly Attendance[] } | null {
  const row = fieldsOf(body)
  return numberOrNull(row, 'total') === null ? null : { total: number(row, 'total'), items: list(row, 'items', attendanceOf) }
}

function countOf(row: Fields): TrainingCount {
  return { trained: shareOf(row, 'trained'), passed: shareOf(row, 'passed'), sessions: number(row, 'sessions') }
}

function attendanceOf(row: Fields): Attendance {
  return {
    id: `${text(row, 'training_id')} ${text(row, 'subject')}`, training_id: text(row, 'training_id'), title: text(row, 'title'), starts_at: text(row, 'starts_at'),
    subject: text(row, 'subject'), name: text(row, 'name'), audience: text(row, 'audience'), town_name: textOrNull(row, 'town_name'),
    enterprise_id: textOrNull(row, 'enterprise_id'), came: flag(row, 'came'), came_at: textOrNull(row, 'came_at'), way: textOrNull(row, 'way'),
    names: textOrNull(row, 'names'), correct: numberOrNull(row, 'correct'), questions: numberOrNull(row, 'questions'), passed: flag(row, 'passed'), has_quiz: flag(row, 'has_quiz'),
  }
}
