// How a row of a compared list may be worked off, and the command that does it. Pure.
import type { RosterAct, SettleRosterRow } from '../../wire/commands'
import type { RosterKind, RosterRow } from '../../wire/roster'

export const WAYS: Readonly<Record<RosterKind, readonly RosterAct[]>> = {
  only_list: ['register', 'out_of_scope'],
  only_here: ['status', 'out_of_scope'],
  double: ['merge', 'two'],
  differs: ['propose', 'out_of_scope'],
}
/** What a district may do by itself: registering, merging and the like are the town's. */
const BY_DISTRICT: readonly RosterAct[] = ['two', 'out_of_scope']
export const GONE = ['deregistered', 'shut_down', 'moved_out', 'not_found'] as const

export function waysFor(kind: RosterKind, isTown: boolean): readonly RosterAct[] {
  return WAYS[kind].filter((way) => isTown || BY_DISTRICT.includes(way))
}

export interface Settling {
  readonly way: RosterAct
  readonly reason: string
  readonly unit: string
  readonly status: string
  readonly supervisionClass: string
}

export function settle(roster: string, row: RosterRow, { way, reason, unit, status, supervisionClass }: Settling, made: string): SettleRosterRow {
  return {
    kind: 'settle-roster-row', roster, row: row.n, way, reason: reason.trim(), new: made,
    ...(way === 'register' ? { unit: unit === '' ? null : Number(unit), supervision_class: supervisionClass } : {}),
    ...(way === 'status' ? { status } : {}),
  }
}
