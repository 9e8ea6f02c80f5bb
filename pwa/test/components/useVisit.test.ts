// @vitest-environment happy-dom
// A visit from arrival to finish as the screens do it, on a real database: what is kept, in which order, once.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { useHazardForm, type HazardInHand } from '../../src/components/useHazardForm'
import { personDb, takeOn } from '../../src/components/usePerson'
import { useVisit, type VisitInHand } from '../../src/components/useVisit'
import { saveDraft, readDraft } from '../../src/store/drafts'
import type { OutboxRow } from '../../src/store/db'
import { HAZARD_DRAFT, hazardDraftId, hazardDraftOf } from '../../src/store/hazardDraft'
import { keepPhoto } from '../../src/store/photos'
import { VISIT_DRAFT, visitDraftId } from '../../src/store/visitDraft'
import type { Role } from '../../src/wire/person'
import { fieldsOf } from '../../src/wire/read'
import { personNamed } from '../phone'

const AT = '2026-11-22T02:00:00.000Z'
const ids = ['visit', 'start', 'finish', 'proposal', 'hazard', 'record', 'spot'] as const
let made: Record<(typeof ids)[number], string>
let scope: EffectScope
let serial = 0

beforeEach(async () => {
  serial += 1
  made = Object.fromEntries(ids.map((name) => [name, crypto.randomUUID()])) as typeof made
  signIn('officer')
  await personDb().enterprises.put({ id: 'e', name: '机械厂', status: 'active', supervision_class: 'industry', note: '合用大门', listed_on: '2025-01-01' })
  await personDb().checklists.put({
    id: '5', version_id: 5, name: '通用', classes: [], tags: [], valid_from: '2024-01-01', valid_to: null,
    items: [{ code: 'G01', title: '一' }, { code: 'G02', title: '二' }, { code: 'G03', title: '三' }],
  })
  await begin('patrol')
})
afterEach(() => {
  scope.stop()
})

function signIn(role: Role): void {
  takeOn({ ...personNamed(`visitor-${serial}-${role}`), roles: [role] })
}

async function begin(kind: 'patrol' | 'inspection'): Promise<void> {
  const body = { visit: made.visit, startActId: made.start, finishActId: made.finish, proposalId: made.proposal, enterprise: 'e', enterpriseName: '机械厂', kind, startedAt: AT }
  await saveDraft(personDb(), { id: visitDraftId('e'), kind: VISIT_DRAFT, about: 'e', body }, new Date(AT))
}

/** As the screen opens it after a page that died between the draft and its first act. */
async function open(): Promise<VisitInHand> {
  scope = effectScope()
  const visit = scope.run(() => useVisit('e', (outcome) => `走访：${outcome}`))
  if (visit === undefined) throw new Error('the scope did not run')
  await vi.waitFor(() => {
    expect(visit.isUnderWay.value).toBe(true)
    expect(visit.enterprise.value).toBeTruthy()
    expect(visit.checklist.value).not.toBeNull()
  })
  return visit
}

async function kept(): Promise<{ kind: string; command: Record<string, unknown>; parent: string | null }[]> {
  const rows: OutboxRow[] = await personDb().outbox.orderBy('seq').toArray()
  return rows.map(({ kind, frozen, parent_id }) => ({ kind, parent: parent_id, command: { ...fieldsOf(fieldsOf(JSON.parse(frozen ?? '{}'))['command']) } }))
}

describe('a visit', () => {
  test('that lost its page before the arrival was kept records the arrival when it opens again, once', async () => {
    await open()
    await vi.waitFor(async () => { expect((await kept()).map(({ kind }) => kind)).toEqual(['start-visit']) })
    scope.stop()
    await open()
    expect((await kept()).map(({ kind }) => kind)).toEqual(['start-visit'])
  })

  test('begun under a version is finished under it, whatever is published meanwhile', async () => {
    const visit = await open()
    await vi.waitFor(() => { expect(visit.draft.body.value?.checklistVersion).toBe(5) })
    const old = await personDb().checklists.get('5')
    await personDb().checklists.bulkPut([
      { ...old, id: '5', valid_to: '2026-01-01' },
      { ...old, id: '6', version_id: 6, classes: ['industry'], valid_from: '2026-01-01', items: [{ code: 'N01', title: '新' }] },
    ])
    await vi.waitFor(() => { expect(visit.offers.value.map(({ list }) => list.version_id)).toEqual([6]) })
    expect(visit.checklist.value?.version_id).toBe(5)
    visit.draft.change({ answers: { G02: { result: 'not_applicable', remark: '' } } })
    expect(await visit.finish('')).toBe('done')
    const finish = (await kept()).at(-1)
    expect(finish?.command).toMatchObject({ checklist_version: 5, answers: [{ item: 'G02', result: 'not_applicable' }] })
  })

  test('ends with the exceptions only, after its beginning, and leaves no draft', async () => {
    const visit = await open()
    visit.draft.change({ answers: { G02: { result: 'not_applicable', remark: '无此设备' } }, personMet: ' 李伟 ' })
    expect(await visit.finish('')).toBe('done')
    const [, finish] = await kept()
    expect(finish).toMatchObject({ kind: 'finish-visit', parent: made.start })
    expect(finish?.command).toMatchObject({
      outcome: 'inspected',
      checklist_version: 5,
      person_met: '李伟',
      answers: [{ item: 'G02', result: 'not_applicable', remark: '无此设备', hazard: null }],
    })
    expect(await readDraft(personDb(), visitDraftId('e'))).toBeNull()
  })

  test('names the hazard found for an item', async () => {
    await personDb().hazards.put({ id: 'h', enterprise_id: 'e', visit_id: made.visit, check_item: 'G03', state: 'reported' })
    const visit = await open()
    await vi.waitFor(() => { expect(visit.found.value).toHaveLength(1) })
    await visit.finish('')
    expect((await kept())[1]?.command['answers']).toEqual([{ item: 'G03', result: 'hazard', remark: '', hazard: 'h' }])
  })

  test('at a closed door proposes a note to the file, and nobody has to write it', async () => {
    const visit = await open()
    visit.draft.change({ outcome: 'closed_door' })
    expect(await visit.finish('结果')).toBe('done')
    const [, propose, finish] = await kept()
    expect(propose).toMatchObject({ kind: 'propose-change', parent: made.start })
    expect(propose?.command['fields']).toEqual({ note: '合用大门；走访：closed_door' })
    expect(finish?.command).toMatchObject({ outcome: 'closed_door', checklist_version: null, answers: [] })
  })

  test('of a new owner asks what changed before it ends', async () => {
    const visit = await open()
    visit.draft.change({ outcome: 'new_owner' })
    expect(await visit.finish('结果')).toBe('lacks-change')
    visit.draft.change({ proposed: { name: '新厂' } })
    expect(await visit.finish('结果')).toBe('done')
    expect((await kept())[1]?.command['fields']).toEqual({ name: '新厂' })
  })

  test('of an inspector needs a second one', async () => {
    signIn('inspector')
    await personDb().enterprises.put({ id: 'e', name: '机械厂', status: 'active' })
    await personDb().checklists.put({ id: '5', version_id: 5, classes: [], tags: [], valid_from: '2024-01-01', items: [] })
    await begin('inspection')
    const visit = await open()
    expect(await visit.finish('')).toBe('lacks-second')
    visit.draft.change({ secondInspector: 'ren' })
    expect(await visit.finish('')).toBe('done')
    expect((await kept())[1]?.command).toMatchObject({ second_inspector: 'ren' })
  })
})

describe('a hazard form', () => {
  const photo = async (byte: number, takenAt: string) => {
    const bytes = new Uint8Array([byte, 1, 2]).buffer
    const sha256 = await keepPhoto(personDb(), { bytes, mime: 'image/jpeg', width: 1, height: 1, taken_at: takenAt, fix: null }, new Date(takenAt))
    return { sha256, taken_at: takenAt, fix: null }
  }

  async function form(more: Record<string, unknown>): Promise<HazardInHand> {
    const body = {
      hazard: made.hazard, recordActId: made.record, spotActId: made.spot, enterprise: 'e', enterpriseName: '机械厂',
      visit: made.visit, visitActId: made.start, foundAt: AT, photos: [await photo(1, AT)], description: '电线裸露',
      category: 'S06', place: '车间', ...more,
    }
    await saveDraft(personDb(), { id: hazardDraftId(made.hazard), kind: HAZARD_DRAFT, about: made.hazard, body }, new Date(AT))
    scope = effectScope()
    const hand = scope.run(() => useHazardForm(made.hazard))
    if (hand === undefined) throw new Error('the scope did not run')
    await vi.waitFor(() => {
      expect(hand.isOpen.value).toBe(true)
      expect(hand.enterprise.value).not.toBeNull()
    })
    return hand
  }

  test('says what is lacking and keeps nothing until it is there', async () => {
    const hand = await form({ photos: [], category: '' })
    expect(await hand.save()).toEqual({ kind: 'lacks', lack: 'photo' })
    hand.draft.change({ photos: [await photo(1, AT)] })
    expect(await hand.save()).toEqual({ kind: 'lacks', lack: 'category' })
    hand.draft.change({ category: 'S06', level: 'major' })
    expect(await hand.save()).toEqual({ kind: 'lacks', lack: 'interim' })
    expect(await kept()).toEqual([])
  })

  test('becomes one act that waits for the visit, with its photo released and its draft gone', async () => {
    const hand = await form({})
    expect(await hand.save()).toEqual({ kind: 'saved', photos: 1 })
    expect(await kept()).toMatchObject([{ kind: 'record-hazard', parent: made.start, command: { visit: made.visit } }])
    expect((await personDb().blob_meta.toArray()).map(({ state }) => state)).toEqual(['queued'])
    expect(await readDraft(personDb(), hazardDraftId(made.hazard))).toBeNull()
  })

  test('of something mended on the spot becomes two acts in order', async () => {
    const hand = await form({ onTheSpot: true, photosAfter: [await photo(2, '2026-11-22T02:02:00.000Z')], done: '已包扎', doneBy: '张工' })
    await hand.save()
    expect(await kept()).toMatchObject([
      { kind: 'record-hazard', parent: made.start },
      { kind: 'rectify-on-the-spot', parent: made.record, command: { done_by: '张工' } },
    ])
  })

  test('whose page died between the two acts goes on with the second and does not record twice', async () => {
    const hand = await form({ onTheSpot: true, photosAfter: [await photo(2, '2026-11-22T02:02:00.000Z')], done: '已包扎', doneBy: '张工' })
    const draft = await readDraft(personDb(), hazardDraftId(made.hazard))
    await hand.save()
    await personDb().outbox.delete(made.spot)
    await personDb().outbox_state.delete(made.spot)
    scope.stop()
    const again = await form({ ...hazardDraftOf(fieldsOf(draft?.body)) })
    expect(await again.save()).toMatchObject({ kind: 'saved' })
    expect((await kept()).map(({ kind }) => kind)).toEqual(['record-hazard', 'rectify-on-the-spot'])
  })

  test('that was opened and left again leaves no draft', async () => {
    await form({ photos: [], description: '不符合：一。', firstWords: '不符合：一。', place: '' })
    scope.stop()
    await vi.waitFor(async () => { expect(await readDraft(personDb(), hazardDraftId(made.hazard))).toBeNull() })
  })
})
