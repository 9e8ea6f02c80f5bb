// One record of a file in the making: a new one of a ledger, or one that stands and is corrected or ended. Kept as a
// draft until it is an act, so that a killed page loses nothing.
import { computed, watch, type ComputedRef } from 'vue'
import { addRecord, changeRecord, endRecord } from '../domain/acts/files'
import { localDay } from '../domain/days'
import { lacking, topicOf, typedOf, valueOf } from '../domain/enterpriseFiles'
import { StoreError } from '../store/errors'
import { RECORD_DRAFT, recordDraftOf, type RecordDraft } from '../store/recordDraft'
import type { Enterprise } from '../wire/enterprise'
import type { FileRecord, RecordValue } from '../wire/enterpriseFile'
import type { FileTopic } from '../domain/fileTables'
import { act, wasKept } from './useAct'
import { useEnterprise, type One } from './useArea'
import { useDraft, type DraftInHand } from './useDraft'
import { useDraftPhotos } from './useDraftPhotos'
import { allKept } from './pictures'

export type Outcome = 'done' | StoreError['problem'] | { readonly lacks: readonly string[] } | 'lacks-reason'

export interface RecordInHand {
  readonly enterprise: One<Enterprise>
  readonly draft: DraftInHand<RecordDraft>
  readonly topic: ComputedRef<FileTopic | null>
  readonly standing: ComputedRef<FileRecord | null>
  readonly type: (field: string, value: string) => void
  readonly addPhotos: (files: readonly Blob[]) => Promise<StoreError['problem'] | null>
  readonly dropPhoto: (sha256: string) => Promise<void>
  readonly send: () => Promise<Outcome>
  readonly end: () => Promise<Outcome>
}

export function useRecordForm(enterpriseId: string, about: { readonly topic: string } | { readonly record: string }, fromServer: ComputedRef<readonly FileRecord[]>): RecordInHand {
  const isNew = 'topic' in about
  const draftId = isNew ? `${RECORD_DRAFT}-${enterpriseId}-${about.topic}` : `${RECORD_DRAFT}-${about.record}`
  const draft = useDraft({ id: draftId, kind: RECORD_DRAFT, about: enterpriseId, read: recordDraftOf })
  const enterprise = useEnterprise(() => enterpriseId)
  const standing = computed(() => {
    if (isNew) return null
    const known = enterprise.value?.file?.records ?? fromServer.value
    return known.find(({ id }) => id === about.record) ?? null
  })
  const topic = computed(() => topicOf(isNew ? about.topic : (standing.value?.topic ?? '')))

  async function open(): Promise<void> {
    if (await draft.open()) return
    if (isNew) draft.imagine({ ...blank(about.topic), record: crypto.randomUUID(), isNew })
    else watch(standing, (record) => { if (record !== null && draft.body.value === null) draft.imagine(copyOf(record)) }, { immediate: true })
  }

  function blank(topicId: string): RecordDraft {
    return { enterprise: enterpriseId, record: '', topic: topicId, isNew, actId: crypto.randomUUID(), typed: {}, validFrom: localDay(new Date()), validTo: '', reason: '', photos: [] }
  }

  function copyOf(record: FileRecord): RecordDraft {
    const typed = Object.fromEntries(Object.entries(record.fields).map(([name, value]) => [name, typedOf(value)]))
    return { ...blank(record.topic), record: record.id, typed, validFrom: record.valid_from, validTo: record.valid_to ?? '' }
  }

  function type(field: string, value: string): void {
    draft.change({ typed: { ...(draft.body.value?.typed ?? {}), [field]: value } })
  }

  const photos = useDraftPhotos(draft, { of: (body) => body.photos, put: (kept) => ({ photos: kept }) })

  function valuesOf(body: RecordDraft, ledger: FileTopic): Record<string, RecordValue> {
    const filled = ledger.fields.map((field) => [field.name, valueOf(field, body.typed[field.name] ?? '')] as const)
    return Object.fromEntries(filled.filter(([, value]) => value !== null))
  }

  async function send(): Promise<Outcome> {
    if (!(await allKept())) return 'photo'
    const [body, ledger, owner] = [draft.body.value, topic.value, enterprise.value]
    if (body === null || ledger === null || !owner) return 'closed'
    const fields = valuesOf(body, ledger)
    const lacks = lacking(ledger, fields)
    if (lacks.length > 0) return { lacks }
    if (!body.isNew && body.reason.trim() === '') return 'lacks-reason'
    const said = { enterprise: owner, record: body.record, topic: body.topic, fields, validFrom: body.validFrom, validTo: body.validTo === '' ? null : body.validTo, reason: body.reason.trim(), photos: body.photos }
    return keep(body, () => (body.isNew ? addRecord(said) : changeRecord(said, standing.value?.version ?? 0)))
  }

  async function end(): Promise<Outcome> {
    const [body, owner] = [draft.body.value, enterprise.value]
    if (body === null || !owner) return 'closed'
    if (body.reason.trim() === '') return 'lacks-reason'
    return keep(body, () => endRecord(owner, body.record, localDay(new Date()), body.reason.trim()))
  }

  async function keep(body: RecordDraft, made: () => ReturnType<typeof addRecord>): Promise<Outcome> {
    try {
      await draft.become(async () => {
        if (await wasKept(body.actId)) return
        await act({ ...made(), id: body.actId, draftId })
      })
    } catch (cause) {
      if (cause instanceof StoreError) return cause.problem
      throw cause
    }
    return 'done'
  }

  void open()
  return { enterprise, draft, topic, standing, type, addPhotos: (files) => photos.add(files, null), dropPhoto: photos.drop, send, end }
}
