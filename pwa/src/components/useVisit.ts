// A visit under way: its draft, what was found in it, and its end. Everything survives a killed tab at any moment.
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { proposeChange, type ProposableField } from '../domain/acts/enterprises'
import { finishVisit, startVisit, type AnswerGiven } from '../domain/acts/visits'
import type { Offer } from '../domain/content'
import { localDay } from '../domain/days'
import { OUTCOMES, STATUS_PROPOSED, questionsFile, type VisitOutcome } from '../domain/visits'
import { StoreError } from '../store/errors'
import { VISIT_DRAFT, visitDraftId, visitDraftOf, type VisitDraft } from '../store/visitDraft'
import { statementsOf } from '../text/phrases'
import type { Checklist } from '../wire/checklist'
import type { Enterprise } from '../wire/enterprise'
import type { Hazard } from '../wire/hazard'
import { FIRST_POLICY } from '../wire/policy'
import { act, wasKept } from './useAct'
import { useChecklists, useEnterprise, useHazards, useStanding, type Kept, type One } from './useArea'
import { useContent } from './useContent'
import { useDraft, type DraftInHand } from './useDraft'
import { allKept } from './pictures'

type AskedField = Extract<ProposableField, 'address' | 'name' | 'principal' | 'principal_phone' | 'uscc' | 'note'>

/** Fields of the file that an outcome asks about. */
const ASKED: Readonly<Partial<Record<VisitOutcome, readonly AskedField[]>>> = {
  moved: ['address'],
  new_owner: ['name', 'principal', 'principal_phone', 'uscc'],
  closed_door: ['note'],
  refused: ['note'],
  several_units: ['note'],
  not_found: ['note'],
}

export type Finish = 'done' | 'lacks-second' | 'lacks-checklist' | 'lacks-change' | StoreError['problem']

export interface VisitInHand {
  readonly draft: DraftInHand<VisitDraft>
  /** False once it is known that no visit is under way here. */
  readonly isUnderWay: Ref<boolean | null>
  readonly enterprise: One<Enterprise>
  readonly outcome: ComputedRef<VisitOutcome>
  /** The fields the outcome asks about, with what stands there or the usual words. */
  readonly asked: ComputedRef<Readonly<Partial<Record<ProposableField, string>>>>
  readonly offers: ComputedRef<readonly Offer[]>
  readonly checklist: ComputedRef<Checklist | null>
  readonly found: ComputedRef<readonly Kept<Hazard>[]>
  /** How often each item was a hazard here in the past. */
  readonly before: ComputedRef<ReadonlyMap<string, number>>
  readonly finish: (reason: string) => Promise<Finish>
}

/** `noteFor` writes the usual note of an outcome, for people to change. */
export function useVisit(enterpriseId: string, noteFor: (outcome: VisitOutcome) => string): VisitInHand {
  const draft = useDraft({ id: visitDraftId(enterpriseId), kind: VISIT_DRAFT, about: enterpriseId, read: visitDraftOf })
  const enterprise = useEnterprise(() => enterpriseId)
  const hazards = useHazards()
  const checklists = useChecklists()
  const standing = useStanding()
  const isUnderWay = ref<boolean | null>(null)

  const own = computed(() => (hazards.value.value ?? []).filter(({ enterprise_id }) => enterprise_id === enterpriseId))
  const found = computed(() => own.value.filter(({ visit_id }) => visit_id !== null && visit_id === draft.body.value?.visit))
  const outcome = computed(() => OUTCOMES.find((each) => each === draft.body.value?.outcome) ?? 'inspected')
  const offers = useContent(enterprise)
  const checklist = computed(() => {
    const chosen = draft.body.value?.checklistVersion ?? null
    // A draft keeps the version it began with, even when a newer one holds today.
    const all = checklists.value.value ?? []
    return all.find(({ version_id }) => version_id === chosen) ?? offers.value[0]?.list ?? null
  })
  const before = computed(() => {
    const counts = new Map<string, number>()
    for (const { check_item, visit_id } of own.value) {
      if (check_item !== null && visit_id !== draft.body.value?.visit) counts.set(check_item, (counts.get(check_item) ?? 0) + 1)
    }
    return counts
  })

  const asked = computed(() => {
    const now = enterprise.value
    if (now === undefined || now === null) return {}
    const usual = (field: AskedField) =>
      field === 'note' ? statementsOf([now.note, noteFor(outcome.value)].filter((part) => part !== '')) : (now[field] ?? '')
    return Object.fromEntries((ASKED[outcome.value] ?? []).map((field) => [field, usual(field)] as const))
  })

  // The version that holds when the visit begins is noted at once: what is published meanwhile changes nothing of it.
  watch([draft.body, checklist], ([body, list]) => {
    if (body !== null && body.checklistVersion === null && list !== null) draft.change({ checklistVersion: list.version_id })
  })

  async function open(): Promise<void> {
    isUnderWay.value = await draft.open()
    const body = draft.body.value
    if (body === null || (await wasKept(body.startActId))) return
    await act(startVisit({ ...body, actId: body.startActId }))
  }

  function answers(body: VisitDraft): AnswerGiven[] {
    const hazardous = new Map(found.value.flatMap(({ check_item, id }) => (check_item === null ? [] : [[check_item, id] as const])))
    const listed = new Set(checklist.value?.items.map(({ code }) => code))
    return [...listed].flatMap((item): AnswerGiven[] => {
      const hazard = hazardous.get(item) ?? null
      if (hazard !== null) return [{ item, result: 'hazard', remark: '', hazard }]
      const said = body.answers[item]
      return said === undefined ? [] : [{ item, result: said.result, remark: said.remark, hazard: null }]
    })
  }

  function proposal(body: VisitDraft, file: Enterprise): Record<string, string> {
    const said = (ASKED[outcome.value] ?? []).map((field) => [field, (body.proposed[field] ?? asked.value[field] ?? '').trim()] as const)
    const status = STATUS_PROPOSED[outcome.value]
    const news = said.filter(([field, value]) => value !== '' && value !== (file[field] ?? ''))
    return Object.fromEntries(status === undefined ? news : [['status', status], ...news])
  }

  async function finish(reason: string): Promise<Finish> {
    if (!(await allKept())) return 'photo'
    const body = draft.body.value
    const file = enterprise.value
    if (body === null || file === null || file === undefined) return 'closed'
    const isInspected = outcome.value === 'inspected'
    if (body.kind === 'inspection' && body.secondInspector === '') return 'lacks-second'
    if (isInspected && checklist.value === null) return 'lacks-checklist'
    const fields = proposal(body, file)
    if (questionsFile(outcome.value) && Object.keys(fields).length === 0) return 'lacks-change'
    const now = new Date()
    const departure = {
      visit: body.visit,
      startActId: body.startActId,
      outcome: outcome.value,
      finishedAt: now.toISOString(),
      today: localDay(new Date(body.startedAt)),
      checklistVersion: isInspected ? (checklist.value?.version_id ?? null) : null,
      answers: isInspected ? answers(body) : [],
      personMet: body.personMet.trim(),
      signature: body.signature,
      secondInspector: body.kind === 'inspection' ? body.secondInspector : null,
      remark: body.remark.trim(),
      photos: [],
    }
    const policy = standing.value?.policy ?? FIRST_POLICY
    const left = finishVisit(departure, { enterprise: file, hazards: own.value, policy })
    try {
      await draft.become(async () => {
        if (Object.keys(fields).length > 0 && !(await wasKept(body.proposalId))) {
          const about = { change: body.proposalId, enterprise: file.id, visit: body.visit, visitActId: body.startActId }
          await act({ ...proposeChange({ ...about, reason, fields }), id: body.proposalId })
        }
        await act({ ...left, id: body.finishActId, draftId: visitDraftId(enterpriseId) })
      })
    } catch (cause) {
      if (cause instanceof StoreError) return cause.problem
      throw cause
    }
    return 'done'
  }

  void open()
  return { draft, isUnderWay, enterprise, outcome, asked, offers, checklist, found, before, finish }
}
