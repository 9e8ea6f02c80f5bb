// A self-check under way: its draft, the list it was begun with, what was found, and handing it in.
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { submitSelfCheck } from '../domain/acts/selfChecks'
import type { Offer } from '../domain/content'
import { localDay } from '../domain/days'
import { lackOf, type SelfLack } from '../domain/selfChecks'
import { StoreError } from '../store/errors'
import { lastActAbout } from '../store/outbox'
import { SELF_DRAFT, selfDraftId, selfDraftOf, type SelfDraft, type SelfDraftAnswer } from '../store/selfDraft'
import type { Checklist } from '../wire/checklist'
import type { Enterprise } from '../wire/enterprise'
import type { Hazard } from '../wire/hazard'
import { FIRST_SELF_POLICY, type Duty, type SelfPolicy } from '../wire/policy'
import { act, wasKept } from './useAct'
import { useChecklists, useEnterprise, useHazards, useSelfPeriods, useStanding, type Kept, type One } from './useArea'
import { useContent } from './useContent'
import { useDraft, type DraftInHand } from './useDraft'
import { useDraftPhotos } from './useDraftPhotos'
import { useNow } from './useNow'
import { allKept } from './pictures'
import { personDb, usePerson } from './usePerson'

export type Handed = { readonly kind: 'done'; readonly found: number } | { readonly kind: 'lacks'; readonly lack: SelfLack | 'list' } | { readonly kind: 'store'; readonly problem: StoreError['problem'] }

export interface SelfCheckInHand {
  readonly draft: DraftInHand<SelfDraft>
  /** False once it is known that none is under way. */
  readonly isUnderWay: Ref<boolean | null>
  readonly enterprise: One<Enterprise>
  readonly offers: ComputedRef<readonly Offer[]>
  readonly list: ComputedRef<Checklist | null>
  readonly duties: ComputedRef<readonly Duty[]>
  readonly policy: ComputedRef<SelfPolicy>
  /** Item -> the hazard recorded for it since the check began. */
  readonly found: ComputedRef<ReadonlyMap<string, Kept<Hazard>>>
  readonly answers: ComputedRef<Readonly<Record<string, SelfDraftAnswer>>>
  /** Unit: seconds that a check without a hazard must still take. */
  readonly waitS: ComputedRef<number>
  readonly begin: () => Promise<void>
  readonly answer: (item: string, given: SelfDraftAnswer | null) => void
  readonly addPhotos: (files: readonly Blob[]) => Promise<StoreError['problem'] | null>
  readonly dropPhoto: (sha256: string) => Promise<void>
  readonly hand: () => Promise<Handed>
  readonly discard: () => Promise<void>
}

export function useSelfCheck(): SelfCheckInHand {
  const person = usePerson()
  const own = person.value?.enterprise_id ?? ''
  const draft = useDraft({ id: selfDraftId(own), kind: SELF_DRAFT, about: own, read: selfDraftOf })
  const enterprise = useEnterprise(() => own)
  const hazards = useHazards()
  const checklists = useChecklists()
  const periods = useSelfPeriods()
  const standing = useStanding()
  const { now } = useNow(1_000)
  const isUnderWay = ref<boolean | null>(null)

  const offers = useContent(enterprise)
  const list = computed(() => {
    const chosen = draft.body.value?.checklistVersion ?? null
    return (checklists.value.value ?? []).find(({ version_id }) => version_id === chosen) ?? offers.value[0]?.list ?? null
  })
  const policy = computed(() => standing.value?.selfPolicy ?? FIRST_SELF_POLICY)
  const found = computed(() => {
    const since = draft.body.value?.startedAt ?? ''
    const codes = new Set(list.value?.items.map(({ code }) => code))
    const mine = (hazards.value.value ?? []).filter(({ source, found_at }) => source === 'self_check' && found_at >= since && since !== '')
    return new Map(mine.flatMap((hazard) => (hazard.check_item !== null && codes.has(hazard.check_item) ? [[hazard.check_item, hazard] as const] : [])))
  })
  const answers = computed(() => {
    const said = draft.body.value?.answers ?? {}
    const hazardous = [...found.value.keys()].map((code) => [code, { remark: '', off: null, ...said[code], result: 'hazard' as const }] as const)
    return { ...said, ...Object.fromEntries(hazardous) }
  })
  const seconds = computed(() => (now.value.getTime() - Date.parse(draft.body.value?.startedAt ?? now.value.toISOString())) / 1000)
  const waitS = computed(() => {
    const looked = Object.values(answers.value).filter(({ result }) => result === 'ok').length
    return found.value.size > 0 ? 0 : Math.max(0, Math.ceil(policy.value.zero_seconds_an_item * looked - seconds.value))
  })

  watch([draft.body, list], ([body, holding]) => {
    if (body !== null && body.checklistVersion === null && holding !== null) draft.change({ checklistVersion: holding.version_id })
  })

  async function begin(): Promise<void> {
    await draft.begin({
      check: crypto.randomUUID(), actId: crypto.randomUUID(), enterprise: own, enterpriseName: enterprise.value?.name ?? '',
      startedAt: new Date().toISOString(), checklistVersion: offers.value[0]?.list.version_id ?? null, answers: {}, area: '',
      checker: person.value?.name ?? '', remark: '', photos: [],
    })
    isUnderWay.value = true
  }

  function answer(item: string, given: SelfDraftAnswer | null): void {
    const { [item]: _dropped, ...others } = draft.body.value?.answers ?? {}
    draft.change({ answers: given === null ? others : { ...others, [item]: given } })
  }

  const photos = useDraftPhotos(draft, { of: (body) => body.photos, put: (kept) => ({ photos: kept }) })

  async function hand(): Promise<Handed> {
    if (!(await allKept())) return { kind: 'store', problem: 'photo' }
    const [body, holding] = [draft.body.value, list.value]
    if (body === null) return { kind: 'store', problem: 'closed' }
    if (holding === null) return { kind: 'lacks', lack: 'list' }
    const codes = holding.items.map(({ code }) => code)
    const lack = lackOf({ codes, answers: answers.value, photos: body.photos.length, checker: body.checker, seconds: seconds.value }, policy.value)
    if (lack !== null) return { kind: 'lacks', lack }
    const last = [...found.value.values()].at(-1)
    const done = {
      ...body, list: holding, answers: answers.value, finishedAt: new Date().toISOString(), today: localDay(new Date()),
      hazards: new Map([...found.value].map(([code, { id }]) => [code, id] as const)), checker: body.checker.trim(),
      remark: body.remark.trim(), parentId: last === undefined ? null : await lastActAbout(personDb(), last.id),
    }
    try {
      await draft.become(async () => {
        if (await wasKept(body.actId)) return
        await act({ ...submitSelfCheck(done, periods.value.value ?? []), id: body.actId, draftId: selfDraftId(own) })
      })
    } catch (cause) {
      if (cause instanceof StoreError) return { kind: 'store', problem: cause.problem }
      throw cause
    }
    return { kind: 'done', found: found.value.size }
  }

  async function discard(): Promise<void> {
    await draft.discard((draft.body.value?.photos ?? []).map(({ sha256 }) => sha256))
    isUnderWay.value = false
  }

  void draft.open().then((isOpen) => { isUnderWay.value = isOpen })
  const duties = computed(() => standing.value?.duties ?? [])
  return { draft, isUnderWay, enterprise, offers, list, duties, policy, found, answers, waitS, begin, answer, addPhotos: (files) => photos.add(files, null), dropPhoto: photos.drop, hand, discard }
}
