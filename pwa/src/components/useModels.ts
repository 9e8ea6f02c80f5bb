// Model enterprises on the phone: asked for page by page, of a trade and a town; an overtaken answer is dropped.
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { createClient, type FailureKind } from '../wire/client'
import { modelsPath, readModels, type ModelPage } from '../wire/models'
import { usePerson } from './usePerson'

export interface Models {
  readonly supervisionClass: Ref<string>
  readonly town: Ref<string>
  /** Everything read so far of this trade and town; null until the first answer. */
  readonly page: Readonly<ShallowRef<ModelPage | null>>
  /** What can be chosen, from the last answer: it stays while another choice is on its way or fails. */
  readonly choices: Readonly<ShallowRef<Pick<ModelPage, 'classes' | 'towns'>>>
  /** Why the last question has no answer; cards that were read stay. */
  readonly failure: Readonly<ShallowRef<FailureKind | null>>
  readonly isBusy: Readonly<Ref<boolean>>
  /** The next page, behind those that are here. */
  readonly more: () => Promise<void>
}

export function useModels(): Models {
  const supervisionClass = ref('')
  const town = ref('')
  const page = shallowRef<ModelPage | null>(null)
  const choices = shallowRef<Pick<ModelPage, 'classes' | 'towns'>>({ classes: [], towns: [] })
  const failure = shallowRef<FailureKind | null>(null)
  const isBusy = ref(false)
  const person = usePerson()
  let turn = 0
  onScopeDispose(() => { turn += 1 })

  async function ask(after: string): Promise<void> {
    const own = ++turn
    isBusy.value = true
    const path = modelsPath({ supervision_class: supervisionClass.value, town: town.value, after })
    const answer = await createClient(person.value?.id ?? null).get(path, readModels)
    if (own !== turn) return
    isBusy.value = false
    failure.value = answer.ok ? null : answer.kind
    if (!answer.ok) return
    const before = after === '' ? [] : (page.value?.items ?? [])
    choices.value = answer.body
    page.value = { ...answer.body, items: [...before, ...answer.body.items] }
  }

  watch(
    [supervisionClass, town],
    () => {
      page.value = null
      failure.value = null
      void ask('')
    },
    { immediate: true },
  )
  return { supervisionClass, town, page, choices, failure, isBusy, more: () => ask(page.value?.next ?? '') }
}
