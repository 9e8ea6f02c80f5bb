// Accidents as the office reads them: their grade, type by the edition of the day, and who was told in time.
import { fieldsOf, flag, list, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields } from './read'

export const ACCIDENT_GRADES = ['general', 'larger', 'serious', 'extraordinary'] as const
export type AccidentGrade = (typeof ACCIDENT_GRADES)[number]
export const TIMELINESS = ['on_time', 'late', 'waits', 'missed'] as const
export type Timeliness = (typeof TIMELINESS)[number]

export interface Accident {
  readonly id: string
  readonly enterprise_id: string
  readonly enterprise_name: string
  readonly town_name: string | null
  readonly unit_name: string | null
  readonly happened_on: string
  /** The minute, where it was reported as an accident and not only written into the file. */
  readonly happened_at: string
  readonly place: string
  readonly brief: string
  readonly accident_type: string
  readonly accident_type_en: string | null
  readonly deaths: number
  readonly serious_injuries: number
  readonly loss_yuan: number | null
  readonly grade: AccidentGrade
  readonly told_at: string | null
  readonly sent_up_at: string | null
  readonly enterprise_told: Timeliness | null
  readonly authority_told: Timeliness | null
  readonly hazards: number
  readonly is_demo: boolean
  readonly version: number
}

export interface AccidentType {
  readonly code: string
  readonly name: string
  readonly name_en: string
}

export interface AccidentEdition {
  readonly id: string
  readonly valid_from: string
  readonly valid_to: string | null
  readonly types: readonly AccidentType[]
}

export interface Accidents {
  readonly items: readonly Accident[]
  readonly total: number
  readonly grades: readonly { readonly grade: AccidentGrade; readonly accidents: number; readonly deaths: number; readonly serious_injuries: number; readonly loss_yuan: number }[]
  readonly types: readonly { readonly code: string | null; readonly name: string; readonly name_en: string | null; readonly accidents: number; readonly deaths: number }[]
  readonly told: Readonly<Record<string, number>>
}

export interface AccidentFile extends Accident {
  readonly hazard_list: readonly { readonly id: string; readonly ledger_no: string; readonly description: string; readonly state: string; readonly level: string }[]
  readonly versions: readonly { readonly version: number; readonly at: string; readonly person_name: string | null; readonly reason: string | null; readonly late: boolean; readonly deaths: number; readonly serious_injuries: number; readonly loss_yuan: number | null }[]
  readonly tell_hours: number
  readonly send_up_hours: number
  readonly supplement_until: string
  readonly edition: string
  readonly may: readonly string[]
}

export function accidentsOf(row: Fields): Accidents {
  const told = Object.entries(fieldsOf(row['told'])).filter((pair): pair is [string, number] => typeof pair[1] === 'number')
  return {
    items: list(row, 'items', accidentOf),
    total: number(row, 'total'),
    grades: list(row, 'grades', (each) => ({ grade: gradeOf(each), accidents: number(each, 'accidents'), deaths: number(each, 'deaths'), serious_injuries: number(each, 'serious_injuries'), loss_yuan: number(each, 'loss_yuan') })),
    types: list(row, 'types', (each) => ({ code: textOrNull(each, 'code'), name: text(each, 'name'), name_en: textOrNull(each, 'name_en'), accidents: number(each, 'accidents'), deaths: number(each, 'deaths') })),
    told: Object.fromEntries(told),
  }
}

export function accidentFileOf(row: Fields): AccidentFile {
  return {
    ...accidentOf(row),
    hazard_list: list(row, 'hazard_list', (each) => ({ id: text(each, 'id'), ledger_no: text(each, 'ledger_no'), description: text(each, 'description'), state: text(each, 'state'), level: text(each, 'level') })),
    versions: list(row, 'versions', (each) => ({
      version: number(each, 'version'), at: text(each, 'at'), person_name: textOrNull(each, 'person_name'), reason: textOrNull(each, 'reason'), late: flag(each, 'late'),
      deaths: number(each, 'deaths'), serious_injuries: number(each, 'serious_injuries'), loss_yuan: numberOrNull(each, 'loss_yuan'),
    })),
    tell_hours: number(row, 'tell_hours'),
    send_up_hours: number(row, 'send_up_hours'),
    supplement_until: text(row, 'supplement_until'),
    edition: text(row, 'edition'),
    may: texts(row, 'may'),
  }
}

export function accidentEditionOf(row: Fields): AccidentEdition {
  return {
    id: text(row, 'id'),
    valid_from: text(row, 'valid_from'),
    valid_to: textOrNull(row, 'valid_to'),
    types: list(row, 'types', (each) => ({ code: text(each, 'code'), name: text(each, 'name'), name_en: text(each, 'name_en') })),
  }
}

function accidentOf(row: Fields): Accident {
  return {
    id: text(row, 'id'),
    enterprise_id: text(row, 'enterprise_id'),
    enterprise_name: text(row, 'enterprise_name'),
    town_name: textOrNull(row, 'town_name'),
    unit_name: textOrNull(row, 'unit_name'),
    happened_on: text(row, 'happened_on'),
    happened_at: textOrNull(row, 'happened_at') ?? text(row, 'happened_on'),
    place: text(row, 'place'),
    brief: text(row, 'brief'),
    accident_type: text(row, 'accident_type'),
    accident_type_en: textOrNull(row, 'accident_type_en'),
    deaths: number(row, 'deaths'),
    serious_injuries: number(row, 'serious_injuries'),
    loss_yuan: numberOrNull(row, 'loss_yuan'),
    grade: gradeOf(row),
    ...toldOf(row),
    hazards: number(row, 'hazards'),
    is_demo: flag(row, 'is_demo'),
    version: number(row, 'version'),
  }
}

function toldOf(row: Fields) {
  const timeliness = (name: string) => TIMELINESS.find((each) => each === row[name]) ?? null
  return { told_at: textOrNull(row, 'told_at'), sent_up_at: textOrNull(row, 'sent_up_at'), enterprise_told: timeliness('enterprise_told'), authority_told: timeliness('authority_told') }
}

function gradeOf(row: Fields): AccidentGrade {
  return oneOf(ACCIDENT_GRADES, row['grade'], 'general')
}
