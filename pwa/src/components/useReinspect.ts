// Judging rectified work: opinion, second inspector, photos and a new date, kept as a draft until passed or failed.
import { computed, type ComputedRef } from 'vue'
import { reinspectHazard } from '../domain/acts/hazards'
import { localDay, type Day } from '../domain/days'
import { latestNewDue, needsSecondInspector } from '../domain/hazards'
import { StoreError } from '../store/errors'
import { REINSPECT_DRAFT, reportDraftId, reportDraftOf, type ReportDraft } from '../store/reportDraft'
import type { Hazard } from '../wire/hazard'
import type { Fix } from '../wire/place'
import { FIRST_POLICY, type Colleague } from '../wire/policy'
import { act, wasKept } from './useAct'
import { useStanding } from './useArea'
import { useDraft, type DraftInHand } from './useDraft'
import { useDraftPhotos } from './useDraftPhotos'
import { allKept } from './pictures'

export type Judgement = 'done' | 'lacks-opinion' | 'lacks-second' | StoreError['problem']

export interface ReinspectInHand {
  readonly draft: DraftInHand<ReportDraft>
  readonly needsSecond: ComputedRef<boolean>
  readonly inspectors: ComputedRef<readonly Colleague[]>
  readonly today: Day
  readonly latestDue: ComputedRef<Day>
  readonly addPhotos: (files: readonly Blob[], fix: Fix | null) => Promise<StoreError['problem'] | null>
  readonly dropPhoto: (sha256: string) => Promise<void>
  /** `phrase` stands for the opinion of work that passed when nothing was written. */
  readonly judge: (passed: boolean, phrase: string, fix: Fix | null) => Promise<Judgement>
}

export function useReinspect(hazard: () => Hazard): ReinspectInHand {
  const id = hazard().id
  const draft = useDraft({ id: reportDraftId(REINSPECT_DRAFT, id), kind: REINSPECT_DRAFT, about: id, read: reportDraftOf })
  const standing = useStanding()
  const today = localDay(new Date())
  const policy = computed(() => standing.value?.policy ?? FIRST_POLICY)
  const latestDue = computed(() => latestNewDue(hazard(), today, policy.value))
  const needsSecond = computed(() => needsSecondInspector(hazard()))

  async function open(): Promise<void> {
    if (!(await draft.open())) draft.imagine(blank(hazard()))
  }

  const photos = useDraftPhotos(draft, { of: (body) => body.photos, put: (kept) => ({ photos: kept }) })

  async function judge(passed: boolean, phrase: string, fix: Fix | null): Promise<Judgement> {
    if (!(await allKept())) return 'photo'
    const body = draft.body.value
    if (body === null) return 'closed'
    const opinion = body.words.trim() === '' && passed ? phrase : body.words.trim()
    if (opinion === '') return 'lacks-opinion'
    if (needsSecond.value && body.secondInspector === '') return 'lacks-second'
    const judged = reinspectHazard(
      {
        hazard: hazard(),
        passed,
        opinion,
        inspectedAt: new Date().toISOString(),
        today,
        secondInspector: needsSecond.value ? body.secondInspector : null,
        newDueOn: passed || body.on === '' ? null : body.on,
        photos: body.photos,
        fix,
      },
      policy.value,
    )
    try {
      await draft.become(async () => {
        const draftId = reportDraftId(REINSPECT_DRAFT, id)
        if (!(await wasKept(body.actId))) await act({ ...judged, id: body.actId, draftId })
      })
    } catch (cause) {
      if (cause instanceof StoreError) return cause.problem
      throw cause
    }
    return 'done'
  }

  void open()
  const inspectors = computed(() => standing.value?.inspectors ?? [])
  return { draft, needsSecond, inspectors, today, latestDue, addPhotos: photos.add, dropPhoto: photos.drop, judge }
}

function blank({ id, place }: Hazard): ReportDraft {
  return { hazard: id, place, actId: crypto.randomUUID(), photos: [], words: '', by: '', on: '', secondInspector: '', link: null, evaluator: '', conclusion: '' }
}
