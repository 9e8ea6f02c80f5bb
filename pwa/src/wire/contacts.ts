// Contact tables of offices as the server tells them.
import { fieldsOf, flag, list, number, numberOrNull, text, textOrNull, texts, type Fields } from './read'

export const OFFICE_KINDS = ['city', 'district', 'department', 'town'] as const
export type OfficeKind = (typeof OFFICE_KINDS)[number]
export const CONTACT_PARTS = ['leader', 'deputy', 'member', 'office_head', 'office_member', 'team', 'liaison'] as const
export type ContactPart = (typeof CONTACT_PARTS)[number]

export interface Contact {
  readonly part: ContactPart
  readonly name: string
  readonly post: string
  readonly office_phone: string
  readonly mobile: string
  readonly remark: string
}

export interface Office {
  readonly id: string
  readonly kind: OfficeKind
  readonly name: string
  /** Null: no table holds on the day. */
  readonly n: number | null
  readonly valid_from: string | null
  readonly seal_unit: string
  readonly by_name: string
  readonly at: string | null
  /** Null without a table. */
  readonly is_fresh: boolean | null
  readonly is_demo: boolean
  readonly people: number
  readonly may: boolean
  readonly leaders: readonly string[]
  readonly liaisons: readonly { readonly name: string; readonly office_phone: string; readonly mobile: string }[]
}

export interface Offices {
  readonly day: string
  readonly items: readonly Office[]
  readonly n: number
  readonly d: number
  readonly fresh: number
  readonly fresh_days: number
}

export interface Version {
  readonly n: number
  readonly valid_from: string
  readonly at: string
  readonly by_name: string
  readonly added: readonly Contact[]
  readonly removed: readonly Contact[]
  readonly changed: readonly { readonly part: string; readonly name: string; readonly fields: readonly { readonly name: string; readonly old: string; readonly new: string }[] }[]
}

export interface ContactTable extends Office {
  readonly day: string
  readonly contacts: readonly Contact[]
  readonly remark: string
  readonly base_version: number
  readonly versions: readonly Version[]
  readonly latest: { readonly valid_from: string; readonly seal_unit: string; readonly contacts: readonly Contact[]; readonly remark: string } | null
}

export function readOffices(body: unknown): Offices | null {
  const row = fieldsOf(body)
  if (numberOrNull(row, 'd') === null) return null
  return { day: text(row, 'day'), items: list(row, 'items', officeOf), n: number(row, 'n'), d: number(row, 'd'), fresh: number(row, 'fresh'), fresh_days: number(row, 'fresh_days') }
}

export function readContactTable(body: unknown): ContactTable | null {
  const row = fieldsOf(body)
  if (textOrNull(row, 'office') === null) return null
  const latest = row['latest'] === null ? null : fieldsOf(row['latest'])
  return {
    ...officeOf(row),
    day: text(row, 'day'),
    contacts: list(row, 'contacts', contactOf),
    remark: text(row, 'remark'),
    base_version: number(row, 'base_version'),
    versions: list(row, 'versions', versionOf),
    latest: latest === null ? null : { valid_from: text(latest, 'valid_from'), seal_unit: text(latest, 'seal_unit'), contacts: list(latest, 'contacts', contactOf), remark: text(latest, 'remark') },
  }
}

function officeOf(row: Fields): Office {
  return {
    id: text(row, 'office'),
    kind: OFFICE_KINDS.find((kind) => kind === row['kind']) ?? 'town',
    name: text(row, 'name'),
    n: numberOrNull(row, 'n'),
    valid_from: textOrNull(row, 'valid_from'),
    seal_unit: text(row, 'seal_unit'),
    by_name: text(row, 'by_name'),
    at: textOrNull(row, 'at'),
    is_fresh: typeof row['fresh'] === 'boolean' ? row['fresh'] : null,
    is_demo: flag(row, 'is_demo'),
    people: number(row, 'people'),
    may: flag(row, 'may'),
    leaders: texts(row, 'leaders'),
    liaisons: list(row, 'liaisons', (each) => ({ name: text(each, 'name'), office_phone: text(each, 'office_phone'), mobile: text(each, 'mobile') })),
  }
}

function contactOf(row: Fields): Contact {
  return {
    part: CONTACT_PARTS.find((part) => part === row['part']) ?? 'member',
    name: text(row, 'name'),
    post: text(row, 'post'),
    office_phone: text(row, 'office_phone'),
    mobile: text(row, 'mobile'),
    remark: text(row, 'remark'),
  }
}

function versionOf(row: Fields): Version {
  return {
    n: number(row, 'n'),
    valid_from: text(row, 'valid_from'),
    at: text(row, 'at'),
    by_name: text(row, 'by_name'),
    added: list(row, 'added', contactOf),
    removed: list(row, 'removed', contactOf),
    changed: list(row, 'changed', (each) => ({ part: text(each, 'part'), name: text(each, 'name'), fields: list(each, 'fields', (field) => ({ name: text(field, 'name'), old: text(field, 'old'), new: text(field, 'new') })) })),
  }
}
