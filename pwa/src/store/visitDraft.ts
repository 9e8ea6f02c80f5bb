// A visit under way, as the phone keeps it until it is finished. Read field by field, so that a draft of an older
// version of the app opens too.
import { fieldsOf, number, numberOrNull, oneOf, text, textOrNull, type Fields } from '../wire/read'
import type { Fix } from '../wire/place'

export const ANSWERS = ['hazard', 'not_applicable', 'not_checked'] as const
export type AnswerResult = (typeof ANSWERS)[number]

/** What was said of one checklist item; items not named are in order. */
export interface DraftAnswer {
  readonly result: AnswerResult
  readonly remark: string
}

export interface VisitDraft {
  readonly visit: string
  /** The act that says the visit began. */
  readonly startActId: string
  readonly finishActId: string
  readonly enterprise: string
  readonly enterpriseName: string
  readonly kind: 'patrol' | 'inspection'
  readonly startedAt: string
  readonly fix: Fix | null
  readonly awayReason: string
  readonly outcome: string
  readonly checklistVersion: number | null
  readonly answers: Readonly<Record<string, DraftAnswer>>
  readonly personMet: string
  readonly signature: string | null
  readonly secondInspector: string
  readonly remark: string
  /** Values proposed for the file when the outcome questions it. */
  readonly proposed: Readonly<Record<string, string>>
  readonly proposalId: string
}

export const VISIT_DRAFT = 'visit'

/** One visit at a time at one enterprise. */
export function visitDraftId(enterprise: string): string {
  return `${VISIT_DRAFT}-${enterprise}`
}

export function visitDraftOf(row: Fields): VisitDraft {
  return {
    visit: text(row, 'visit'),
    startActId: text(row, 'startActId'),
    finishActId: text(row, 'finishActId'),
    enterprise: text(row, 'enterprise'),
    enterpriseName: text(row, 'enterpriseName'),
    kind: oneOf(['patrol', 'inspection'], row['kind'], 'patrol'),
    startedAt: text(row, 'startedAt'),
    fix: fixOf(row['fix']),
    awayReason: text(row, 'awayReason'),
    outcome: text(row, 'outcome') || 'inspected',
    checklistVersion: numberOrNull(row, 'checklistVersion'),
    answers: answersOf(row['answers']),
    personMet: text(row, 'personMet'),
    signature: textOrNull(row, 'signature'),
    secondInspector: text(row, 'secondInspector'),
    remark: text(row, 'remark'),
    proposed: textsOf(row['proposed']),
    proposalId: text(row, 'proposalId'),
  }
}

export function fixOf(value: unknown): Fix | null {
  const row = fieldsOf(value)
  const [lon, lat] = [numberOrNull(row, 'lon'), numberOrNull(row, 'lat')]
  if (lon === null || lat === null) return null
  const method = oneOf(['gps', 'map', 'qr'], row['method'], 'gps')
  return { lon, lat, radius_m: number(row, 'radius_m'), age_s: number(row, 'age_s'), method }
}

function answersOf(value: unknown): Record<string, DraftAnswer> {
  const given = Object.entries(fieldsOf(value)).map(([code, answer]) => {
    const row = fieldsOf(answer)
    return [code, { result: oneOf(ANSWERS, row['result'], 'not_checked'), remark: text(row, 'remark') }] as const
  })
  return Object.fromEntries(given)
}

function textsOf(value: unknown): Record<string, string> {
  const row = fieldsOf(value)
  return Object.fromEntries(Object.keys(row).map((key) => [key, text(row, key)]))
}
