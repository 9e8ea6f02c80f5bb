// Which screen goes on with a draft.
import type { RouteLocationRaw } from 'vue-router'
import type { Draft } from '../../store/db'
import { HAZARD_DRAFT } from '../../store/hazardDraft'
import { PAPER_DRAFT } from '../../store/paperDraft'
import { RECORD_DRAFT } from '../../store/recordDraft'
import { RECTIFY_DRAFT, REINSPECT_DRAFT, SPOT_DRAFT } from '../../store/reportDraft'
import { SELF_DRAFT } from '../../store/selfDraft'
import { TREAT_DRAFT } from '../../store/treatDraft'
import { VISIT_DRAFT } from '../../store/visitDraft'

export function draftLink({ kind, body }: Pick<Draft, 'kind' | 'body'>): RouteLocationRaw | null {
  const id = (key: string) => String(body[key] ?? '')
  switch (kind) {
    case VISIT_DRAFT:
      return { name: 'visit', params: { enterprise: id('enterprise') } }
    case PAPER_DRAFT:
      return { name: 'inspection-paper', params: { id: id('inspection'), form: id('form') } }
    case SELF_DRAFT:
      return { name: 'self-check' }
    case HAZARD_DRAFT:
      return { name: 'hazard-form', params: { hazard: id('hazard') } }
    case REINSPECT_DRAFT:
      return { name: 'hazard', params: { id: id('hazard') } }
    case RECTIFY_DRAFT:
      return { name: 'rectify', params: { hazard: id('hazard') } }
    case SPOT_DRAFT:
      return { name: 'spot', params: { hazard: id('hazard') } }
    case RECORD_DRAFT: {
      const enterprise = id('enterprise')
      return body['isNew'] === true
        ? { name: 'record-new', params: { enterprise, topic: id('topic') } }
        : { name: 'record', params: { enterprise, record: id('record') } }
    }
    case TREAT_DRAFT:
      return { name: 'treat', params: { hazard: id('hazard'), step: id('step') }, query: { listing: id('listing') } }
    default:
      return null
  }
}
