// Applications of enterprises for an account: as the office reads them, and as their writer does without an account.
import { fieldsOf, flag, list, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields } from './read'

export const APPLICATION_STATES = ['waiting', 'returned', 'approved'] as const
export type ApplicationState = (typeof APPLICATION_STATES)[number]

/** What an enterprise says of itself, and the account it wants. */
export interface ApplicationForm {
  readonly uscc: string
  readonly name: string
  readonly address: string
  readonly town: number
  readonly village: number | null
  readonly lon: number | null
  readonly lat: number | null
  readonly radius_m: number | null
  readonly principal: string
  readonly phone: string
  readonly username: string
  readonly password: string
  readonly claims: boolean
}

export interface Receipt {
  readonly number: string
  readonly secret: string
}

export function readReceipt(body: unknown): Receipt | null {
  const row = fieldsOf(body)
  const receipt = { number: text(row, 'number'), secret: text(row, 'secret') }
  return receipt.number === '' || receipt.secret === '' ? null : receipt
}

export interface OwnApplication extends Omit<ApplicationForm, 'password'> {
  readonly number: string
  readonly state: ApplicationState
  readonly reason: string
  readonly town_name: string
  readonly changed_at: string
  readonly decided_at: string | null
}

export function readOwnApplication(body: unknown): OwnApplication | null {
  const row = fieldsOf(body)
  if (text(row, 'number') === '') return null
  return {
    number: text(row, 'number'), state: stateOf(row), reason: text(row, 'reason'), town_name: text(row, 'town_name'),
    changed_at: text(row, 'changed_at'), decided_at: textOrNull(row, 'decided_at'),
    ...saidOf(row), town: number(row, 'town'), village: numberOrNull(row, 'village'), claims: flag(row, 'claims'),
  }
}

function stateOf(row: Fields): ApplicationState {
  return oneOf(APPLICATION_STATES, row['state'], 'waiting')
}

function saidOf(row: Fields) {
  return {
    uscc: text(row, 'uscc'), name: text(row, 'name'), address: text(row, 'address'), lon: numberOrNull(row, 'lon'), lat: numberOrNull(row, 'lat'),
    radius_m: numberOrNull(row, 'radius_m'), principal: text(row, 'principal'), phone: text(row, 'phone'), username: text(row, 'username'),
  }
}

/** A division to choose from. */
export interface PlaceChoice {
  readonly id: string
  readonly level: string
  readonly name: string
  readonly name_en: string
  readonly parent_id: string
}

export function placeChoiceOf(row: Fields): PlaceChoice {
  return { id: text(row, 'id'), level: text(row, 'level'), name: text(row, 'name'), name_en: text(row, 'name_en'), parent_id: text(row, 'parent_id') }
}

/** As the office reads it. */
export interface Application extends Omit<ApplicationForm, 'password' | 'town' | 'village' | 'claims'> {
  readonly id: string
  readonly number: string
  readonly state: ApplicationState
  readonly outcome: string | null
  readonly is_claim: boolean
  readonly town_id: string
  readonly town: string
  readonly asked_town: string
  readonly village: string
  readonly sent: number
  readonly at: string
  readonly changed_at: string
  readonly decided_at: string | null
  readonly decided_by_name: string
  readonly reason: string
  readonly enterprise_id: string | null
  readonly unit_id: string | null
  readonly others: number
  readonly likely: readonly Likely[]
}

/** An entry of the register that an application may be, and why. */
export interface Likely {
  readonly id: string
  readonly name: string
  readonly uscc: string
  readonly address: string
  readonly principal: string
  readonly principal_phone: string
  readonly status: string
  readonly town: string
  readonly has_account: boolean
  readonly distance_m: number | null
  readonly why: readonly string[]
}

export function applicationOf(row: Fields): Application {
  return {
    id: text(row, 'id'), number: text(row, 'number'), state: stateOf(row), outcome: textOrNull(row, 'outcome'), is_claim: flag(row, 'is_claim'),
    town_id: text(row, 'town_id'), town: text(row, 'town'), asked_town: text(row, 'asked_town'), village: text(row, 'village'),
    sent: number(row, 'sent'), at: text(row, 'at'), changed_at: text(row, 'changed_at'), decided_at: textOrNull(row, 'decided_at'),
    decided_by_name: text(row, 'decided_by_name'), reason: text(row, 'reason'), enterprise_id: textOrNull(row, 'enterprise_id'),
    unit_id: textOrNull(row, 'unit_id'), others: number(row, 'others'), likely: list(row, 'likely', likelyOf), ...saidOf(row),
  }
}

function likelyOf(row: Fields): Likely {
  return {
    id: text(row, 'id'), name: text(row, 'name'), uscc: text(row, 'uscc'), address: text(row, 'address'), principal: text(row, 'principal'),
    principal_phone: text(row, 'principal_phone'), status: text(row, 'status'), town: text(row, 'town'), has_account: flag(row, 'has_account'),
    distance_m: numberOrNull(row, 'distance_m'), why: texts(row, 'why'),
  }
}
