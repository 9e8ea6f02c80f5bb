// A form of an inspection in hand: begun with what the phone knows, kept at every change, issued as one act.
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { issueDocument } from '../domain/acts/inspections'
import { beginning, formLacks, hazardsOn, saidOf, type FormBody, type FormField, type Known } from '../domain/inspections'
import { StoreError } from '../store/errors'
import { latestActAbout } from '../store/outbox'
import { PAPER_DRAFT, paperDraftId, paperDraftOf, type PaperDraft } from '../store/paperDraft'
import type { Hazard } from '../wire/hazard'
import type { Form, Inspection } from '../wire/inspection'
import { act, wasKept } from './useAct'
import { useEnterprise, useHazards, useInspection, type Kept, type One } from './useArea'
import { useDraft, type DraftInHand } from './useDraft'
import { allKept } from './pictures'
import { personDb } from './usePerson'

export type Issuing = { readonly kind: 'done' } | { readonly kind: 'lacks'; readonly fields: readonly FormField[] } | { readonly kind: 'store'; readonly problem: StoreError['problem'] }

export interface PaperInHand {
  readonly draft: DraftInHand<PaperDraft>
  readonly inspection: One<Inspection>
  /** Those the form is about. */
  readonly hazards: ComputedRef<readonly Kept<Hazard>[]>
  readonly isReady: Ref<boolean>
  readonly say: (change: Partial<FormBody>) => void
  readonly issue: () => Promise<Issuing>
}

/** `usual` gives the words of the trade that a form begins with. */
export function usePaper(id: string, form: Form, usual: Known['usual']): PaperInHand {
  const draft = useDraft<PaperDraft>({ id: paperDraftId(id, form), kind: PAPER_DRAFT, about: id, read: paperDraftOf })
  const inspection = useInspection(() => id)
  const owner = computed(() => inspection.value?.enterprise_id ?? '')
  const enterprise = useEnterprise(() => owner.value)
  const all = useHazards()
  const isReady = ref(false)

  const hazards = computed(() => {
    const now = inspection.value
    if (now === null || now === undefined) return []
    const orders = new Set(now.documents.flatMap(({ notice_id, state }) => (state === 'issued' ? (notice_id ?? []) : [])))
    const own = (all.value.value ?? []).filter(({ enterprise_id }) => enterprise_id === now.enterprise_id)
    return hazardsOn(form, now, own, ({ visit_id, notice_id }) => (visit_id !== null && visit_id === now.visit_id) || (notice_id !== null && orders.has(notice_id)))
  })

  async function open(now: Inspection): Promise<void> {
    isReady.value = true
    if (await draft.open()) return
    const first = { document: crypto.randomUUID(), actId: crypto.randomUUID(), inspection: id, enterpriseName: now.enterprise_name, form }
    const who = { met: enterprise.value?.principal ?? '', phone: enterprise.value?.principal_phone ?? '' }
    draft.imagine({ ...first, body: beginning(form, now, { ...who, at: new Date().toISOString(), hazards: hazards.value, usual }) })
  }

  watch([inspection, enterprise, all.value], ([now, file, found]) => {
    if (!isReady.value && now !== null && now !== undefined && file !== undefined && found !== null) void open(now)
  }, { immediate: true })

  function say(change: Partial<FormBody>): void {
    if (draft.body.value !== null) draft.change({ body: { ...draft.body.value.body, ...change } })
  }

  async function issue(): Promise<Issuing> {
    if (!(await allKept())) return { kind: 'store', problem: 'photo' }
    const [kept, now] = [draft.body.value, inspection.value]
    if (kept === null || now === null || now === undefined) return { kind: 'store', problem: 'closed' }
    const fields = formLacks(form, kept.body)
    if (fields.length > 0) return { kind: 'lacks', fields }
    const waits = form === 'opinion' ? kept.body.items.map(({ hazard }) => hazard) : form === 'receipt' ? kept.body.documents : []
    try {
      const parentId = waits.length === 0 ? null : await latestActAbout(personDb(), [...waits, id])
      await draft.become(async () => {
        if (await wasKept(kept.actId)) return
        const given = { actId: kept.actId, document: kept.document, form, said: saidOf(form, kept.body), at: new Date().toISOString(), parentId, draftId: paperDraftId(id, form) }
        await act(issueDocument(given, now))
      })
    } catch (cause) {
      if (cause instanceof StoreError) return { kind: 'store', problem: cause.problem }
      throw cause
    }
    return { kind: 'done' }
  }

  return { draft, inspection, hazards, isReady, say, issue }
}
