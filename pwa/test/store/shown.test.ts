// What a list shows of acts that the server has not shown back: at once, marked, and never over what it refused.
import { beforeEach, describe, expect, test } from 'vitest'
import { shownRow, shownRows } from '../../src/store/area'
import { PersonDb } from '../../src/store/db'
import { isKept, lastActAbout, recordAct, setStates } from '../../src/store/outbox'
import { setAsideAct } from '../../src/store/outboxKeeping'
import { command, stampAt } from '../phone'

const NOW = new Date('2026-11-22T02:00:00Z')
let serial = 0
let db: PersonDb

beforeEach(async () => {
  serial += 1
  db = new PersonDb(`shown-${serial}`)
  await db.hazards.put({ id: 'h1', state: 'submitted', place: '二号车间' })
})

function close(): Promise<string> {
  const effects = [{ store: 'hazards' as const, id: 'h1', change: { state: 'closed' } }]
  return recordAct(db, stampAt(NOW), { command: command('reinspect-hazard'), aggregateId: 'h1', effects })
}

describe('a list', () => {
  test('shows an act at once, marked as not sent', async () => {
    await close()
    expect(await shownRow(db, 'hazards', 'h1')).toMatchObject({ state: 'closed', place: '二号车间', pending: 'queued' })
  })

  test('shows what the server knows once it has said no, with the mark', async () => {
    const id = await close()
    await db.hazards.put({ id: 'h1', state: 'rectifying', place: '二号车间' })
    await setStates(db, [{ id, state: 'needs_you', with: { code: 'wrong-state' } }], NOW)
    expect(await shownRows(db, 'hazards')).toMatchObject([{ state: 'rectifying', pending: 'needs_you' }])
    expect(await shownRow(db, 'hazards', 'h1')).toMatchObject({ state: 'rectifying', pending: 'needs_you' })
  })

  test('still shows a thing that exists only here when the server said no to it', async () => {
    const effects = [{ store: 'hazards' as const, id: 'new', change: { state: 'reported', place: '仓库' } }]
    const id = await recordAct(db, stampAt(NOW), { command: command('record-hazard'), aggregateId: 'new', effects })
    await setStates(db, [{ id, state: 'needs_you' }], NOW)
    expect(await shownRow(db, 'hazards', 'new')).toMatchObject({ place: '仓库', pending: 'needs_you' })
  })
})

describe('an act', () => {
  test('counts as kept only when it can be read back', async () => {
    const id = await close()
    expect(await isKept(db, id)).toBe(true)
    await db.outbox.update(id, { frozen: `{"id":"${id}","cut` })
    expect(await isKept(db, id)).toBe(false)
    expect(await isKept(db, 'never made')).toBe(false)
  })

  test('waits for the last act about the same thing, and never for one the server said no to', async () => {
    const first = await close()
    expect(await lastActAbout(db, 'h1')).toBe(first)
    await setStates(db, [{ id: first, state: 'needs_you' }], NOW)
    expect(await lastActAbout(db, 'h1')).toBeNull()
    await setAsideAct(db, first, NOW)
    const second = await close()
    expect((await db.outbox.get(second))?.parent_id).toBeNull()
  })
})
