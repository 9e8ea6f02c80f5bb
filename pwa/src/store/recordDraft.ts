// A record of a file while somebody fills it in: what was typed, field by field.
import { fieldsOf, list, text, type Fields } from '../wire/read'
import { photoOf, type DraftPhoto } from './hazardDraft'

export interface RecordDraft {
  readonly enterprise: string
  readonly record: string
  readonly topic: string
  /** Set when a record that stands is corrected; a new one has none. */
  readonly isNew: boolean
  readonly actId: string
  readonly typed: Readonly<Record<string, string>>
  readonly validFrom: string
  readonly validTo: string
  readonly reason: string
  readonly photos: readonly DraftPhoto[]
}

export const RECORD_DRAFT = 'record'

export function recordDraftOf(row: Fields): RecordDraft {
  const typed = fieldsOf(row['typed'])
  return {
    enterprise: text(row, 'enterprise'),
    record: text(row, 'record'),
    topic: text(row, 'topic'),
    isNew: row['isNew'] === true,
    actId: text(row, 'actId'),
    typed: Object.fromEntries(Object.keys(typed).map((name) => [name, text(typed, name)])),
    validFrom: text(row, 'validFrom'),
    validTo: text(row, 'validTo'),
    reason: text(row, 'reason'),
    photos: list(row, 'photos', photoOf),
  }
}
