// Alternatives as figures on cards and dots on a chart. Pure.
import { count, percent } from '../../text/format'
import { t } from '../../text/text'
import type { Alternative, Bound, Proposal, ProposalFigures, ProposalWhole, Ratio } from '../../wire/proposal'

export const isUnfinished = ({ state }: Proposal): boolean => state === 'waiting' || state === 'running'

/** A, B, C: how an alternative is called on its card and on the chart. */
export const letterOf = (n: number): string => String.fromCharCode(65 + n)

/** 1.05; a dash for 0/0. */
export function timesOf({ n, d }: Ratio): string {
  return d === 0 ? t('format.none') : (n / d).toFixed(2)
}

export interface Row {
  readonly name: 'fullest' | 'emptiest' | 'compact' | 'pieces' | 'moved'
  readonly value: string
  readonly of: string
}

/** Every figure with what it is divided by. */
export function rowsOf({ fullest, emptiest, compact, pieces, moved }: ProposalFigures): Row[] {
  const minutes = ({ n, d }: Ratio) => t('desk.proposal.of.minutes', { n: count(Math.round(10 * n) / 10), d: count(Math.round(10 * d) / 10) })
  return [
    { name: 'fullest', value: timesOf(fullest), of: minutes(fullest) },
    { name: 'emptiest', value: timesOf(emptiest), of: minutes(emptiest) },
    { name: 'compact', value: timesOf(compact), of: t('desk.proposal.of.units', { n: compact.n.toFixed(2), d: count(compact.d) }) },
    { name: 'pieces', value: timesOf(pieces), of: t('desk.proposal.of.villages', { n: count(pieces.n), d: count(pieces.d) }) },
    { name: 'moved', value: percent(moved.n, moved.d), of: t('desk.proposal.of.enterprises', { n: count(moved.n), d: count(moved.d) }) },
  ]
}

/** What keeps the units from being more even; null where nothing does. */
export function boundSentence(bound: Bound): string | null {
  const named = { unit: bound.unit_name ?? '', times: timesOf(bound), minutes: count(Math.round(bound.n)), mean: count(Math.round(bound.d)), enterprises: count(bound.enterprises) }
  switch (bound.limit) {
    case 'nothing':
      return null
    case 'atom':
      return t(bound.enterprises === 1 ? 'desk.proposal.bound.plant' : 'desk.proposal.bound.place', named)
    case 'locked':
      return t('desk.proposal.bound.locked', named)
    case 'island':
      return t('desk.proposal.bound.island', named)
  }
}

export interface Dot {
  readonly letter: string
  readonly x: number
  readonly y: number
  readonly isPresent: boolean
}

export interface Chart {
  readonly dots: readonly Dot[]
  /** Where the best possible lies; null without work. */
  readonly boundY: number | null
  readonly most: { readonly moved: number; readonly times: number }
}

/** Dots by enterprises moved (to the right) and load of the fullest unit over the mean (up), as shares of the box. */
export function chartOf({ present, alternatives, bound }: Pick<ProposalWhole, 'present' | 'alternatives' | 'bound'>): Chart {
  const times = ({ n, d }: Ratio) => (d === 0 ? 1 : n / d)
  const moved = Math.max(1, ...alternatives.map(({ figures }) => figures.moved.n))
  const top = Math.max(1.1, times(present.fullest), ...alternatives.map(({ figures }) => times(figures.fullest)))
  const y = (ratio: Ratio) => (times(ratio) - 1) / (top - 1)
  const dot = ({ figures }: Alternative, n: number): Dot => ({ letter: letterOf(n), x: figures.moved.n / moved, y: y(figures.fullest), isPresent: false })
  return {
    dots: [{ letter: '', x: 0, y: y(present.fullest), isPresent: true }, ...alternatives.map(dot)],
    boundY: bound.d === 0 ? null : Math.min(1, y(bound)),
    most: { moved, times: top },
  }
}
