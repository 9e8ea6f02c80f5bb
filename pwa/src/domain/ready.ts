// Ready to leave: one look before going where there is no network. Green, or the one thing to mend first.

export const CHECKS = ['area', 'checklists', 'files', 'map', 'pack', 'app', 'signin', 'storage', 'clock', 'position', 'unsent'] as const
export type CheckName = (typeof CHECKS)[number]

/** `note` is worth knowing and no reason to stay. */
export type CheckState = 'ok' | 'mend' | 'note'

export interface Check {
  readonly name: CheckName
  readonly state: CheckState
  /** Which sentence: `ready.<name>.<word>`. */
  readonly word: string
  readonly value: number
  /** A moment that the sentence names as `day`. */
  readonly at?: string
}

/** The map pack as it stands on this phone. */
export interface PackFact {
  readonly bytes: number
  readonly share: number
  /** When the map in use was stored at the server; null while the first pack comes. */
  readonly asOf: string | null
  readonly isWhole: boolean
}

export interface Facts {
  readonly now: Date
  /** When the area was last brought up to date; null when never. */
  readonly pulledAt: string | null
  readonly enterprises: number
  readonly checklists: number
  /** Files that are still to come; null where the phone carries none. */
  readonly filesOwed: number | null
  readonly hasBaseMap: boolean
  /** Null where the deployment offers none. */
  readonly pack: PackFact | null
  /** The app opens without network. */
  readonly hasWorker: boolean
  readonly signedInAt: string | null
  readonly isPersistent: boolean
  readonly wasAskedToPersist: boolean
  readonly freeBytes: number | null
  readonly clockOffMs: number | null
  readonly clockSkewMin: number
  readonly fixRadiusM: number | null
  readonly positionTrouble: string | null
  readonly unsent: number
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const OLD_HOURS = 24
const SIGN_IN_DAYS = 30
const SIGN_IN_SOON_DAYS = 3
const POOR_FIX_M = 100
const NEEDED_BYTES = 300 * 1024 * 1024

export function checks(facts: Facts): Check[] {
  return [area(facts), checklists(facts), ...files(facts), map(facts), ...pack(facts), app(facts), signIn(facts), storage(facts), clock(facts), position(facts), unsent(facts)]
}

/** The first thing to mend, in the order of the list; null when all is well. */
export function toMend(all: readonly Check[]): Check | null {
  return all.find(({ state }) => state === 'mend') ?? null
}

function check(name: CheckName, state: CheckState, word: string, value = 0): Check {
  return { name, state, word, value }
}

function area({ now, pulledAt, enterprises }: Facts): Check {
  if (pulledAt === null) return check('area', 'mend', 'missing')
  const hours = Math.max(0, Math.floor((now.getTime() - Date.parse(pulledAt)) / HOUR_MS))
  if (hours >= OLD_HOURS) return check('area', 'mend', 'old', Math.floor(hours / 24))
  return check('area', 'ok', 'ok', enterprises)
}

function checklists({ checklists: count }: Facts): Check {
  return count === 0 ? check('checklists', 'mend', 'missing') : check('checklists', 'ok', 'ok', count)
}

function files({ filesOwed: owed, enterprises }: Facts): Check[] {
  if (owed === null || enterprises === 0) return []
  return [owed === 0 ? check('files', 'ok', 'ok', enterprises) : check('files', 'mend', 'partly', owed)]
}

function map({ hasBaseMap }: Facts): Check {
  return hasBaseMap ? check('map', 'ok', 'ok') : check('map', 'mend', 'missing')
}

/** Nothing is said of a pack where there is none to have. */
function pack({ pack: known }: Facts): Check[] {
  if (known === null) return []
  const at = known.asOf ?? ''
  if (known.isWhole) return [{ ...check('pack', 'ok', 'ok', Math.max(1, Math.round(known.bytes / 1e6))), at }]
  const share = Math.floor(known.share * 100)
  if (known.asOf === null) return [check('pack', 'mend', 'partly', share)]
  return [{ ...check('pack', 'note', 'older', share), at }]
}

function app({ hasWorker }: Facts): Check {
  return hasWorker ? check('app', 'ok', 'ok') : check('app', 'mend', 'missing')
}

function signIn({ now, signedInAt }: Facts): Check {
  if (signedInAt === null) return check('signin', 'mend', 'missing')
  const left = Math.floor(SIGN_IN_DAYS - (now.getTime() - Date.parse(signedInAt)) / DAY_MS)
  return left < SIGN_IN_SOON_DAYS ? check('signin', 'mend', 'soon', Math.max(0, left)) : check('signin', 'ok', 'ok', left)
}

function storage({ isPersistent, wasAskedToPersist, freeBytes }: Facts): Check {
  const freeMb = freeBytes === null ? 0 : Math.floor(freeBytes / 1024 / 1024)
  if (freeBytes !== null && freeBytes < NEEDED_BYTES) return check('storage', 'mend', 'full', freeMb)
  if (!isPersistent) return check('storage', wasAskedToPersist ? 'note' : 'mend', 'fleeting', freeMb)
  return check('storage', 'ok', 'ok', freeMb)
}

function clock({ clockOffMs, clockSkewMin }: Facts): Check {
  if (clockOffMs === null) return check('clock', 'note', 'unknown')
  const minutes = Math.round(Math.abs(clockOffMs) / 60_000)
  return minutes > clockSkewMin ? check('clock', 'mend', 'off', minutes) : check('clock', 'ok', 'ok')
}

function position({ fixRadiusM, positionTrouble }: Facts): Check {
  if (positionTrouble === 'forbidden') return check('position', 'mend', 'forbidden')
  if (fixRadiusM === null) return check('position', 'note', 'waiting')
  const metres = Math.round(fixRadiusM)
  return fixRadiusM > POOR_FIX_M ? check('position', 'note', 'poor', metres) : check('position', 'ok', 'ok', metres)
}

function unsent({ unsent: count }: Facts): Check {
  return count > 0 ? check('unsent', 'mend', 'some', count) : check('unsent', 'ok', 'ok')
}
