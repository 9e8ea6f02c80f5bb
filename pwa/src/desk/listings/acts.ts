// What a desk can do with a listed case: the fields of each step, what is lacking, and the command.
import { LIST_LEVELS, type ListLevel } from '../../wire/hazard'
import type { ListingFile } from '../../wire/listing'
import type { Step } from '../acts'

export const LISTING_ACTS = ['decide-listing', 'decide-delisting', 'report-progress', 'raise-listing'] as const
export type ListingAct = (typeof LISTING_ACTS)[number]
export const ACCEPTANCES = ['delisted', 'returned', 'extended', 'closed_down'] as const
export type Acceptance = (typeof ACCEPTANCES)[number]
export type ListingField = 'leader' | 'responsible_unit' | 'responsible_person' | 'responsible_phone' | 'deadline' | 'opinion' | 'outcome' | 'new_deadline' | 'month' | 'text' | 'funds_yuan' | 'level' | 'reason'

export interface ListingValues {
  readonly leader: string
  readonly responsible_unit: string
  readonly responsible_person: string
  readonly responsible_phone: string
  readonly deadline: string
  readonly opinion: string
  readonly outcome: Acceptance
  readonly new_deadline: string
  readonly month: string
  readonly text: string
  readonly funds_yuan: string
  readonly level: ListLevel
  readonly reason: string
}

/** The levels above the present one. */
export function levelsAbove(level: ListLevel): readonly ListLevel[] {
  return LIST_LEVELS.slice(LIST_LEVELS.indexOf(level) + 1)
}

export function firstListingValues(listing: ListingFile, today: string): ListingValues {
  const above = levelsAbove(listing.level)[0] ?? listing.level
  return {
    leader: listing.leader, responsible_unit: listing.responsible_unit || (listing.town_name ?? ''), responsible_person: listing.responsible_person,
    responsible_phone: listing.responsible_phone, deadline: '', opinion: '', outcome: 'delisted', new_deadline: '',
    month: listing.months_owed[0] ?? today.slice(0, 7), text: '', funds_yuan: '', level: above, reason: '',
  }
}

export function listingFields(act: ListingAct, { outcome }: ListingValues): ListingField[] {
  switch (act) {
    case 'decide-listing':
      return ['leader', 'responsible_unit', 'responsible_person', 'responsible_phone', 'deadline', 'opinion']
    case 'decide-delisting':
      return ['outcome', ...(outcome === 'extended' ? (['new_deadline'] as const) : []), 'opinion']
    case 'report-progress':
      return ['month', 'text', 'funds_yuan']
    case 'raise-listing':
      return ['level', 'reason']
  }
}

export function listingLacks(act: ListingAct, values: ListingValues, verdict: boolean): ListingField[] {
  const refusal: ListingField[] = ['opinion']
  const needed = act === 'decide-listing' && !verdict ? refusal : listingFields(act, values).filter((field) => !(act === 'decide-listing' && ['opinion', 'responsible_phone'].includes(field)))
  return needed.filter((field) => values[field].trim() === '' || (field === 'funds_yuan' && !/^\d+$/.test(values.funds_yuan.trim())))
}

export function listingStep(act: ListingAct, listing: ListingFile, values: ListingValues, verdict: boolean, at: Date): Step {
  const about = listing.hazard_id
  const own = listing.id
  switch (act) {
    case 'decide-listing': {
      const { leader, responsible_unit, responsible_person, responsible_phone, opinion } = values
      const orders = verdict ? { leader, responsible_unit, responsible_person, responsible_phone, deadline: values.deadline } : {}
      return { about, command: { kind: act, listing: own, approved: verdict, opinion, ...orders } }
    }
    case 'decide-delisting':
      return { about, command: { kind: act, listing: own, outcome: values.outcome, opinion: values.opinion, inspected_at: at.toISOString(), new_deadline: values.outcome === 'extended' ? values.new_deadline : null } }
    case 'report-progress':
      return { about, command: { kind: act, listing: own, month: values.month, text: values.text, funds_yuan: Number(values.funds_yuan) } }
    case 'raise-listing':
      return { about, command: { kind: act, listing: own, level: values.level, reason: values.reason } }
  }
}
