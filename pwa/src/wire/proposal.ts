// Proposals of units: what was asked for and how far it is; the alternatives with figures and outlines.
import type { Feature, FeatureCollection, MultiPolygon } from 'geojson'
import type { ReplaceUnits } from './commands'
import { fieldsOf, flag, list, lonLat, number, numberOrNull, oneOf, text, textOrNull, texts, type Fields, type LonLat } from './read'

export const GOALS = ['one-more', 'even', 'count'] as const
export type Goal = (typeof GOALS)[number]
export const AIMS = ['overall', 'even', 'compact', 'villages', 'moves'] as const
export type Aim = (typeof AIMS)[number]
export const PROPOSAL_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const

/** What a planner asks for; `units` for `count` only, `town` where the plan is of a whole district. */
export interface Wish {
  readonly goal: Goal
  readonly units?: number
  readonly seed: number
  readonly town?: number
  readonly locked: readonly string[]
}

export interface Proposal {
  readonly n: number
  readonly town_id: number
  readonly town: string
  readonly goal: Goal
  readonly units: number | null
  readonly seed: number
  readonly locked: readonly string[]
  readonly state: (typeof PROPOSAL_STATES)[number]
  readonly share: number
  readonly by_name: string
  readonly at: string
  readonly reason: string | null
}

/** Numerator and denominator. */
export interface Ratio {
  readonly n: number
  readonly d: number
}

export interface ProposalFigures {
  readonly units: number
  readonly fullest: Ratio
  readonly emptiest: Ratio
  readonly compact: Ratio
  readonly pieces: Ratio
  readonly moved: Ratio
}

export interface Bound extends Ratio {
  readonly limit: 'nothing' | 'atom' | 'locked' | 'island'
  readonly unit_name: string | null
  readonly enterprises: number | null
  readonly at: LonLat | null
}

export interface Alternative {
  readonly best_at: readonly Aim[]
  readonly figures: ProposalFigures
  readonly ended: readonly string[]
  readonly units: FeatureCollection<MultiPolygon>
}

export interface ProposalWhole extends Proposal {
  readonly revision: number
  /** The ground is still as it was when this was computed. */
  readonly fits: boolean
  readonly present: ProposalFigures
  readonly bound: Bound
  readonly beside: number
  readonly alternatives: readonly Alternative[]
}

export function proposalOf(row: Fields): Proposal {
  return {
    n: number(row, 'n'), town_id: number(row, 'town_id'), town: text(row, 'town'), goal: oneOf(GOALS, row['goal'], 'even'),
    units: numberOrNull(row, 'units'), seed: number(row, 'seed'), locked: texts(row, 'locked'),
    state: oneOf(PROPOSAL_STATES, row['state'], 'waiting'), share: number(row, 'share'), by_name: text(row, 'by_name'),
    at: text(row, 'at'), reason: textOrNull(row, 'reason'),
  }
}

export function proposalWholeOf(row: Fields): ProposalWhole {
  const result = fieldsOf(row['result'])
  return {
    ...proposalOf(row), revision: number(row, 'revision'), fits: flag(row, 'fits'), present: figuresOf(fieldsOf(result['present'])),
    bound: boundOf(fieldsOf(result['bound'])), beside: number(fieldsOf(result['beside']), 'enterprises'),
    alternatives: list(result, 'alternatives', alternativeOf),
  }
}

function alternativeOf(row: Fields): Alternative {
  return {
    best_at: texts(row, 'best_at').flatMap((word) => AIMS.filter((aim) => aim === word)), figures: figuresOf(fieldsOf(row['figures'])),
    ended: texts(row, 'ended'), units: { type: 'FeatureCollection', features: areasOf(fieldsOf(row['units'])['features']) },
  }
}

function areasOf(features: unknown): Feature<MultiPolygon>[] {
  return Array.isArray(features) ? (features as unknown[]).filter(isArea) : []
}

function isArea(value: unknown): value is Feature<MultiPolygon> {
  return fieldsOf(fieldsOf(value)['geometry'])['type'] === 'MultiPolygon'
}

function figuresOf(row: Fields): ProposalFigures {
  const ratio = (key: string) => ratioOf(fieldsOf(row[key]))
  return { units: number(row, 'units'), fullest: ratio('fullest'), emptiest: ratio('emptiest'), compact: ratio('compact'), pieces: ratio('pieces'), moved: ratio('moved') }
}

function ratioOf(row: Fields): Ratio {
  return { n: number(row, 'n'), d: number(row, 'd') }
}

function boundOf(row: Fields): Bound {
  return {
    ...ratioOf(row), limit: oneOf(['nothing', 'atom', 'locked', 'island'] as const, row['limit'], 'nothing'),
    unit_name: textOrNull(row, 'unit_name'), enterprises: numberOrNull(row, 'enterprises'), at: lonLat(row, 'at'),
  }
}

/** The edit that takes an alternative: what is changed, as the server drew it; null where the units stay as they are. */
export function opOf({ units, ended }: Alternative): ReplaceUnits | null {
  const made = units.features.flatMap(({ geometry, properties }) => {
    const row = fieldsOf(properties)
    if (!flag(row, 'changed')) return []
    const parts = geometry.coordinates as [number, number][][][]
    return [{ key: text(row, 'key'), ...(flag(row, 'new') ? { name: text(row, 'name') } : {}), parts }]
  })
  return made.length === 0 ? null : { kind: 'replace', units: made, ended }
}
