// A step of a major hazard's treatment as the phone keeps it until it is sent.
import type { TreatField, TreatMilestone } from '../domain/treatForm'
import { fieldsOf, list, text, textOrNull, type Fields } from '../wire/read'
import { photoOf, type DraftPhoto } from './hazardDraft'

export interface TreatDraft {
  readonly hazard: string
  readonly step: string
  readonly listing: string
  readonly place: string
  readonly actId: string
  readonly photos: readonly DraftPhoto[]
  readonly texts: Readonly<Partial<Record<TreatField, string>>>
  readonly milestones: readonly TreatMilestone[]
  readonly link: string | null
}

export const TREAT_DRAFT = 'treat'

export function treatDraftOf(row: Fields): TreatDraft {
  const texts = Object.entries(fieldsOf(row['texts'])).filter(([, value]) => typeof value === 'string')
  return {
    hazard: text(row, 'hazard'),
    step: text(row, 'step'),
    listing: text(row, 'listing'),
    place: text(row, 'place'),
    actId: text(row, 'actId'),
    photos: list(row, 'photos', photoOf),
    texts: Object.fromEntries(texts),
    milestones: list(row, 'milestones', (each) => ({ what: text(each, 'what'), due_on: text(each, 'due_on') })),
    link: textOrNull(row, 'link'),
  }
}
