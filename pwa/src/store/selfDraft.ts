// A self-check under way, as the phone keeps it until it is handed in. The ids are made when the person begins.
import { fieldsOf, list, numberOrNull, oneOf, text, type Fields } from '../wire/read'
import { photoOf, type DraftPhoto } from './hazardDraft'

export interface SelfDraftAnswer {
  readonly result: 'ok' | 'hazard' | 'not_applicable'
  readonly remark: string
  readonly off: number | null
}

export interface SelfDraft {
  readonly check: string
  readonly actId: string
  readonly enterprise: string
  readonly enterpriseName: string
  readonly startedAt: string
  /** The version it was begun with; it is finished with that one, whatever is published meanwhile. */
  readonly checklistVersion: number | null
  readonly answers: Readonly<Record<string, SelfDraftAnswer>>
  readonly area: string
  readonly checker: string
  readonly remark: string
  readonly photos: readonly DraftPhoto[]
}

export const SELF_DRAFT = 'self-check'

/** One self-check at a time of one enterprise. */
export function selfDraftId(enterprise: string): string {
  return `${SELF_DRAFT}-${enterprise}`
}

export function selfDraftOf(row: Fields): SelfDraft {
  return {
    check: text(row, 'check'),
    actId: text(row, 'actId'),
    enterprise: text(row, 'enterprise'),
    enterpriseName: text(row, 'enterpriseName'),
    startedAt: text(row, 'startedAt'),
    checklistVersion: numberOrNull(row, 'checklistVersion'),
    answers: answersOf(row['answers']),
    area: text(row, 'area'),
    checker: text(row, 'checker'),
    remark: text(row, 'remark'),
    photos: list(row, 'photos', photoOf),
  }
}

function answersOf(value: unknown): Record<string, SelfDraftAnswer> {
  return Object.fromEntries(
    Object.entries(fieldsOf(value)).map(([code, answer]) => {
      const row = fieldsOf(answer)
      const result = oneOf(['ok', 'hazard', 'not_applicable'] as const, row['result'], 'ok')
      return [code, { result, remark: text(row, 'remark'), off: numberOrNull(row, 'off') }] as const
    }),
  )
}
