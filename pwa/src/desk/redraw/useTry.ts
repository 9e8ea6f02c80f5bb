// Trying the edit in hand: one question at a time, the latest wins, and none waits in a queue. What comes back for an
// edit that is no longer in hand is dropped.
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import type { BoundaryOp } from '../../wire/boundaryOp'
import type { Answer } from '../../wire/client'
import { readTried, tryBody, type Tried } from '../../wire/redraw'
import { post, sentenceOf } from '../client'

export interface Trying {
  readonly tried: Readonly<ShallowRef<Tried | null>>
  /** Why the edit in hand would be refused. */
  readonly refusal: Readonly<ShallowRef<string | null>>
  readonly isBusy: Readonly<ShallowRef<boolean>>
  readonly ask: (op: BoundaryOp) => void
  readonly clear: () => void
}

/** A hand moves faster than anyone reads figures. */
const GAP_MS = 120

export function useTry(id: string, send: (op: BoundaryOp) => Promise<Answer<Tried>> = (op) => post(`/api/v1/redraws/${id}/try`, tryBody(op), readTried)): Trying {
  const tried = shallowRef<Tried | null>(null)
  const refusal = shallowRef<string | null>(null)
  const isBusy = shallowRef(false)
  let wanted: BoundaryOp | null = null
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | null = null

  async function go(): Promise<void> {
    timer = null
    const op = wanted
    wanted = null
    if (op === null || isBusy.value) return
    const own = turn
    isBusy.value = true
    const answer = await send(op)
    isBusy.value = false
    if (own === turn) {
      tried.value = answer.ok ? answer.body : tried.value
      refusal.value = answer.ok ? null : sentenceOf(answer)
    }
    soon()
  }
  function soon(): void {
    if (wanted !== null && timer === null && !isBusy.value) timer = setTimeout(() => void go(), GAP_MS)
  }
  function clear(): void {
    turn += 1
    wanted = null
    tried.value = null
    refusal.value = null
    if (timer !== null) clearTimeout(timer)
    timer = null
  }
  onScopeDispose(clear)
  return {
    tried, refusal, isBusy, clear,
    ask: (op) => {
      wanted = op
      soon()
    },
  }
}
