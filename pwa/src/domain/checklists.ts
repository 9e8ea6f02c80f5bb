// Which checklists apply to an enterprise: by its class, and by what stands in its file as a tag.
import type { Checklist } from '../wire/checklist'
import type { Day } from './days'

interface Kind {
  readonly supervision_class: string
  readonly tags: readonly string[]
}

/** The checklists for this enterprise on a day, the most particular first. A list with tags needs one of them. */
export function checklistsFor(all: readonly Checklist[], enterprise: Kind, on: Day): Checklist[] {
  return all
    .filter((list) => list.valid_from <= on && (list.valid_to === null || on < list.valid_to))
    .filter((list) => list.classes.length === 0 || list.classes.includes(enterprise.supervision_class))
    .filter((list) => list.tags.length === 0 || list.tags.some((tag) => enterprise.tags.includes(tag)))
    .sort((a, b) => particularity(b) - particularity(a) || a.version_id - b.version_id)
}

function particularity(list: Checklist): number {
  return (list.tags.length > 0 ? 2 : 0) + (list.classes.length > 0 ? 1 : 0)
}
