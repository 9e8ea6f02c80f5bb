// The photos of a draft: taken in one after another, dropped again. Saying the same photo twice is saying it once.
import { StoreError } from '../store/errors'
import type { DraftPhoto } from '../store/hazardDraft'
import { discardPhoto } from '../store/photos'
import type { Fix } from '../wire/place'
import type { DraftInHand } from './useDraft'
import { whileKeeping } from './pictures'
import { takePhoto } from './usePhoto'
import { personDb } from './usePerson'

/** Where a draft has these photos. */
export interface PhotoPlace<B> {
  readonly of: (body: B) => readonly DraftPhoto[]
  readonly put: (photos: readonly DraftPhoto[]) => Partial<B>
}

export interface DraftPhotos {
  /** Take in what was chosen; says why the rest was not kept, null when all was. */
  readonly add: (files: readonly Blob[], fix: Fix | null) => Promise<StoreError['problem'] | null>
  readonly drop: (sha256: string) => Promise<void>
}

export function useDraftPhotos<B extends object>(draft: DraftInHand<B>, place: PhotoPlace<B>): DraftPhotos {
  const now = () => (draft.body.value === null ? [] : place.of(draft.body.value))

  async function take(files: readonly Blob[], fix: Fix | null): Promise<StoreError['problem'] | null> {
    try {
      // One at a time: a full-size picture holds 48 MB while it is being shrunk.
      for (const file of files) {
        const photo = await takePhoto(file, fix)
        if (now().every(({ sha256 }) => sha256 !== photo.sha256)) draft.change(place.put([...now(), photo]))
      }
    } catch (cause) {
      if (cause instanceof StoreError) return cause.problem
      throw cause
    } finally {
      await draft.markCamera(false)
    }
    return null
  }

  return {
    add: (files, fix) => whileKeeping(take(files, fix), (problem) => problem === null),
    drop: async (sha256) => {
      draft.change(place.put(now().filter((photo) => photo.sha256 !== sha256)))
      await draft.settle()
      await discardPhoto(personDb(), sha256)
    },
  }
}
