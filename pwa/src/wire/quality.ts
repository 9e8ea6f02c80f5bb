// The quality of files: rules, their counts in all and by row, the files one rule finds, the score day by day.
import { fieldsOf, flag, list, number, oneOf, text, textOrNull, texts, type Fields } from './read'

export const ASPECTS = ['completeness', 'timeliness', 'correlation'] as const
export const OWNERS = ['enterprise', 'officer', 'town', 'department'] as const
export type Aspect = (typeof ASPECTS)[number]
export type RuleOwner = (typeof OWNERS)[number]

export interface Pair {
  readonly n: number
  readonly d: number
}

export interface QualityRule {
  readonly id: string
  readonly own: boolean
  readonly aspect: Aspect
  readonly owner: RuleOwner
  readonly weight: number
  readonly applies: string
  readonly holds: string
  readonly name: { readonly zh: string; readonly en: string }
  readonly advice: { readonly zh: string; readonly en: string }
}

export interface QualityCount {
  readonly files: number
  readonly score: Pair
  readonly rules: Readonly<Record<string, Pair>>
}

export interface QualityRow extends QualityCount {
  readonly key: string | null
  readonly name: string
}

export interface QualityTable {
  readonly as_of: string
  readonly facts: readonly string[]
  readonly rules: readonly QualityRule[]
  readonly total: QualityCount
  readonly rows: readonly QualityRow[]
}

export function readQuality(body: unknown): QualityTable | null {
  const row = fieldsOf(body)
  if (!('total' in row) || !Array.isArray(row['rules'])) return null
  return {
    as_of: text(row, 'as_of'),
    facts: texts(row, 'facts'),
    rules: list(row, 'rules', ruleOf),
    total: countOf(fieldsOf(row['total'])),
    rows: list(row, 'rows', (one) => ({ key: textOrNull(one, 'key'), name: text(one, 'name'), ...countOf(one) })),
  }
}

function ruleOf(row: Fields): QualityRule {
  const said = (of: unknown) => ({ zh: text(fieldsOf(of), 'zh'), en: text(fieldsOf(of), 'en') })
  return {
    id: text(row, 'id'),
    own: flag(row, 'own'),
    aspect: oneOf(ASPECTS, row['aspect'], 'completeness'),
    owner: oneOf(OWNERS, row['owner'], 'town'),
    weight: number(row, 'weight'),
    applies: text(row, 'applies'),
    holds: text(row, 'holds'),
    name: said(row['name']),
    advice: said(row['advice']),
  }
}

function countOf(row: Fields): QualityCount {
  const rules = fieldsOf(row['rules'])
  return { files: number(row, 'files'), score: pairOf(row['score']), rules: Object.fromEntries(Object.entries(rules).map(([name, one]) => [name, pairOf(one)])) }
}

function pairOf(given: unknown): Pair {
  const row = fieldsOf(given)
  return { n: number(row, 'n'), d: number(row, 'd') }
}

export interface PoorFile {
  readonly id: string
  readonly name: string
  readonly town: string
  readonly unit: string
}

export function poorFileOf(row: Fields): PoorFile {
  return { id: text(row, 'id'), name: text(row, 'name'), town: text(row, 'town'), unit: text(row, 'unit') }
}

export interface QualityDay extends Pair {
  readonly day: string
}

export function readTrend(body: unknown): readonly QualityDay[] | null {
  const row = fieldsOf(body)
  return Array.isArray(row['days']) ? list(row, 'days', (one) => ({ day: text(one, 'day'), n: number(one, 'n'), d: number(one, 'd') })) : null
}
