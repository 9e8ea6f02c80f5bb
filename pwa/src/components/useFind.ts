// Looking beyond what the phone holds, online: what was found, what is being fetched, what went wrong.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { findEnterprises, keepEnterprise } from '../sync/kept'
import { createClient, type FailureKind } from '../wire/client'
import type { Enterprise } from '../wire/enterprise'
import { personDb } from './usePerson'

export interface Finding {
  /** Null before the first search. */
  readonly found: ShallowRef<readonly Enterprise[] | null>
  readonly isBusy: Ref<boolean>
  /** A text is `failure.<trouble>`; `said` is the server's own sentence, where it gave one. */
  readonly trouble: ShallowRef<{ readonly kind: FailureKind; readonly said: string | null } | null>
  readonly find: (typed: string) => Promise<void>
  /** True when everything about it is on the phone. */
  readonly keep: (id: string) => Promise<boolean>
}

export function useFind(): Finding {
  const found = shallowRef<readonly Enterprise[] | null>(null)
  const isBusy = ref(false)
  const trouble: Finding['trouble'] = shallowRef(null)
  let asked = 0

  async function find(typed: string): Promise<void> {
    asked += 1
    const mine = asked
    trouble.value = null
    if (typed.trim().length < 2) {
      found.value = null
      return
    }
    isBusy.value = true
    const answer = await findEnterprises(createClient(personDb().personId), typed)
    if (mine !== asked) return // an answer to what was typed before
    isBusy.value = false
    if (answer.ok) found.value = answer.body
    else trouble.value = { kind: answer.kind, said: answer.detail }
  }

  async function keep(id: string): Promise<boolean> {
    isBusy.value = true
    trouble.value = null
    const db = personDb()
    const answer = await keepEnterprise(db, createClient(db.personId), id, new Date())
    isBusy.value = false
    if (!answer.ok) trouble.value = { kind: answer.kind, said: answer.detail }
    return answer.ok
  }

  return { found, isBusy, trouble, find, keep }
}
