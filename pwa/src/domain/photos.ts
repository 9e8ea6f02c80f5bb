// Which two photos show the same spot before and after.
import type { HazardPhoto } from '../wire/hazard'

/** The first photo of the finding beside the last of the work or of the re-inspection; null while one is missing. */
export function beforeAndAfter(photos: readonly HazardPhoto[]): { readonly before: HazardPhoto; readonly after: HazardPhoto } | null {
  const before = photos.find(({ role }) => role === 'before')
  const after = [...photos].reverse().find(({ role }) => role === 'after') ?? [...photos].reverse().find(({ role }) => role === 'reinspection')
  return before === undefined || after === undefined ? null : { before, after }
}
