// Self-inspection as an office reads it: who owed a period and what became of it, and the rates with n and d.
import { fieldsOf, flag, list, number, text, textOrNull, type Fields } from './read'
import { selfPeriodOf, type SelfPeriod } from './selfCheck'

export const SELF_FLAGS = ['owed', 'checked', 'unchecked', 'reported', 'on_time', 'late', 'missed', 'zero', 'zero_streak', 'identical', 'waiting', 'waived'] as const
export type SelfFlag = (typeof SELF_FLAGS)[number]

export interface PeriodRow extends SelfPeriod {
  readonly enterprise_name: string
  readonly contact: string
  readonly contact_phone: string
  readonly supervision_class: string
  readonly town: string
  readonly missed: boolean
  readonly owed: number
  readonly zero: boolean
  readonly zero_streak: number
  readonly zero_warning: boolean
  readonly identical: number
  readonly identical_warning: boolean
}

export type SelfCounts = Readonly<Record<Exclude<SelfFlag, 'unchecked'>, number>>
export interface SelfGroup extends SelfCounts {
  readonly key: string
  readonly name: string
}

export interface SelfRates {
  readonly period: string
  readonly begins_on: string
  readonly ends_on: string
  readonly due_on: string
  readonly small_base: number
  readonly zero_streak: number
  readonly identical_streak: number
  readonly total: SelfCounts
  readonly towns: readonly SelfGroup[]
  readonly classes: readonly SelfGroup[]
}

export function periodRowOf(row: Fields): PeriodRow {
  return {
    ...selfPeriodOf(row),
    enterprise_name: text(row, 'enterprise_name'), contact: text(row, 'contact'), contact_phone: text(row, 'contact_phone'),
    supervision_class: text(row, 'supervision_class'), town: text(row, 'town'), missed: flag(row, 'missed'), owed: number(row, 'owed'),
    zero: flag(row, 'zero'), zero_streak: number(row, 'zero_streak'), zero_warning: flag(row, 'zero_warning'),
    identical: number(row, 'identical'), identical_warning: flag(row, 'identical_warning'),
  }
}

export function readRates(body: unknown): SelfRates | null {
  const row = fieldsOf(body)
  if (textOrNull(row, 'due_on') === null) return null
  const group = (each: Fields): SelfGroup => ({ key: text(each, 'key'), name: text(each, 'name'), ...countsOf(each) })
  return {
    period: text(row, 'period'), begins_on: text(row, 'begins_on'), ends_on: text(row, 'ends_on'), due_on: text(row, 'due_on'),
    small_base: number(row, 'small_base'), zero_streak: number(row, 'zero_streak'), identical_streak: number(row, 'identical_streak'),
    total: countsOf(fieldsOf(row['total'])), towns: list(row, 'towns', group), classes: list(row, 'classes', group),
  }
}

function countsOf(row: Fields): SelfCounts {
  const of = (name: keyof SelfCounts) => number(row, name)
  return {
    owed: of('owed'), checked: of('checked'), reported: of('reported'), on_time: of('on_time'), late: of('late'), missed: of('missed'),
    zero: of('zero'), zero_streak: of('zero_streak'), identical: of('identical'), waiting: of('waiting'), waived: of('waived'),
  }
}
