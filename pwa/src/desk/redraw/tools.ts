// The tools of the workbench: how many units each is told first, what it draws, the edit it comes to, and what to do
// next. Pure.
import { closedRing } from '../../map/borders'
import type { TextKey } from '../../text/text'
import type { BoundaryOp } from '../../wire/boundaryOp'
import type { LonLat } from '../../wire/read'

export const TOOLS = ['select', 'vertex', 'edge', 'split', 'merge', 'ground', 'enterprises', 'border'] as const
export type Tool = (typeof TOOLS)[number]

interface Kind {
  /** How many units are picked before anything is drawn. */
  readonly picks: number
  readonly most: number
  readonly draws: 'line' | 'ring' | null
}

export const KINDS: Readonly<Record<Tool, Kind>> = {
  select: { picks: 0, most: 1, draws: null },
  vertex: { picks: 1, most: 1, draws: null },
  edge: { picks: 1, most: 1, draws: null },
  split: { picks: 1, most: 1, draws: 'line' },
  merge: { picks: 2, most: 200, draws: null },
  ground: { picks: 2, most: 2, draws: 'ring' },
  enterprises: { picks: 2, most: 2, draws: 'ring' },
  border: { picks: 2, most: 2, draws: 'line' },
}

/** What is in hand besides the tool. */
export interface Hand {
  readonly tool: Tool
  readonly picked: readonly string[]
  readonly points: readonly LonLat[]
  /** The line or ring is whole and waits for a word. */
  readonly isWhole: boolean
  readonly islands: boolean
  readonly isWholeBorder: boolean
  readonly newName: string
  readonly newCode: string
  readonly enterprises: readonly string[]
}

export const EMPTY_HAND: Hand = {
  tool: 'select', picked: [], points: [], isWhole: false, islands: false, isWholeBorder: false, newName: '', newCode: '', enterprises: [],
}

export function isDrawing({ tool, picked, isWhole }: Hand): boolean {
  return KINDS[tool].draws !== null && picked.length >= KINDS[tool].picks && !isWhole
}

/** How few points make something: a line two, a ring three. */
export function isEnough({ tool, points }: Hand): boolean {
  return points.length >= (KINDS[tool].draws === 'ring' ? 3 : 2)
}

/** Pick a unit, or let it go; a tool that wants so many forgets the oldest. */
export function pick(hand: Hand, key: string, isMore: boolean): Hand {
  const { most } = KINDS[hand.tool]
  const isPicked = hand.picked.includes(key)
  if (most === 1) return { ...hand, picked: isPicked && !isMore && hand.tool === 'select' ? [] : [key] }
  if (isPicked) return { ...hand, picked: hand.picked.filter((one) => one !== key) }
  return { ...hand, picked: [...hand.picked, key].slice(-most) }
}

/** Change the tool; units that are picked go along as far as the new one takes them. */
export function withTool(hand: Hand, tool: Tool): Hand {
  return { ...EMPTY_HAND, tool, picked: hand.picked.slice(0, KINDS[tool].most) }
}

/** One step back: the points, then the units, then the tool. */
export function stepBack(hand: Hand): Hand {
  if (hand.points.length > 0 || hand.isWhole) return { ...EMPTY_HAND, tool: hand.tool, picked: hand.picked }
  if (hand.picked.length > 0) return { ...EMPTY_HAND, tool: hand.tool }
  return EMPTY_HAND
}

/** The edit that the hand comes to, once everything is there. */
export function opOf(hand: Hand): BoundaryOp | null {
  const { tool, picked, points, islands } = hand
  const [one, other] = picked
  if (one === undefined) return null
  if (tool === 'merge') return picked.length < 2 ? null : { kind: 'merge', units: [...picked], into: one }
  if (!hand.isWhole || !isEnough(hand)) return null
  if (tool === 'split') return { kind: 'split', unit: one, line: points, ...said({ new_code: hand.newCode, new_name: hand.newName }) }
  if (other === undefined) return null
  switch (tool) {
    case 'ground':
      return { kind: 'give-ground', giver: one, taker: other, ground: closedRing(points), islands }
    case 'enterprises':
      return hand.enterprises.length === 0 ? null : { kind: 'give-enterprises', giver: one, taker: other, enterprises: hand.enterprises, islands }
    case 'border':
      return hand.isWholeBorder ? { kind: 'follow', one, other, guide: points } : { kind: 'redraw-border', one, other, line: points }
    default:
      return null
  }
}

function said(words: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(words).flatMap(([key, word]) => (word.trim() === '' ? [] : [[key, word.trim()]])))
}

/** One short sentence: what to do next. */
export function hintOf(hand: Hand, isHeld: boolean): TextKey {
  const { tool, picked, points } = hand
  if (tool === 'select') return picked.length === 0 ? 'desk.redraw.hint.select' : 'desk.redraw.hint.selected'
  if (picked.length < KINDS[tool].picks) return picked.length === 0 ? FIRST[tool] : SECOND[tool]
  if (tool === 'vertex') return isHeld ? 'desk.redraw.hint.vertex.held' : 'desk.redraw.hint.vertex'
  if (tool === 'edge') return 'desk.redraw.hint.edge'
  if (tool === 'merge' || hand.isWhole) return 'desk.redraw.hint.confirm'
  if (points.length === 0) return KINDS[tool].draws === 'ring' ? 'desk.redraw.hint.ring' : tool === 'border' ? 'desk.redraw.hint.border' : 'desk.redraw.hint.line'
  return isEnough(hand) ? 'desk.redraw.hint.end' : 'desk.redraw.hint.more'
}

const FIRST: Readonly<Record<Tool, TextKey>> = {
  select: 'desk.redraw.hint.select', vertex: 'desk.redraw.hint.pick', edge: 'desk.redraw.hint.pick', split: 'desk.redraw.hint.pick.split',
  merge: 'desk.redraw.hint.pick.stays', ground: 'desk.redraw.hint.pick.giver', enterprises: 'desk.redraw.hint.pick.giver', border: 'desk.redraw.hint.pick.one',
}
const SECOND: Readonly<Record<Tool, TextKey>> = {
  ...FIRST, merge: 'desk.redraw.hint.pick.ends', ground: 'desk.redraw.hint.pick.taker', enterprises: 'desk.redraw.hint.pick.taker', border: 'desk.redraw.hint.pick.other',
}
