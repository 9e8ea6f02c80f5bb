// The standards that are offered for an enterprise today, and the words for why. Empty until everything that decides
// has been read, so that nothing is begun with a standard that another one goes before.
import { computed, type ComputedRef } from 'vue'
import { offered, publishedAt, type Kind, type Offer } from '../domain/content'
import { t, tOf } from '../text/text'
import type { Checklist } from '../wire/checklist'
import type { Enterprise } from '../wire/enterprise'
import { useChecklists, useContents, useStanding, type One } from './useArea'
import { useNow } from './useNow'
import { listOf } from '../text/phrases'

export function useContent(enterprise: One<Enterprise>): ComputedRef<readonly Offer[]> {
  const checklists = useChecklists()
  const contents = useContents()
  const standing = useStanding()
  const { today } = useNow()
  return computed(() => {
    const [file, all, published, about] = [enterprise.value, checklists.value.value, contents.value.value, standing.value]
    if (file === undefined || file === null || all === null || published === null || about === null) return []
    return offered(all, publishedAt(published, about.areas, file.town_id), file, today.value)
  })
}

/**
 * Why a standard is offered here; one that a draft was begun with and that is not offered any more says so. Nothing is
 * said until it is known what is offered.
 */
export function whyOffered(offers: readonly Offer[], list: Checklist, { supervision_class, grade, tags }: Kind): string {
  const offer = offers.find(({ list: { version_id } }) => version_id === list.version_id)
  if (offer === undefined) return offers.length === 0 ? '' : t('check.why.kept')
  return tOf('check.why', offer.why, {
    class: tOf('enterprise.class', supervision_class),
    grade: grade === null ? t('grade.none') : t('grade.letter', { grade }),
    topics: listOf(list.tags.filter((tag) => tags.includes(tag))),
  })
}
