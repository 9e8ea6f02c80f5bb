// @vitest-environment happy-dom
// A hazard that is saved while a slow phone still takes in its photos: on a real database, with all of them or not at all.
import { afterEach, expect, test, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { useHazardForm, type HazardInHand } from '../../src/components/useHazardForm'
import { personDb, takeOn } from '../../src/components/usePerson'
import { saveDraft } from '../../src/store/drafts'
import { HAZARD_DRAFT, hazardDraftId } from '../../src/store/hazardDraft'
import { keepPhoto } from '../../src/store/photos'
import { fieldsOf } from '../../src/wire/read'
import { personNamed } from '../phone'

const AT = '2026-11-22T02:00:00.000Z'
let scope: EffectScope

afterEach(() => {
  vi.unstubAllGlobals()
  scope.stop()
})

/** A file that takes its time to be read. */
function slowFile(byte: number): { file: Blob; come: () => void } {
  const file = new Blob([new Uint8Array([byte, byte, byte])], { type: 'image/jpeg' })
  let come: () => void = () => undefined
  const arrived = new Promise<void>((resolve) => { come = resolve })
  const read = file.arrayBuffer.bind(file)
  file.arrayBuffer = () => arrived.then(read)
  return { file, come }
}

/** A hazard in hand with one photo. */
async function form(): Promise<HazardInHand> {
  takeOn(personNamed(crypto.randomUUID()))
  await personDb().enterprises.put({ id: 'e', name: '机械厂', status: 'active' })
  const sha256 = await keepPhoto(personDb(), { bytes: new Uint8Array([1, 1, 2]).buffer, mime: 'image/jpeg', width: 1, height: 1, taken_at: AT, fix: null }, new Date(AT))
  const own = crypto.randomUUID()
  const body = {
    hazard: own, recordActId: crypto.randomUUID(), spotActId: crypto.randomUUID(), enterprise: 'e', enterpriseName: '机械厂', foundAt: AT,
    photos: [{ sha256, taken_at: AT, fix: null }], description: '电线裸露', category: 'S06', place: '车间',
  }
  await saveDraft(personDb(), { id: hazardDraftId(own), kind: HAZARD_DRAFT, about: own, body }, new Date(AT))
  scope = effectScope()
  const hand = scope.run(() => useHazardForm(own))
  if (hand === undefined) throw new Error('the scope did not run')
  await vi.waitFor(() => {
    expect(hand.isOpen.value).toBe(true)
    expect(hand.enterprise.value).not.toBeNull()
  })
  return hand
}

async function photosSent(): Promise<unknown[]> {
  const rows = await personDb().outbox.toArray()
  return rows.map(({ frozen }) => fieldsOf(fieldsOf(JSON.parse(frozen ?? '{}'))['command'])['photos'])
}

test('it is saved with every photo, and with each once', async () => {
  const hand = await form()
  const [one, two] = [slowFile(7), slowFile(8)]
  const added = hand.addPhotos([one.file, two.file, one.file], 'before', null)
  const saved = hand.save()
  one.come()
  await vi.waitFor(() => { expect(hand.draft.body.value?.photos).toHaveLength(2) })
  expect(await photosSent()).toEqual([])
  two.come()
  expect(await added).toBeNull()
  expect(await saved).toEqual({ kind: 'saved', photos: 3 })
  expect((await photosSent())[0]).toHaveLength(3)
  expect((await personDb().blob_meta.toArray()).map(({ state }) => state)).toEqual(['queued', 'queued', 'queued'])
})

test('it is not saved without the one that turns out not to fit, until the person saves again', async () => {
  const hand = await form()
  const storage = { persisted: () => Promise.resolve(true), estimate: () => Promise.resolve({ usage: 100, quota: 100 }) }
  vi.stubGlobal('navigator', Object.assign(Object.create(navigator), { storage }))
  const added = hand.addPhotos([slowFile(9).file], 'before', null)
  const saved = hand.save()
  expect(await added).toBe('full')
  expect(await saved).toEqual({ kind: 'store', problem: 'photo' })
  expect(await photosSent()).toEqual([])
  expect(await hand.save()).toEqual({ kind: 'saved', photos: 1 })
})
