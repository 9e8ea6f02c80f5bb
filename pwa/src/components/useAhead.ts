// After the area was brought up to date: the first photo of every hazard that is not over, for the way out.
import { watch } from 'vue'
import { fetchAhead } from '../device/thumbs'
import { ENDED } from '../domain/hazards'
import { useCursor, useHazards } from './useArea'
import { photoPath } from './useLink'

const SETTLE_MS = 3_000

/** Runs while the screen that calls it lives. */
export function useAhead(): void {
  const cursor = useCursor()
  const hazards = useHazards()
  watch(
    () => cursor.value?.cursor,
    (known) => {
      if (known === undefined) return
      // The lists come first; a photo can wait.
      setTimeout(() => {
        const open = (hazards.value.value ?? []).filter(({ state }) => !ENDED.includes(state))
        const photos = open.flatMap(({ photos: taken }) => taken.find(({ received }) => received)?.sha256 ?? [])
        void fetchAhead(photos.map((sha256) => photoPath(sha256, 'thumb')))
      }, SETTLE_MS)
    },
    { immediate: true },
  )
}
