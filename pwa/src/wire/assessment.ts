// Assessments as the server tells them: standards, rankings, sheets with their points and what these rest on.
import { attachedOf, type Attached } from './circulars'
import { fieldsOf, flag, list, number, numberOrNull, oneOf, spanOf, text, textOrNull, texts, type Fields, type Span } from './read'

export const OBJECT_KINDS = ['town', 'department', 'enterprise'] as const
export type ObjectKind = (typeof OBJECT_KINDS)[number]
export const ASSESSMENT_STATES = ['open', 'decided', 'cancelled'] as const
export type AssessmentState = (typeof ASSESSMENT_STATES)[number]
export const OUTCOMES = ['passed', 'failed', 'none'] as const
export type AssessmentOutcome = (typeof OUTCOMES)[number]
export const LINE_STATES = ['scored', 'waiting', 'not_assessable'] as const
export const HONOUR_KINDS = ['town', 'department', 'enterprise', 'person'] as const
export type HonourKind = (typeof HONOUR_KINDS)[number]

interface InBoth { readonly zh: string; readonly en: string }
export interface Automatic {
  readonly indicator: string
  readonly full_at: number
  readonly none_at: number
  readonly name: InBoth
  readonly formula: InBoth
  readonly facts: string
}
export interface AssessmentItem {
  readonly key: string
  readonly text: string
  readonly text_en: string
  readonly points: number
  /** What the office shows for an item that is scored by hand. */
  readonly evidence: string
  readonly automatic: Automatic | null
}
export interface Offered {
  readonly source: string
  readonly pass_percent: number
  readonly items: readonly AssessmentItem[]
  readonly indicators: readonly { readonly indicator: string; readonly name: InBoth; readonly full_at: number; readonly none_at: number }[]
}
export interface Assessment {
  readonly id: string
  readonly title: string
  readonly object_kind: ObjectKind
  readonly period: Span
  readonly pass_percent: number
  readonly state: AssessmentState
  readonly opened_at: string
  readonly opened_by_name: string
  readonly sheets: number
  readonly decided_at: string | null
  readonly own_sheet: string | null
  readonly open_appeals: number | null
  readonly passed: number | null
  readonly is_demo: boolean
}
interface Summed {
  readonly earned: string
  readonly possible: string
  readonly percent: string | null
  readonly outcome: AssessmentOutcome
  readonly waiting: number
  readonly not_assessable: number
}
export interface Ranked extends Summed {
  readonly id: string
  readonly object: string
  readonly name: string
  readonly rank: number | null
  readonly open_appeals: number
  readonly mine: boolean
}
export interface Honour {
  readonly honour_kind: HonourKind
  readonly name: string
  readonly unit: string
  readonly reason: string
}
export interface Criticism {
  readonly sheet: string
  readonly name: string
  readonly reason: string
  readonly due_on: string
}
export interface Decision {
  readonly at: string
  readonly by_name: string
  readonly opinion: string
  readonly honours: readonly Honour[]
  readonly criticisms: readonly Criticism[]
}
export interface WithdrawnDecision extends Decision {
  readonly n: number
  readonly withdrawn_at: string
  readonly withdrawn_by_name: string
  readonly withdraw_reason: string
}
export interface AssessmentWhole extends Assessment {
  readonly source: string
  readonly cancel_reason: string
  readonly items: readonly AssessmentItem[]
  readonly sees_all: boolean
  readonly rows: readonly Ranked[]
  readonly decision: Decision | null
  readonly history: readonly WithdrawnDecision[]
  readonly criticism_due_days: number
  readonly may: readonly string[]
}
export interface SheetLine extends AssessmentItem {
  readonly state: (typeof LINE_STATES)[number]
  readonly got: string | null
  readonly counted: string | null
  readonly share: { readonly n: number; readonly d: number } | null
}
export interface Entry {
  readonly id: string
  readonly item: string
  readonly of_whom: 'district' | 'own'
  readonly points: string
  readonly reason: string
  readonly attachments: readonly Attached[]
  readonly appeal_id: string | null
  readonly at: string
  readonly by_name: string
}
export interface Appeal {
  readonly id: string
  readonly item: string
  readonly reason: string
  readonly attachments: readonly Attached[]
  readonly at: string
  readonly by_name: string
  readonly accepted: boolean | null
  readonly answer: string
  readonly answered_at: string | null
  readonly answered_by_name: string | null
  readonly points: string | null
}
export interface Sheet extends Summed {
  readonly id: string
  readonly object: string
  readonly name: string
  readonly enterprise_id: string | null
  readonly lines: readonly SheetLine[]
  readonly entries: readonly Entry[]
  readonly appeals: readonly Appeal[]
  /** What the server is asked to list the facts of a counted line, beside the period. */
  readonly question: readonly (readonly [string, string])[]
  readonly may: readonly string[]
  readonly assessment: Assessment
  readonly rank: number | null
  readonly ranked: number
  readonly decision: Decision | null
}

export function assessmentOf(row: Fields): Assessment {
  return {
    id: text(row, 'id'), title: text(row, 'title'), object_kind: oneOf(OBJECT_KINDS, row['object_kind'], 'town'),
    period: spanOf(row, 'period'), pass_percent: number(row, 'pass_percent'),
    state: oneOf(ASSESSMENT_STATES, row['state'], 'open'), opened_at: text(row, 'opened_at'),
    opened_by_name: text(row, 'opened_by_name'), sheets: number(row, 'sheets'), decided_at: textOrNull(row, 'decided_at'),
    own_sheet: textOrNull(row, 'own_sheet'), open_appeals: numberOrNull(row, 'open_appeals'), passed: numberOrNull(row, 'passed'), is_demo: flag(row, 'is_demo'),
  }
}

export function assessmentWholeOf(row: Fields): AssessmentWhole {
  return {
    ...assessmentOf(row), source: text(row, 'source'), cancel_reason: text(row, 'cancel_reason'), items: list(row, 'items', itemOf), sees_all: flag(row, 'sees_all'),
    rows: list(row, 'rows', rankedOf), decision: decisionOf(row['decision']), history: list(row, 'history', withdrawnOf), criticism_due_days: number(row, 'criticism_due_days'), may: texts(row, 'may'),
  }
}

export function sheetOf(row: Fields): Sheet {
  const question = fieldsOf(row['question'])
  return {
    ...summedOf(row), id: text(row, 'id'), object: text(row, 'object'), name: text(row, 'name'), enterprise_id: textOrNull(row, 'enterprise_id'),
    lines: list(row, 'lines', lineOf), entries: list(row, 'entries', entryOf), appeals: list(row, 'appeals', appealOf),
    question: Object.keys(question).flatMap((name) => (Array.isArray(question[name]) ? texts(question, name) : [text(question, name)]).map((value) => [name, value] as const)),
    may: texts(row, 'may'), assessment: assessmentOf(fieldsOf(row['assessment'])), rank: numberOrNull(row, 'rank'), ranked: number(row, 'ranked'), decision: decisionOf(row['decision']),
  }
}

export function readOffered(body: unknown): Offered | null {
  const row = fieldsOf(body)
  if (!Array.isArray(row['items'])) return null
  return {
    source: text(row, 'source'), pass_percent: number(row, 'pass_percent'), items: list(row, 'items', itemOf),
    indicators: list(row, 'indicators', (each) => ({ indicator: text(each, 'indicator'), name: inBoth(each['name']), full_at: number(each, 'full_at'), none_at: number(each, 'none_at') })),
  }
}

export function readObjects(body: unknown): readonly { readonly object: string; readonly name: string }[] | null {
  return Array.isArray(body) ? body.map(fieldsOf).map((row) => ({ object: text(row, 'object'), name: text(row, 'name') })) : null
}

function inBoth(given: unknown): InBoth {
  return { zh: text(fieldsOf(given), 'zh'), en: text(fieldsOf(given), 'en') }
}

function itemOf(row: Fields): AssessmentItem {
  const auto = row['automatic'] === null ? null : fieldsOf(row['automatic'])
  return {
    key: text(row, 'key'), text: text(row, 'text'), text_en: text(row, 'text_en'), points: number(row, 'points'), evidence: text(row, 'evidence'),
    automatic: auto === null ? null : { indicator: text(auto, 'indicator'), full_at: number(auto, 'full_at'), none_at: number(auto, 'none_at'), name: inBoth(auto['name']), formula: inBoth(auto['formula']), facts: text(auto, 'facts') },
  }
}

function summedOf(row: Fields): Summed {
  return { earned: text(row, 'earned'), possible: text(row, 'possible'), percent: textOrNull(row, 'percent'), outcome: oneOf(OUTCOMES, row['outcome'], 'none'), waiting: number(row, 'waiting'), not_assessable: number(row, 'not_assessable') }
}

function rankedOf(row: Fields): Ranked {
  return { ...summedOf(row), id: text(row, 'id'), object: text(row, 'object'), name: text(row, 'name'), rank: numberOrNull(row, 'rank'), open_appeals: number(row, 'open_appeals'), mine: flag(row, 'mine') }
}

function lineOf(row: Fields): SheetLine {
  const share = row['share'] === null ? null : fieldsOf(row['share'])
  return { ...itemOf(row), state: oneOf(LINE_STATES, row['state'], 'waiting'), got: textOrNull(row, 'got'), counted: textOrNull(row, 'counted'), share: share === null ? null : { n: number(share, 'n'), d: number(share, 'd') } }
}

function entryOf(row: Fields): Entry {
  return { id: text(row, 'id'), item: text(row, 'item'), of_whom: oneOf(['district', 'own'] as const, row['of_whom'], 'district'), points: text(row, 'points'), reason: text(row, 'reason'), attachments: list(row, 'attachments', attachedOf), appeal_id: textOrNull(row, 'appeal_id'), at: text(row, 'at'), by_name: text(row, 'by_name') }
}

function appealOf(row: Fields): Appeal {
  return {
    id: text(row, 'id'), item: text(row, 'item'), reason: text(row, 'reason'), attachments: list(row, 'attachments', attachedOf), at: text(row, 'at'), by_name: text(row, 'by_name'),
    accepted: typeof row['accepted'] === 'boolean' ? row['accepted'] : null, answer: text(row, 'answer'), answered_at: textOrNull(row, 'answered_at'), answered_by_name: textOrNull(row, 'answered_by_name'), points: textOrNull(row, 'points'),
  }
}

function decisionOf(given: unknown): Decision | null {
  if (given === null || given === undefined) return null
  const row = fieldsOf(given)
  return { at: text(row, 'at'), by_name: text(row, 'by_name'), ...saidOf(row) }
}

function saidOf(row: Fields): Pick<Decision, 'opinion' | 'honours' | 'criticisms'> {
  return {
    opinion: text(row, 'opinion'),
    honours: list(row, 'honours', (each) => ({ honour_kind: oneOf(HONOUR_KINDS, each['honour_kind'], 'town'), name: text(each, 'name'), unit: text(each, 'unit'), reason: text(each, 'reason') })),
    criticisms: list(row, 'criticisms', (each) => ({ sheet: text(each, 'sheet'), name: text(each, 'name'), reason: text(each, 'reason'), due_on: text(each, 'due_on') })),
  }
}

function withdrawnOf(row: Fields): WithdrawnDecision {
  return { n: number(row, 'n'), at: text(row, 'at'), by_name: text(row, 'by_name'), ...saidOf(row), withdrawn_at: text(row, 'withdrawn_at'), withdrawn_by_name: text(row, 'withdrawn_by_name'), withdraw_reason: text(row, 'withdraw_reason') }
}
