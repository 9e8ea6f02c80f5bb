// A hazard being written down, as the phone keeps it until it is saved. The ids are made when the person begins.
import { fieldsOf, flag, list, oneOf, text, textOrNull, texts, type Fields } from '../wire/read'
import type { Fix } from '../wire/place'
import { fixOf } from './visitDraft'

export interface DraftPhoto {
  readonly sha256: string
  readonly taken_at: string
  readonly fix: Fix | null
}

export interface HazardDraft {
  readonly hazard: string
  /** Keys of the acts this draft becomes. */
  readonly recordActId: string
  readonly spotActId: string
  readonly enterprise: string
  readonly enterpriseName: string
  readonly visit: string | null
  readonly visitActId: string | null
  readonly foundAt: string
  readonly checkItem: string | null
  /** Criteria of major hazards it meets. */
  readonly criteria: readonly string[]
  readonly place: string
  readonly description: string
  /** What was filled in for the person; nothing else said means nothing said. */
  readonly firstWords: string
  readonly category: string
  readonly level: 'general' | 'major'
  readonly fix: Fix | null
  readonly photos: readonly DraftPhoto[]
  readonly suggestion: string
  readonly interimMeasures: string
  readonly dueOn: string
  readonly responsible: string
  readonly onTheSpot: boolean
  readonly photosAfter: readonly DraftPhoto[]
  readonly done: string
  readonly doneBy: string
}

export const HAZARD_DRAFT = 'hazard'

export function hazardDraftId(hazard: string): string {
  return `${HAZARD_DRAFT}-${hazard}`
}

export function hazardDraftOf(row: Fields): HazardDraft {
  return {
    hazard: text(row, 'hazard'),
    recordActId: text(row, 'recordActId'),
    spotActId: text(row, 'spotActId'),
    enterprise: text(row, 'enterprise'),
    enterpriseName: text(row, 'enterpriseName'),
    visit: textOrNull(row, 'visit'),
    visitActId: textOrNull(row, 'visitActId'),
    foundAt: text(row, 'foundAt'),
    checkItem: textOrNull(row, 'checkItem'),
    criteria: texts(row, 'criteria'),
    place: text(row, 'place'),
    description: text(row, 'description'),
    firstWords: text(row, 'firstWords'),
    category: text(row, 'category'),
    level: oneOf(['general', 'major'], row['level'], 'general'),
    fix: fixOf(row['fix']),
    photos: list(row, 'photos', photoOf),
    suggestion: text(row, 'suggestion'),
    interimMeasures: text(row, 'interimMeasures'),
    dueOn: text(row, 'dueOn'),
    responsible: text(row, 'responsible'),
    onTheSpot: flag(row, 'onTheSpot'),
    photosAfter: list(row, 'photosAfter', photoOf),
    done: text(row, 'done'),
    doneBy: text(row, 'doneBy'),
  }
}

export function photoOf(row: Fields): DraftPhoto {
  return { sha256: text(row, 'sha256'), taken_at: text(row, 'taken_at'), fix: fixOf(fieldsOf(row['fix'])) }
}
