// What an act carries, and what the lists show of it before the server has answered.
import { describe, expect, test } from 'vitest'
import { fileWords } from '../../src/components/recordWords'
import { proposeChange, verifyPosition } from '../../src/domain/acts/enterprises'
import { addRecord } from '../../src/domain/acts/files'
import { recordHazard, rectifyOnTheSpot, reinspectHazard, secondsUntilAfterPhoto } from '../../src/domain/acts/hazards'
import { acknowledgeNotice, submitRectification } from '../../src/domain/acts/notices'
import { finishVisit, startVisit } from '../../src/domain/acts/visits'
import { t } from '../../src/text/text'
import { enterpriseOf } from '../../src/wire/enterprise'
import type { CarriedFile } from '../../src/wire/enterpriseFile'
import { hazardOf } from '../../src/wire/hazard'
import { noticeOf } from '../../src/wire/notice'
import type { Role } from '../../src/wire/person'
import { FIRST_POLICY } from '../../src/wire/policy'

const TODAY = '2026-11-22'
const AT = '2026-11-22T02:00:00.000Z'
const SHA = 'a'.repeat(64)
const photo = { sha256: SHA, taken_at: AT, fix: null }
const factory = enterpriseOf({ id: 'e', name: '机械厂', grade: 'C', listed_on: '2025-01-01', point: [119.9, 31.7], position_quality: 'address' })
const actor = (...roles: Role[]) => ({ id: 'p', name: '王', roles })
const found = {
  hazard: 'h',
  enterprise: factory,
  visit: 'v',
  visitActId: 'start',
  foundAt: AT,
  today: TODAY,
  place: '二号车间',
  description: '电线裸露',
  category: 'S06',
  level: 'general' as const,
  fix: null,
  photos: [photo],
  checkItem: 'G16', criteria: [],
  suggestion: '',
  interimMeasures: '',
  dueOn: null,
  responsible: '',
}

describe('a hazard', () => {
  test('of a grid officer waits for triage and has no due day', () => {
    const { command, effects, parentId, photos } = recordHazard({ ...found, dueOn: '2026-12-01' }, actor('officer'), FIRST_POLICY)
    expect(parentId).toBe('start')
    expect(photos).toEqual([SHA])
    expect(command).toMatchObject({ kind: 'record-hazard', due_on: null, visit: 'v' })
    expect(hazardOf({ id: 'h', ...effects[0]?.change })).toMatchObject({ state: 'reported', source: 'grid', due_on: null, found_by: { id: 'p' } })
  })

  test('of an inspector stands at once, with the default term when no day is given', () => {
    const { effects } = recordHazard(found, actor('inspector'), FIRST_POLICY)
    expect(hazardOf({ id: 'h', ...effects[0]?.change })).toMatchObject({ state: 'open', source: 'inspection', due_on: '2026-12-07' })
  })

  test('without a fix lies where its enterprise lies, and says so', () => {
    const { effects } = recordHazard(found, actor('officer'), FIRST_POLICY)
    expect(effects[0]?.change).toMatchObject({ point: [119.9, 31.7], point_from: 'enterprise' })
  })

  test('rectified on the spot shows as closed with both photos', () => {
    const before = { sha256: 'b'.repeat(64), role: 'before' as const, taken_at: AT, received: false }
    const { effects } = rectifyOnTheSpot({ hazard: { id: 'h', photos: [before] }, photos: [photo], done: '已改', doneBy: '张', doneAt: AT })
    const shown = hazardOf({ id: 'h', ...effects[0]?.change })
    expect(shown).toMatchObject({ state: 'closed', on_the_spot: true })
    expect(shown.photos.map(({ role }) => role)).toEqual(['before', 'after'])
  })

  test('may be photographed after a minute, not sooner', () => {
    const wait = (now: string) => secondsUntilAfterPhoto(AT, new Date(now), FIRST_POLICY)
    expect(wait('2026-11-22T02:00:20.000Z')).toBe(40)
    expect(wait('2026-11-22T02:01:00.000Z')).toBe(0)
    expect(secondsUntilAfterPhoto(null, new Date(AT), FIRST_POLICY)).toBe(0)
  })
})

describe('a re-inspection', () => {
  const hazard = hazardOf({ id: 'h', state: 'submitted', found_at: '2026-11-01T00:00:00Z', original_due_on: '2026-11-15', version: 7 })
  const judged = { hazard, opinion: '看过', inspectedAt: AT, today: TODAY, secondInspector: null, newDueOn: null, photos: [], fix: null }

  test('that passes closes, names the version it saw and sets no new day', () => {
    const { command, effects } = reinspectHazard({ ...judged, passed: true }, FIRST_POLICY)
    expect(command).toMatchObject({ passed: true, expected_version: 7, new_due_on: null })
    expect(effects[0]?.change).toMatchObject({ state: 'closed' })
  })

  test('that fails gives it back with the latest allowed day', () => {
    const { command, effects } = reinspectHazard({ ...judged, passed: false }, FIRST_POLICY)
    expect(command).toMatchObject({ passed: false, new_due_on: '2026-11-29' })
    expect(effects[0]?.change).toMatchObject({ state: 'rectifying', due_on: '2026-11-29', failed_reinspections: 1 })
  })
})

describe('a visit', () => {
  const arrival = { actId: 's', visit: 'v', enterprise: 'e', kind: 'patrol' as const, startedAt: AT, fix: null, awayReason: '' }
  const departure = {
    visit: 'v',
    startActId: 's',
    outcome: 'inspected' as const,
    finishedAt: AT,
    today: TODAY,
    checklistVersion: 5,
    answers: [],
    personMet: '李',
    signature: SHA,
    secondInspector: null,
    remark: '',
    photos: [],
  }
  const file = { enterprise: factory, hazards: [], policy: FIRST_POLICY }

  test('begins with a key of its own and waits for nothing', () => {
    expect(startVisit(arrival)).toMatchObject({ id: 's', aggregateId: 'v', parentId: null })
  })

  test('ends after its beginning, with the signature among the photos', () => {
    const act = finishVisit(departure, file)
    expect(act).toMatchObject({ aggregateId: 'v', parentId: 's', photos: [SHA] })
  })

  test('moves the next due day of the enterprise at once', () => {
    const { effects } = finishVisit(departure, file)
    const shown = enterpriseOf({ id: 'e', ...effects.find(({ store }) => store === 'enterprises')?.change })
    expect(shown.last_visit_on).toBe(TODAY)
    expect(shown.due.find(({ reason }) => reason === 'grade')?.on).toBe('2027-02-21')
  })

  test('at a closed door asks to come back within a week', () => {
    const { effects } = finishVisit({ ...departure, outcome: 'closed_door', checklistVersion: null }, file)
    const change = effects.find(({ store }) => store === 'enterprises')?.change
    expect(change).toMatchObject({ revisit_on: '2026-11-29' })
    expect(enterpriseOf({ ...change }).due).toContainEqual({ on: '2026-11-29', reason: 'revisit' })
  })
})

describe('the enterprise', () => {
  const open = hazardOf({ id: 'h1', state: 'open', notice_id: 'n' })
  const closed = hazardOf({ id: 'h2', state: 'closed', notice_id: 'n' })

  test('signs once for all open items, and closed ones stay closed', () => {
    const { effects } = acknowledgeNotice({ notice: noticeOf({ id: 'n' }), hazards: [open, closed], signedBy: '李', phone: '', intention: '', at: AT })
    expect(effects.map(({ id }) => id)).toEqual(['n', 'h1'])
  })

  test('reports work that waits for its own signature while that is unsent', () => {
    const given = { hazard: open, done: '已改', doneOn: TODAY, doneBy: '张', photos: [photo], fixedBy: 'p' }
    expect(submitRectification({ ...given, noticeActId: 'ack' }).parentId).toBe('ack')
    expect('parentId' in submitRectification({ ...given, noticeActId: null })).toBe(false)
  })
})

describe('the file', () => {
  test('shows a verified place at once and no longer asks for it', () => {
    const asks = { id: 'e', due: [{ on: TODAY, reason: 'verify_position' as const }, { on: TODAY, reason: 'grade' as const }] }
    const fix = { lon: 119.95, lat: 31.72, radius_m: 8, age_s: 2, method: 'gps' as const }
    const { effects } = verifyPosition(asks, fix, AT)
    expect(enterpriseOf({ ...effects[0]?.change })).toMatchObject({ point: [119.95, 31.72], position_quality: 'site', due: [{ reason: 'grade' }] })
  })

  test('does not change by a proposal until the town decides', () => {
    const act = proposeChange({ change: 'c', enterprise: 'e', visit: null, visitActId: null, reason: '看到', fields: { status: 'moved_out' } })
    expect(act.effects).toEqual([])
    expect(act.command).toMatchObject({ fields: { status: 'moved_out' } })
  })
})

describe('a record of a file', () => {
  test('is shown at once, also where the file did not come to the phone yet', () => {
    const act = addRecord({
      enterprise: { id: 'e1', file: null }, record: 'r1', topic: 'confined_space', fields: { name: '污水池' },
      validFrom: '2026-03-01', validTo: null, reason: '', photos: [],
    })
    const [effect] = act.effects
    const file = effect?.change['file'] as CarriedFile
    expect(file.records.map(({ id, isUnsent }) => [id, isUnsent])).toEqual([['r1', true]])
    expect(fileWords(file).state).toBe(t('file.offline'))
  })
})
