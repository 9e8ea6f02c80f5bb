// Work under way that survives a killed tab: every change goes to the phone's database, and before the camera opens
// the screen waits until it is there, because cheap phones close the page to make room for the camera.
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { discardDraft, readDraft, saveDraft } from '../store/drafts'
import { StoreError, type StoreProblem } from '../store/errors'
import { fieldsOf, type Fields } from '../wire/read'
import { allKept } from './pictures'
import { personDb } from './usePerson'

export interface DraftSpec<B> {
  readonly id: string
  readonly kind: string
  readonly about: string | null
  readonly read: (row: Fields) => B
}

export interface DraftInHand<B extends object> {
  /** Null until it has been read; stays null when there is none and `begin` was not called. */
  readonly body: Readonly<ShallowRef<B | null>>
  /** Why the last save failed; null when everything said so far is safe. A text is `store.<trouble>`. */
  readonly trouble: Readonly<ShallowRef<StoreProblem | null>>
  /** Set when the page went away while its camera was open. */
  readonly wasInCamera: Readonly<ShallowRef<boolean>>
  /** Look for a kept draft; false when there is none. */
  readonly open: () => Promise<boolean>
  readonly begin: (first: B) => Promise<void>
  /** Have a body to show; it is kept from the first change on, so that looking alone leaves no draft. */
  readonly imagine: (first: B) => void
  readonly change: (change: Partial<B>) => void
  /** Everything said so far is in the database when this resolves, or `trouble` says why not. */
  readonly settle: () => Promise<void>
  readonly markCamera: (isOpen: boolean) => Promise<void>
  readonly discard: (photos: readonly string[]) => Promise<void>
  /** Turn the draft into an act: nothing saves it again, unless the act could not be kept. */
  readonly become: <T>(act: () => Promise<T>) => Promise<T>
}

const SETTLE_MS = 250
const CAMERA = 'cameraOpen'

export function useDraft<B extends object>(spec: DraftSpec<B>): DraftInHand<B> {
  const body: ShallowRef<B | null> = shallowRef(null)
  const wasInCamera = shallowRef(false)
  const trouble = shallowRef<StoreProblem | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let saving: Promise<void> = Promise.resolve()
  let isCameraOpen = false
  let isOver = false
  let isTouched = true
  /** What lies in the database or is on its way there: the same is not written twice, for each write waits for the disk. */
  let written: { readonly body: B; readonly isCameraOpen: boolean } | null = null

  function save(): Promise<void> {
    clearTimeout(timer)
    const now = body.value
    if (now === null || isOver || !isTouched) return saving
    if (written?.body === now && written.isCameraOpen === isCameraOpen) return saving
    const own = { body: now, isCameraOpen }
    written = own
    const kept = { id: spec.id, kind: spec.kind, about: spec.about, body: { ...now, [CAMERA]: isCameraOpen } }
    // One after the other, so that an older state never lands on a newer one.
    saving = saving
      .then(() => saveDraft(personDb(), kept, new Date()))
      .then(
        () => { trouble.value = null },
        (cause: unknown) => {
          if (written === own) written = null
          trouble.value = problemOf(cause)
        },
      )
    return saving
  }

  async function open(): Promise<boolean> {
    await allKept() // of the same draft, where somebody left and came back
    const kept = await readDraft(personDb(), spec.id)
    if (kept === null) return false
    body.value = spec.read(fieldsOf(kept.body))
    wasInCamera.value = kept.body[CAMERA] === true
    return true
  }

  watch(body, () => {
    clearTimeout(timer)
    timer = setTimeout(() => void save(), SETTLE_MS)
  })
  const saveIfHidden = () => { if (document.visibilityState === 'hidden') void save() }
  document.addEventListener('visibilitychange', saveIfHidden)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', saveIfHidden)
    void save()
  })

  return {
    body,
    trouble,
    wasInCamera,
    open,
    begin: async (first) => {
      body.value = first
      await save()
    },
    imagine: (first) => {
      isTouched = false
      body.value = first
    },
    change: (change) => {
      isTouched = true
      if (body.value !== null) body.value = { ...body.value, ...change }
    },
    settle: save,
    markCamera: async (isOpen) => {
      isCameraOpen = isOpen
      isTouched = true
      await save()
    },
    discard: async (photos) => {
      isOver = true
      body.value = null // an act that waits for a photo meanwhile finds nothing to make
      clearTimeout(timer)
      await saving
      await discardDraft(personDb(), spec.id, photos)
    },
    become: async (act) => {
      await save()
      isOver = true
      try {
        return await act()
      } catch (cause) {
        isOver = false
        throw cause
      }
    },
  }
}

function problemOf(cause: unknown): StoreProblem {
  if (cause instanceof StoreError) return cause.problem
  throw cause
}
