// Which offices a circular may go to, by kind: down to those below, reports up to those above; as grids/circulars.py
// has it. Pure.
import { UPWARD, type CircularKind } from '../../wire/circulars'
import type { Office, OfficeKind } from '../../wire/contacts'
import type { Role } from '../../wire/person'

/** Roles whose office issues circulars and plans trainings. */
export const ISSUES: readonly Role[] = ['town_officer', 'department', 'district', 'city']

const BELOW: Readonly<Record<OfficeKind, readonly OfficeKind[]>> = { city: ['district', 'department', 'town'], district: ['department', 'town'], department: ['town'], town: [] }
const ABOVE: Readonly<Record<OfficeKind, readonly OfficeKind[]>> = { city: [], district: ['city'], department: ['district'], town: ['district', 'department'] }

export function addresseesOf(kind: CircularKind, from: Office, offices: readonly Office[]): readonly Office[] {
  const able = (UPWARD.includes(kind) ? ABOVE : BELOW)[from.kind]
  return offices.filter((office) => office.id !== from.id && able.includes(office.kind))
}

/** Kinds an office can issue: nothing stands above the city, and the district owes no monthly summary. */
export function kindsOf(from: Office): readonly CircularKind[] {
  const up: readonly CircularKind[] = from.kind === 'city' ? [] : from.kind === 'district' ? ['quarter_report', 'briefing'] : UPWARD
  return ['notice', 'task', ...up]
}

/** The periods of a report, the last one that is over first. */
export function periodsOf(kind: CircularKind, today: string, many = 8): readonly string[] {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))]
  const quarters = kind === 'quarter_report'
  const here = quarters ? year * 4 + Math.floor((month - 1) / 3) : year * 12 + month - 1
  const order = [here - 1, here, ...Array.from({ length: many - 2 }, (_, n) => here - 2 - n)]
  return order.map((at) => (quarters ? `${Math.floor(at / 4)}Q${(at % 4) + 1}` : `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`))
}
