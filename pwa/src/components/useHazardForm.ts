// Writing down a hazard: its draft, its photos, and the one or two acts it becomes.
import { computed, onScopeDispose, ref, type ComputedRef, type Ref } from 'vue'
import { opensAtOnce, recordHazard, rectifyOnTheSpot, secondsUntilAfterPhoto } from '../domain/acts/hazards'
import { localDay } from '../domain/days'
import { StoreError } from '../store/errors'
import { HAZARD_DRAFT, hazardDraftId, hazardDraftOf, type DraftPhoto, type HazardDraft } from '../store/hazardDraft'
import type { Enterprise } from '../wire/enterprise'
import type { Fix } from '../wire/place'
import { FIRST_POLICY } from '../wire/policy'
import { act, wasKept } from './useAct'
import { useEnterprise, useStanding, type Kept } from './useArea'
import { useDraft, type DraftInHand } from './useDraft'
import { useDraftPhotos } from './useDraftPhotos'
import { useNow } from './useNow'
import { allKept } from './pictures'
import { usePerson } from './usePerson'

export type Lack = 'photo' | 'description' | 'place' | 'category' | 'interim' | 'after' | 'done'
export type Save = { readonly kind: 'saved'; readonly photos: number } | { readonly kind: 'lacks'; readonly lack: Lack } | { readonly kind: 'store'; readonly problem: StoreError['problem'] }

export interface HazardInHand {
  readonly draft: DraftInHand<HazardDraft>
  readonly isOpen: Ref<boolean | null>
  readonly enterprise: ComputedRef<Kept<Enterprise> | null>
  /** Whether this person's word opens the hazard at once, with a due day. */
  readonly decides: ComputedRef<boolean>
  readonly maxDueDays: ComputedRef<number>
  /** Unit: seconds; nought when the after-photo may be taken. */
  readonly waitS: ComputedRef<number>
  readonly addPhotos: (files: readonly Blob[], role: 'before' | 'after', fix: Fix | null) => Promise<StoreError['problem'] | null>
  readonly dropPhoto: (sha256: string, role: 'before' | 'after') => Promise<void>
  readonly save: () => Promise<Save>
  readonly discard: () => Promise<void>
}

export function useHazardForm(hazardId: string): HazardInHand {
  const draft = useDraft({ id: hazardDraftId(hazardId), kind: HAZARD_DRAFT, about: hazardId, read: hazardDraftOf })
  const person = usePerson()
  // This one alone: reading two thousand for it would stand between "save" and its tick.
  const own = useEnterprise(() => draft.body.value?.enterprise ?? '')
  const standing = useStanding()
  const { now } = useNow(1_000)
  const isOpen = ref<boolean | null>(null)
  let isSaved = false
  /** Whether a save that was cut off may have left the finding in the outbox; until the draft is open, it may. */
  let mayBeRecorded = true

  const enterprise = computed(() => own.value ?? null)
  const policy = computed(() => standing.value?.policy ?? FIRST_POLICY)
  const decides = computed(() => opensAtOnce(person.value?.roles ?? []))
  const waitS = computed(() => secondsUntilAfterPhoto(firstTaken(draft.body.value?.photos ?? []), now.value, policy.value))

  const taken = {
    before: useDraftPhotos(draft, { of: (body) => body.photos, put: (photos) => ({ photos }) }),
    after: useDraftPhotos(draft, { of: (body) => body.photosAfter, put: (photosAfter) => ({ photosAfter }) }),
  }

  function lackOf(body: HazardDraft): Lack | null {
    const isEnterprise = person.value?.roles.includes('enterprise') === true
    if (body.photos.length === 0 && !isEnterprise) return 'photo'
    if (body.description.trim() === '') return 'description'
    if (body.category === '') return 'category'
    if (body.place.trim() === '') return 'place'
    if (body.level === 'major' && body.interimMeasures.trim() === '') return 'interim'
    if (!body.onTheSpot) return null
    if (body.photosAfter.length === 0) return 'after'
    return body.done.trim() === '' || body.doneBy.trim() === '' ? 'done' : null
  }

  async function save(): Promise<Save> {
    if (!(await allKept())) return { kind: 'store', problem: 'photo' }
    const [body, file, who] = [draft.body.value, enterprise.value, person.value]
    if (body === null || file === null || who === null) return { kind: 'store', problem: 'closed' }
    const lack = lackOf(body)
    if (lack !== null) return { kind: 'lacks', lack }
    const found = { ...body, enterprise: file, today: localDay(new Date()), dueOn: body.dueOn === '' ? null : body.dueOn }
    const recorded = recordHazard(trimmed(found), who, policy.value)
    const draftId = hazardDraftId(hazardId)
    try {
      await draft.become(async () => {
        const isLast = !body.onTheSpot
        if (!mayBeRecorded || !(await wasKept(body.recordActId))) {
          mayBeRecorded = true // a next try looks it up
          await act({ ...recorded, id: body.recordActId, ...(isLast ? { draftId } : {}) })
        }
        if (!isLast) await act({ ...mended(body), id: body.spotActId, draftId })
      })
    } catch (cause) {
      if (cause instanceof StoreError) return { kind: 'store', problem: cause.problem }
      throw cause
    }
    isSaved = true
    return { kind: 'saved', photos: body.photos.length + body.photosAfter.length }
  }

  async function discard(): Promise<void> {
    const body = draft.body.value
    if (body !== null) await draft.discard([...body.photos, ...body.photosAfter].map(({ sha256 }) => sha256))
  }

  async function open(): Promise<void> {
    const found = await draft.open()
    isOpen.value = found
    // Looked up while the person writes: between "save" and its tick every look costs a slow phone.
    if (found && draft.body.value !== null) mayBeRecorded = await wasKept(draft.body.value.recordActId)
  }

  void open()
  // A form that was opened and left again leaves no draft behind.
  onScopeDispose(() => void allKept().then(() => {
    const body = draft.body.value
    if (body !== null && !isSaved && isUntouched(body)) return draft.discard([])
  }))
  const maxDueDays = computed(() => policy.value.general_due_days_max)
  return { draft, isOpen, enterprise, decides, maxDueDays, waitS, addPhotos: (files, role, fix) => taken[role].add(files, fix), dropPhoto: (sha256, role) => taken[role].drop(sha256), save, discard }
}

function isUntouched({ photos, photosAfter, place, description, firstWords, suggestion, interimMeasures }: HazardDraft): boolean {
  const isSame = description.trim() === firstWords.trim()
  return photos.length + photosAfter.length === 0 && isSame && `${place}${suggestion}${interimMeasures}`.trim() === ''
}

function mended(body: HazardDraft) {
  const before = body.photos.map(({ sha256, taken_at }) => ({ sha256, role: 'before' as const, taken_at, received: false }))
  return rectifyOnTheSpot({
    hazard: { id: body.hazard, photos: before },
    photos: body.photosAfter,
    done: body.done.trim(),
    doneBy: body.doneBy.trim(),
    doneAt: body.photosAfter.at(-1)?.taken_at ?? body.foundAt,
  })
}

function trimmed<T extends { readonly place: string; readonly description: string }>(found: T): T {
  return { ...found, place: found.place.trim(), description: found.description.trim() }
}

function firstTaken(photos: readonly DraftPhoto[]): string | null {
  return photos.map(({ taken_at }) => taken_at).sort()[0] ?? null
}
