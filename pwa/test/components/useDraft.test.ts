// @vitest-environment happy-dom
// A draft is on the phone at every step, and gone the moment it has become an act.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { useDraft, type DraftInHand } from '../../src/components/useDraft'
import { personDb, takeOn } from '../../src/components/usePerson'
import { listDrafts, readDraft } from '../../src/store/drafts'
import { text, type Fields } from '../../src/wire/read'
import { personNamed } from '../phone'

interface Body {
  readonly words: string
}

const read = (row: Fields): Body => ({ words: text(row, 'words') })
const SPEC = { id: 'd1', kind: 'hazard', about: 'e1', read }

let scope: EffectScope
let serial = 0

function open(): DraftInHand<Body> {
  scope = effectScope()
  const draft = scope.run(() => useDraft<Body>(SPEC))
  if (draft === undefined) throw new Error('the scope did not run')
  return draft
}

const kept = async () => (await readDraft(personDb(), 'd1'))?.body ?? null
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

beforeEach(() => {
  serial += 1
  takeOn(personNamed(`draft-${serial}`))
})
afterEach(() => {
  scope.stop()
})

describe('a draft', () => {
  test('that was begun is there for the next start of the page', async () => {
    await open().begin({ words: 'first' })
    scope.stop()
    const again = open()
    expect(await again.open()).toBe(true)
    expect(again.body.value).toEqual({ words: 'first' })
  })

  test('keeps every change by itself', async () => {
    const draft = open()
    await draft.begin({ words: '' })
    draft.change({ words: 'typed' })
    await vi.waitFor(async () => {
      expect(await kept()).toMatchObject({ words: 'typed' })
    })
  })

  test('keeps a change that was made just before the screen went away', async () => {
    const draft = open()
    await draft.begin({ words: '' })
    draft.change({ words: 'last word' })
    scope.stop()
    await vi.waitFor(async () => {
      expect(await kept()).toMatchObject({ words: 'last word' })
    })
  })

  test('says after a killed page that its camera was open', async () => {
    const draft = open()
    await draft.begin({ words: 'before the camera' })
    await draft.markCamera(true)
    scope.stop()
    const again = open()
    await again.open()
    expect(again.wasInCamera.value).toBe(true)
    await again.markCamera(false)
    expect(await kept()).toMatchObject({ words: 'before the camera', cameraOpen: false })
  })

  test('that was only looked at leaves nothing', async () => {
    const draft = open()
    draft.imagine({ words: '' })
    await draft.settle()
    scope.stop()
    await pause(20)
    expect(await listDrafts(personDb())).toEqual([])
  })

  test('is kept from the first change on', async () => {
    const draft = open()
    draft.imagine({ words: '' })
    draft.change({ words: 'now' })
    await draft.settle()
    expect(await kept()).toMatchObject({ words: 'now' })
  })
})

describe('a draft that becomes an act', () => {
  test('has said everything by then and never comes back', async () => {
    const draft = open()
    await draft.begin({ words: '' })
    draft.change({ words: 'all of it' })
    const seen = await draft.become(async () => {
      const body = await kept()
      await personDb().drafts.delete('d1') // what recordAct does in its transaction
      return body
    })
    draft.change({ words: 'too late' })
    await draft.settle()
    scope.stop()
    await pause(300)
    expect(seen).toMatchObject({ words: 'all of it' })
    expect(await kept()).toBeNull()
  })

  test('stays a draft when the act could not be kept', async () => {
    const draft = open()
    await draft.begin({ words: 'precious' })
    await expect(draft.become(() => Promise.reject(new Error('full')))).rejects.toThrow('full')
    draft.change({ words: 'still precious' })
    await draft.settle()
    expect(await kept()).toMatchObject({ words: 'still precious' })
  })
})
