// Work reported on one hazard, or a judgement of it, as the phone keeps it until it is sent: the same few fields.
import { list, text, textOrNull, type Fields } from '../wire/read'
import { photoOf, type DraftPhoto } from './hazardDraft'

export interface ReportDraft {
  readonly hazard: string
  /** A place in words, to name the draft in a list. */
  readonly place: string
  readonly actId: string
  readonly photos: readonly DraftPhoto[]
  readonly words: string
  readonly by: string
  readonly on: string
  readonly secondInspector: string
  /** Of a major hazard: who evaluated the work, and what that says. */
  readonly evaluator: string
  readonly conclusion: string
  /** The link it was opened by, when nobody was signed in. */
  readonly link: string | null
}

export const RECTIFY_DRAFT = 'rectify'
export const SPOT_DRAFT = 'spot'
export const REINSPECT_DRAFT = 'reinspect'
export type ReportKind = typeof RECTIFY_DRAFT | typeof SPOT_DRAFT | typeof REINSPECT_DRAFT

export function reportDraftId(kind: ReportKind, hazard: string): string {
  return `${kind}-${hazard}`
}

export function reportDraftOf(row: Fields): ReportDraft {
  return {
    hazard: text(row, 'hazard'),
    place: text(row, 'place'),
    actId: text(row, 'actId'),
    photos: list(row, 'photos', photoOf),
    words: text(row, 'words'),
    by: text(row, 'by'),
    on: text(row, 'on'),
    secondInspector: text(row, 'secondInspector'),
    evaluator: text(row, 'evaluator'),
    conclusion: text(row, 'conclusion'),
    link: textOrNull(row, 'link'),
  }
}
