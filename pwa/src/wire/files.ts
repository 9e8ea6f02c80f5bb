// Whole files as a desk opens them: a hazard with its chain, an enterprise with its history, a notice with its hazards.
import { enterpriseOf, type Enterprise } from './enterprise'
import { hazardEventOf, hazardOf, type Hazard, type HazardEvent } from './hazard'
import { noticeOf, type Notice } from './notice'
import { treatmentOf, type Treatment } from './treatment'
import { fieldsOf, list, numberOrNull, text, textOrNull, texts, type Fields } from './read'

export interface HazardFile extends Hazard {
  readonly enterprise: Enterprise
  /** The treatment plan of a major hazard, part by part. */
  readonly plan: Fields
  readonly funds_actual: number | null
  readonly notice: Notice | null
  readonly events: readonly HazardEvent[]
  /** Kinds of commands this person may try now. */
  readonly may: readonly string[]
  /** How it is treated; of major hazards only. */
  readonly treatment: Treatment | null
}

export function hazardFileOf(row: Fields): HazardFile {
  const notice = fieldsOf(row['notice'])
  return {
    ...hazardOf(row),
    enterprise: enterpriseOf(fieldsOf(row['enterprise'])),
    plan: fieldsOf(row['plan']),
    funds_actual: numberOrNull(row, 'funds_actual'),
    notice: textOrNull(notice, 'id') === null ? null : noticeOf(notice),
    events: list(row, 'events', hazardEventOf),
    may: texts(row, 'may'),
    treatment: row['treatment'] === null || row['treatment'] === undefined ? null : treatmentOf(fieldsOf(row['treatment'])),
  }
}

export interface Visit {
  readonly id: string
  readonly kind: string
  readonly started_at: string
  readonly officer_name: string
  readonly outcome: string | null
  readonly presence: string
}

/** To which grid unit the enterprise belonged from when to when, and why. */
export interface UnitStay {
  readonly unit_id: string | null
  readonly name: string
  readonly source: string
  readonly reason: string
  readonly valid_from: string
  readonly valid_to: string | null
}

export interface EnterpriseFile extends Enterprise {
  readonly town_id: string | null
  readonly hazards: readonly Hazard[]
  readonly visits: readonly Visit[]
  readonly units: readonly UnitStay[]
}

export function enterpriseFileOf(row: Fields): EnterpriseFile {
  return {
    ...enterpriseOf(row),
    town_id: textOrNull(row, 'town_id'),
    hazards: list(row, 'hazards', hazardOf),
    visits: list(row, 'visits', (visit) => ({
      id: text(visit, 'id'),
      kind: text(visit, 'kind'),
      started_at: text(visit, 'started_at'),
      officer_name: text(visit, 'officer_name'),
      outcome: textOrNull(visit, 'outcome'),
      presence: text(visit, 'presence'),
    })),
    units: list(row, 'units', (stay) => ({
      unit_id: textOrNull(stay, 'unit_id'),
      name: text(stay, 'name'),
      source: text(stay, 'source'),
      reason: text(stay, 'reason'),
        valid_from: text(stay, 'valid_from'),
      valid_to: textOrNull(stay, 'valid_to'),
    })),
  }
}

export interface NoticeFile extends Notice {
  readonly hazards: readonly Hazard[]
}

export function noticeFileOf(row: Fields): NoticeFile {
  return { ...noticeOf(row), hazards: list(row, 'hazards', hazardOf) }
}
