// Going in and out of an inspection: the entry begins the visit in which is looked, or goes on with the one begun.
import { enterInspection, leaveInspection } from '../domain/acts/inspections'
import { startVisit } from '../domain/acts/visits'
import { readDraft, saveDraft } from '../store/drafts'
import { VISIT_DRAFT, visitDraftId, visitDraftOf } from '../store/visitDraft'
import type { Enterprise } from '../wire/enterprise'
import type { Inspection } from '../wire/inspection'
import type { Fix } from '../wire/place'
import { fieldsOf } from '../wire/read'
import { act } from './useAct'
import { personDb, usePerson } from './usePerson'

export interface Passage {
  readonly code: string
  readonly fix: Fix | null
}

export function useEnter() {
  const person = usePerson()

  async function enter(inspection: Inspection, site: Enterprise | null, { code, fix }: Passage): Promise<void> {
    const who = person.value
    if (who === null) return
    const at = new Date().toISOString()
    const visit = site === null ? null : await visitOf(inspection, site, at, fix)
    const given = { actId: crypto.randomUUID(), startActId: visit?.startActId ?? null, visit: visit?.visit ?? null, at, code, fix }
    await act(enterInspection(given, inspection, who))
  }

  async function leave(inspection: Inspection, fix: Fix | null): Promise<void> {
    const who = person.value
    if (who !== null) await act(leaveInspection({ actId: crypto.randomUUID(), at: new Date().toISOString(), fix }, inspection, who))
  }

  return { enter, leave }
}

/** The inspection's visit that is under way here, or a new one: its draft first, so that a page that dies goes on with it. */
async function visitOf(inspection: Inspection, site: Enterprise, at: string, fix: Fix | null): Promise<{ readonly visit: string; readonly startActId: string }> {
  const id = visitDraftId(site.id)
  const kept = await readDraft(personDb(), id)
  const begun = kept === null ? null : visitDraftOf(fieldsOf(kept.body))
  if (begun !== null && begun.kind === 'inspection') return begun
  const arrival = { actId: crypto.randomUUID(), visit: crypto.randomUUID(), enterprise: site.id, kind: 'inspection' as const, startedAt: at, fix, awayReason: '' }
  const { actId: startActId, ...body } = arrival
  const more = { startActId, finishActId: crypto.randomUUID(), proposalId: crypto.randomUUID(), enterpriseName: site.name, secondInspector: '' }
  const second = usePerson().value?.id === inspection.second_id ? inspection.opened_by : inspection.second_id
  await saveDraft(personDb(), { id, kind: VISIT_DRAFT, about: site.id, body: { ...body, ...more, secondInspector: second } }, new Date())
  await act(startVisit(arrival))
  return { visit: arrival.visit, startActId }
}
