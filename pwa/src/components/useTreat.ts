// One step of a major hazard's treatment in hand: what is said so far, kept as a draft until it is an act.
import { treat } from '../domain/acts/treatment'
import { addDays, localDay } from '../domain/days'
import { treatLacks, type Lacking, type TreatField, type TreatMilestone, type TreatStep } from '../domain/treatForm'
import { StoreError } from '../store/errors'
import { TREAT_DRAFT, treatDraftOf, type TreatDraft } from '../store/treatDraft'
import type { Hazard } from '../wire/hazard'
import { act, wasKept } from './useAct'
import { useHazard, type One } from './useArea'
import { useDraft, type DraftInHand } from './useDraft'
import { useDraftPhotos } from './useDraftPhotos'
import { useLink } from './useLink'
import { allKept } from './pictures'

export interface TreatInHand {
  readonly hazard: One<Hazard>
  readonly draft: DraftInHand<TreatDraft>
  readonly today: string
  readonly say: (field: TreatField, value: string) => void
  readonly setMilestones: (milestones: readonly TreatMilestone[]) => void
  readonly addPhotos: (files: readonly Blob[]) => Promise<StoreError['problem'] | null>
  readonly dropPhoto: (sha256: string) => Promise<void>
  /** The fields that lack, why the phone could not keep it, or that it is done. */
  readonly send: () => Promise<readonly Lacking[] | StoreError['problem'] | 'done'>
}

export function useTreat(hazardId: string, step: TreatStep, listing: string): TreatInHand {
  const draftId = `${TREAT_DRAFT}-${step}-${hazardId}`
  const draft = useDraft({ id: draftId, kind: TREAT_DRAFT, about: hazardId, read: treatDraftOf })
  const hazard = useHazard(() => hazardId)
  const link = useLink()
  const today = localDay(new Date())

  async function open(): Promise<void> {
    if (await draft.open()) return
    const texts = { by: 'agency', measure: 'partial', verdict: 'confirmed', month: today.slice(0, 7) }
    const milestones = step === 'submit-plan' ? [{ what: '', due_on: addDays(today, 7) }] : []
    draft.imagine({ hazard: hazardId, step, listing, place: '', actId: crypto.randomUUID(), photos: [], texts, milestones, link: link.value })
  }

  function say(field: TreatField, value: string): void {
    draft.change({ place: hazard.value?.place ?? '', texts: { ...draft.body.value?.texts, [field]: value } })
  }

  const photos = useDraftPhotos(draft, { of: (body) => body.photos, put: (kept) => ({ place: hazard.value?.place ?? '', photos: kept }) })

  async function send(): Promise<readonly Lacking[] | StoreError['problem'] | 'done'> {
    if (!(await allKept())) return 'photo'
    const [body, about] = [draft.body.value, hazard.value]
    if (body === null || about === null || about === undefined) return 'closed'
    const values = { texts: body.texts, milestones: body.milestones }
    const lacking = treatLacks(step, values, body.photos.length)
    if (lacking.length > 0) return lacking
    try {
      await draft.become(async () => {
        if (await wasKept(body.actId)) return
        const made = treat(step, { hazard: about, listing: body.listing, values, photos: body.photos, at: new Date().toISOString(), today })
        await act({ ...made, id: body.actId, draftId })
      })
    } catch (cause) {
      if (cause instanceof StoreError) return cause.problem
      throw cause
    }
    return 'done'
  }

  void open()
  return { hazard, draft, today, say, setMilestones: (milestones) => { draft.change({ milestones }) }, addPhotos: (files) => photos.add(files, null), dropPhoto: photos.drop, send }
}
