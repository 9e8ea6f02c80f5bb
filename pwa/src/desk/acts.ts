// Doing something at the desk: the act goes straight to the server and the page waits for its word. Nothing is shown
// as done before it is. An answer that got lost is asked for with the same ids, so that nothing is done twice.
import { computed, getCurrentScope, onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { allKept } from '../components/pictures'
import { clockState, learnServerTime, stampNow } from '../device/clock'
import { t } from '../text/text'
import type { Failure } from '../wire/client'
import type { Command } from '../wire/commands'
import { readActsAnswer, type Envelope, type ItemResult } from '../wire/envelope'
import { post, sentenceOf } from './client'
import { beat } from './pulse'

/** One command and the thing it is about; several in a row depend each on the one before. */
export interface Step {
  readonly command: Command
  readonly about: string
}

export interface Trouble {
  /** refused and conflict are the server's word; unknown means no word arrived. */
  readonly kind: 'refused' | 'conflict' | 'unknown'
  readonly sentence: string
  /** The server's stable code, where it gave one. */
  readonly code: string | null
  /** How many of the steps were done before the one that was not. */
  readonly done: number
}

export interface Acting {
  readonly isBusy: Readonly<ShallowRef<boolean>>
  readonly trouble: Readonly<ShallowRef<Trouble | null>>
  /** What the server said of each step, once it did. */
  readonly words: Readonly<ShallowRef<readonly ItemResult[]>>
  /**
   * True once every step has been applied. Steps that name photos or files are given as a function: they are made when
   * all that was chosen has arrived, and not at all (null), or where the form is gone by then, or one was refused.
   */
  readonly run: (steps: readonly Step[] | (() => readonly Step[] | null)) => Promise<boolean>
  /** Ask again for the word on steps whose answer got lost. */
  readonly again: () => Promise<boolean>
  readonly clear: () => void
}

const ACTS = '/api/v1/acts'
const DEVICE_KEPT_AT = 'wangge-desk-device'
const SEQ_KEPT_AT = 'wangge-desk-seq'
const RETRIES = 2
const RETRY_AFTER_MS = 800

interface Sending {
  readonly body: string
  readonly ids: readonly string[]
}

export interface Manner {
  /** Reads again what an act changes: the act is over, and the next may begin, when the page shows it. */
  readonly shows?: (words: readonly ItemResult[]) => Promise<unknown>
  readonly wait?: (ms: number) => Promise<void>
}

const inFlight = shallowRef(0)

/** Whether an act of this window is on its way: what it changes step by step is not shown until it is over, or its answer was lost. */
export const isActing = computed(() => inFlight.value > 0)

export function useActs({ shows, wait = sleep }: Manner = {}): Acting {
  const isBusy = shallowRef(false)
  const trouble = shallowRef<Trouble | null>(null)
  const words = shallowRef<readonly ItemResult[]>([])
  let last: Sending | null = null
  let isGone = false
  if (getCurrentScope() !== undefined) onScopeDispose(() => { isGone = true })

  async function submit(sending: Sending): Promise<boolean> {
    isBusy.value = true
    trouble.value = null
    const release = hold()
    try {
      const outcome = await settle(sending, words, (ms) => { release(); return wait(ms) })
      trouble.value = outcome
      last = outcome?.kind === 'unknown' ? sending : null
      void beat()
      if (outcome === null) await shows?.(words.value)
      return outcome === null
    } finally {
      isBusy.value = false // it is done, whether or not the page could be read again
      release()
    }
  }

  async function submitKept(make: () => readonly Step[] | null): Promise<boolean> {
    isBusy.value = true
    const areKept = await allKept()
    isBusy.value = false
    const steps = areKept && !isGone ? make() : null
    return steps === null ? false : submit(freeze(steps))
  }

  return {
    isBusy,
    trouble,
    words,
    run: (steps) => {
      if (isBusy.value) return Promise.resolve(false)
      return typeof steps === 'function' ? submitKept(steps) : submit(freeze(steps))
    },
    again: () => (last === null || isBusy.value ? Promise.resolve(false) : submit(last)),
    clear: () => {
      trouble.value = null
      last = null
    },
  }
}

/** Count an act as on its way until it is let go, once. */
function hold(): () => void {
  let isHeld = true
  inFlight.value += 1
  return () => {
    if (isHeld) inFlight.value -= 1
    isHeld = false
  }
}

/** Write the envelopes once; a retry sends the same bytes. */
export function freeze(steps: readonly Step[]): Sending {
  const stamp = stampNow()
  const items = steps.reduce<Envelope[]>((made, { command, about }) => {
    const parent_id = made.at(-1)?.id ?? null
    const id = crypto.randomUUID()
    return [...made, { id, parent_id, aggregate_id: about, seq: nextSeq(), schema_ver: 1, ...stamp, command }]
  }, [])
  return { body: JSON.stringify({ device_id: deviceId(), items }), ids: items.map(({ id }) => id) }
}

async function settle({ body, ids }: Sending, words: ShallowRef<readonly ItemResult[]>, wait: (ms: number) => Promise<void>): Promise<Trouble | null> {
  words.value = []
  for (let tries = 0; ; tries += 1) {
    const askedAt = new Date()
    const answer = await post(ACTS, body, (given) => readActsAnswer(given, ids))
    if (answer.ok) {
      learnServerTime(answer.body.server_time, askedAt)
      words.value = inOrder(answer.body.items, ids)
      return troubleOf(words.value)
    }
    if (!isLost(answer)) return { kind: 'refused', sentence: sentenceOf(answer), code: answer.code, done: 0 }
    if (tries === RETRIES) return { kind: 'unknown', sentence: t('desk.act.unknown'), code: null, done: 0 }
    await wait(RETRY_AFTER_MS * 2 ** tries)
  }
}

/** No word arrived: the server may or may not have done it. */
export function isLost({ kind }: Failure): boolean {
  return kind === 'offline' || kind === 'timeout' || kind === 'server' || kind === 'stranger' || kind === 'broken'
}

function inOrder(items: readonly ItemResult[], ids: readonly string[]): ItemResult[] {
  return ids.flatMap((id) => items.filter((item) => item.id === id))
}

function troubleOf(items: readonly ItemResult[]): Trouble | null {
  const done = items.findIndex(({ status }) => status !== 'applied' && status !== 'duplicate')
  const stopped = items[done]
  if (stopped === undefined) return null
  const isConflict = stopped.status === 'conflict'
  return {
    kind: isConflict ? 'conflict' : 'refused',
    code: stopped.code,
    sentence: stopped.reason ?? t(isConflict ? 'desk.act.conflict' : 'desk.act.refused'),
    done,
  }
}

function deviceId(): string {
  const kept = localStorage.getItem(DEVICE_KEPT_AT)
  if (kept !== null) return kept
  const made = crypto.randomUUID()
  localStorage.setItem(DEVICE_KEPT_AT, made)
  return made
}

function nextSeq(): number {
  const seq = Number(localStorage.getItem(SEQ_KEPT_AT) ?? '0') + 1
  localStorage.setItem(SEQ_KEPT_AT, String(seq))
  return seq
}

/** Now, by the server's clock as far as it was learned: what a re-inspection says of itself. */
export function serverNow(): Date {
  return new Date(Date.now() + (clockState().offsetMs ?? 0))
}

function sleep(ms: number): Promise<void> {
  return new Promise((done) => { setTimeout(done, ms) })
}
