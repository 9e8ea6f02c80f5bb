// The proposals of a plan: asked for, followed while they are computed, called off, taken as one edit of the plan.
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { pageOf, thingOf } from '../../wire/page'
import { opOf, proposalOf, proposalWholeOf, type Alternative, type Proposal, type ProposalWhole, type Wish } from '../../wire/proposal'
import { useActs, type Acting } from '../acts'
import { post, remove, sentenceOf } from '../client'
import { useRead, type Reading } from '../useRead'
import { isUnfinished } from './alternatives'

export interface OpenProposals {
  readonly list: Reading<{ readonly items: readonly Proposal[] }>
  /** The newest one that is done, or the one chosen. */
  readonly current: ComputedRef<Proposal | null>
  readonly whole: Reading<ProposalWhole>
  readonly acting: Acting
  readonly isAsking: Readonly<ShallowRef<boolean>>
  /** Why the last question was refused. */
  readonly refusal: Readonly<ShallowRef<string | null>>
  readonly choose: (n: number) => void
  /** The same wish asked again is computed from another seed, so that it gives others. */
  readonly ask: (wish: Omit<Wish, 'seed'>) => Promise<void>
  readonly cancel: () => Promise<void>
  readonly take: (alternative: Alternative) => Promise<boolean>
}

const LOOK_MS = 1000

export function useProposals(redraw: () => string, revision: () => number): OpenProposals {
  const path = () => `/api/v1/redraws/${redraw()}/proposals`
  const list = useRead(path, pageOf(proposalOf, 'n'))
  const items = computed(() => list.value.value?.items ?? [])
  const chosen = ref<number | null>(null)
  const current = computed(() => items.value.find(({ n, state }) => n === chosen.value && state === 'done') ?? items.value.find(({ state }) => state === 'done') ?? null)
  const whole = useRead(() => (current.value === null ? null : `${path()}/${String(current.value.n)}`), thingOf(proposalWholeOf, 'n'))
  const acting = useActs()
  const isAsking = shallowRef(false)
  const refusal = shallowRef<string | null>(null)

  const timer = setInterval(() => { if (items.value.some(isUnfinished)) void list.reload() }, LOOK_MS)
  onScopeDispose(() => { clearInterval(timer) })
  watch(revision, () => { void whole.reload() })

  async function ask(wish: Omit<Wish, 'seed'>): Promise<void> {
    isAsking.value = true
    const answer = await post(path(), JSON.stringify({ ...wish, seed: seedFor(wish, items.value) }), thingOf(proposalOf, 'n'))
    isAsking.value = false
    refusal.value = answer.ok ? null : sentenceOf(answer)
    if (!answer.ok) return
    chosen.value = answer.body.n
    await list.reload()
  }

  async function cancel(): Promise<void> {
    const running = items.value.find(isUnfinished)
    if (running === undefined) return
    const answer = await remove(`${path()}/${String(running.n)}`)
    refusal.value = answer.ok ? null : sentenceOf(answer)
    chosen.value = null
    await list.reload()
  }

  async function take(alternative: Alternative): Promise<boolean> {
    const op = opOf(alternative)
    if (op === null) return false
    const command = { kind: 'edit-redraw' as const, redraw: redraw(), base_revision: revision(), op }
    return acting.run([{ command, about: redraw() }])
  }

  return { list, current, whole, acting, isAsking, refusal, choose: (n) => { chosen.value = n }, ask, cancel, take }
}

/** The next seed that this wish was not computed from yet. Pure. */
export function seedFor(wish: Omit<Wish, 'seed'>, known: readonly Proposal[]): number {
  const alike = known.filter(({ goal, units, town_id, locked, state }) =>
    state === 'done' && goal === wish.goal && units === (wish.units ?? null) && town_id === (wish.town ?? town_id) && isSameSet(locked, wish.locked))
  return alike.reduce((next, { seed }) => Math.max(next, seed + 1), 0)
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((key) => other.includes(key))
}
