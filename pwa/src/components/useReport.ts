// Reporting a hazard rectified, by the enterprise for a notice or by the finder on the spot: words, photos, who and
// when, kept as a draft until it is an act.
import { computed, type ComputedRef } from 'vue'
import { rectifyOnTheSpot } from '../domain/acts/hazards'
import { submitRectification } from '../domain/acts/notices'
import type { Act } from '../domain/acts/act'
import { localDay } from '../domain/days'
import { shownRow } from '../store/area'
import { StoreError } from '../store/errors'
import { lastActAbout } from '../store/outbox'
import { RECTIFY_DRAFT, SPOT_DRAFT, reportDraftId, reportDraftOf, type ReportDraft } from '../store/reportDraft'
import { hazardOf, type Hazard } from '../wire/hazard'
import { noticeOf } from '../wire/notice'
import { act, wasKept } from './useAct'
import { useHazard, type One } from './useArea'
import { useDraft, type DraftInHand } from './useDraft'
import { useDraftPhotos } from './useDraftPhotos'
import { useLink } from './useLink'
import { allKept } from './pictures'
import { personDb, usePerson } from './usePerson'

export type ReportWay = 'rectify' | 'spot'
export type Report = 'done' | 'lacks-photo' | 'lacks-words' | 'lacks-by' | 'lacks-evaluation' | StoreError['problem']

export interface ReportInHand {
  readonly hazard: One<Hazard>
  readonly draft: DraftInHand<ReportDraft>
  readonly today: string
  readonly firstBefore: ComputedRef<string | null>
  readonly addPhotos: (files: readonly Blob[]) => Promise<StoreError['problem'] | null>
  readonly dropPhoto: (sha256: string) => Promise<void>
  readonly send: () => Promise<Report>
}

export function useReport(hazardId: string, way: ReportWay): ReportInHand {
  const kind = way === 'rectify' ? RECTIFY_DRAFT : SPOT_DRAFT
  const draftId = reportDraftId(kind, hazardId)
  const draft = useDraft({ id: draftId, kind, about: hazardId, read: reportDraftOf })
  const hazard = useHazard(() => hazardId)
  const person = usePerson()
  const link = useLink()
  const today = localDay(new Date())

  async function open(): Promise<void> {
    if (await draft.open()) return
    const by = way === 'rectify' ? await likelyName() : ''
    const first = { hazard: hazardId, place: '', actId: crypto.randomUUID(), photos: [], words: '', by, on: today }
    draft.imagine({ ...first, secondInspector: '', evaluator: '', conclusion: '', link: link.value })
  }

  /** Who signed for the notice most likely did the work too; it can be changed. */
  async function likelyName(): Promise<string> {
    const row = await shownRow(personDb(), 'hazards', hazardId)
    const noticeId = row === null ? null : hazardOf(row).notice_id
    const notice = noticeId === null ? null : await shownRow(personDb(), 'notices', noticeId)
    return (notice === null ? null : noticeOf(notice).acknowledged_by) ?? person.value?.name ?? ''
  }

  const photos = useDraftPhotos(draft, { of: (body) => body.photos, put: (kept) => ({ place: hazard.value?.place ?? '', photos: kept }) })

  /** A treated major hazard is reported with its evaluation. */
  function isEvaluated(about: Hazard): boolean {
    return way === 'rectify' && about.level === 'major'
  }

  async function actOf(body: ReportDraft, about: Hazard): Promise<Act> {
    const [done, doneBy] = [body.words.trim(), body.by.trim()]
    if (way === 'spot') {
      return rectifyOnTheSpot({ hazard: about, photos: body.photos, done, doneBy, doneAt: new Date().toISOString() })
    }
    const noticeActId = about.notice_id === null ? null : await lastActAbout(personDb(), about.notice_id)
    const fixedBy = person.value?.id ?? ''
    const evaluation = isEvaluated(about) ? { by: 'agency' as const, evaluator: body.evaluator.trim(), conclusion: body.conclusion.trim(), evaluated_on: today } : null
    return submitRectification({ hazard: about, evaluation, noticeActId, done, doneOn: body.on === '' ? today : body.on, doneBy, photos: body.photos, fixedBy })
  }

  async function send(): Promise<Report> {
    if (!(await allKept())) return 'photo'
    const [body, about] = [draft.body.value, hazard.value]
    if (body === null || about === null || about === undefined) return 'closed'
    if (body.photos.length === 0) return 'lacks-photo'
    if (body.words.trim() === '') return 'lacks-words'
    if (body.by.trim() === '') return 'lacks-by'
    if (isEvaluated(about) && (body.evaluator.trim() === '' || body.conclusion.trim() === '')) return 'lacks-evaluation'
    try {
      await draft.become(async () => {
        if (await wasKept(body.actId)) return
        await act({ ...(await actOf(body, about)), id: body.actId, draftId })
      })
    } catch (cause) {
      if (cause instanceof StoreError) return cause.problem
      throw cause
    }
    return 'done'
  }

  void open()
  const firstBefore = computed(() => hazard.value?.photos.find(({ role }) => role === 'before')?.sha256 ?? null)
  return { hazard, draft, today, firstBefore, addPhotos: (files) => photos.add(files, null), dropPhoto: photos.drop, send }
}
