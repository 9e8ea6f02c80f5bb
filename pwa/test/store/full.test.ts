// Acceptance T7: a full phone. Whichever store runs out, at the write or at the commit, nothing is half-written and
// the person gets one clear problem.
import { afterEach, describe, expect, test } from 'vitest'
import { applyDelta, applyPack } from '../../src/store/area'
import { saveDraft } from '../../src/store/drafts'
import { StoreError } from '../../src/store/errors'
import { deviceId, writeMeta } from '../../src/store/meta'
import { recordAct, setStates } from '../../src/store/outbox'
import { confirmActs } from '../../src/store/outboxKeeping'
import { keepReconciled } from '../../src/store/reconcile'
import { standingOf } from '../../src/wire/policy'
import { NOUNS, type AreaStore } from '../../src/wire/area'
import { command, contents, makePhone, makePhoto, makeVisit, stampAt, type Phone } from '../phone'
import { FakeServer } from '../server'

type Write = (phone: Phone, acts: readonly string[], photo: string) => Promise<unknown>

const perStore = <T>(value: T): Record<AreaStore, T> => {
  const [units, enterprises, hazards, notices, checklists, contents, visits, inspections, self_checks, self_periods] = Object.values(NOUNS).map(() => value) as [
    T,
    T,
    T,
    T,
    T,
    T,
    T,
    T,
    T,
    T,
  ]
  return { units, enterprises, hazards, notices, checklists, contents, visits, inspections, self_checks, self_periods }
}
const standing = standingOf({ policy: { new: 1 } })
const AT = new Date('2026-11-22T01:00:00Z')
type When = 'at the write' | 'at the commit'
const WHENS: readonly When[] = ['at the write', 'at the commit']
const AREA = Object.values(NOUNS)

/** Every write of the store, and the tables it writes to. */
const WRITES: Record<string, { readonly tables: readonly string[]; readonly write: Write }> = {
  'recording an act': {
    tables: ['meta', 'outbox', 'outbox_log', 'outbox_state', 'overlay', 'blob_meta'],
    write: ({ db }, _acts, photo) =>
      recordAct(db, stampAt(AT), {
        command: command('record-hazard'),
        aggregateId: 'h1',
        photos: [photo],
        effects: [{ store: 'hazards', id: 'h1', change: { state: 'reported' } }],
        draftId: 'draft-1',
      }),
  },
  'keeping a photo': { tables: ['blobs', 'blob_meta'], write: ({ db }) => makePhoto(db, AT) },
  'saving a draft': {
    tables: ['drafts'],
    write: ({ db }) => saveDraft(db, { id: 'draft-2', kind: 'hazard', about: null, body: {} }, AT),
  },
  'filing answers': {
    tables: ['outbox_log', 'outbox_state'],
    write: ({ db }, acts) =>
      setStates(
        db,
        acts.map((id) => ({ id, state: 'received' as const })),
        AT,
      ),
  },
  'confirming acts': {
    tables: ['outbox_log', 'outbox_state', 'receipts'],
    write: ({ db }, acts) => confirmActs(db, acts, AT),
  },
  'taking a pack': {
    tables: [...AREA, 'feed_cursor', 'meta'],
    write: ({ db }) => applyPack(db, { cursor: '9', server_time: 'x', rows: perStore([{ id: 'new' }]), standing }, AT),
  },
  'taking changes': {
    tables: [...AREA, 'feed_cursor'],
    write: ({ db }) =>
      applyDelta(db, { cursor: '9', more: false, upserts: perStore([{ id: 'new' }]), removed: perStore(['old']) }, AT),
  },
  'keeping a comparison': {
    tables: ['meta'],
    write: ({ db }) =>
      keepReconciled(
        db,
        { acts: { received: 1, applied: 1, held: 0, conflict: 0, refused: 0 }, blobs: { received: 0, owed: [] } },
        AT,
      ),
  },
}

const CASES = Object.entries(WRITES).flatMap(([what, { tables, write }]) =>
  tables.flatMap((table) => WHENS.map((when) => ({ what, table, when, write }))),
)

interface Inside {
  _requests: { operation: () => unknown }[]
  _state: string
  _start: () => void
  _abort: (error: string) => void
}
const stores = { put: IDBObjectStore.prototype.put, add: IDBObjectStore.prototype.add }
const transactions = IDBTransaction.prototype as unknown as Inside
const start = transactions._start

/** From now on nothing fits into this table: found out by the request, or only when the browser flushes. */
function fill(table: string, when: When): void {
  const doomed = new Set<Inside>()
  for (const name of ['put', 'add'] as const) {
    IDBObjectStore.prototype[name] = function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
      const request = key === undefined ? stores[name].call(this, value) : stores[name].call(this, value, key)
      const inside = this.transaction as unknown as Inside
      const queued = inside._requests.at(-1)
      if (this.name !== table || queued === undefined) return request
      if (when === 'at the commit') doomed.add(inside)
      else
        queued.operation = () => {
          throw new DOMException('full', 'QuotaExceededError')
        }
      return request
    }
  }
  transactions._start = function (this: Inside) {
    if (doomed.has(this) && this._requests.length === 0 && this._state !== 'finished') this._abort('QuotaExceededError')
    else start.call(this)
  }
}

function makeRoom(): void {
  Object.assign(IDBObjectStore.prototype, stores)
  transactions._start = start
}

afterEach(makeRoom)

describe.each(CASES)('$what, $table full $when', ({ table, when, write }) => {
  test('says that the phone is full and changes nothing', async () => {
    const phone = await makePhone(new FakeServer())
    const acts = await makeVisit(phone, 1)
    const photo = await makePhoto(phone.db, AT)
    await deviceId(phone.db)
    await saveDraft(phone.db, { id: 'draft-1', kind: 'hazard', about: null, body: { text: '原稿' } }, AT)
    await applyPack(phone.db, { cursor: '1', server_time: 'x', rows: perStore([{ id: 'old' }]), standing: standingOf({}) }, AT)
    const before = await contents(phone.db)
    fill(table, when)
    const problem = await write(phone, acts, photo).then(
      () => null,
      (cause: unknown) => cause,
    )
    makeRoom()
    expect(problem).toBeInstanceOf(StoreError)
    expect(problem).toMatchObject({ problem: 'full' })
    expect(await contents(phone.db)).toEqual(before)
    await write(phone, acts, photo) // with room again the same write succeeds
    expect(await contents(phone.db)).not.toEqual(before)
  })
})

test('a full phone stops a lane as trouble to be shown, and the acts stay', async () => {
  const phone = await makePhone(new FakeServer())
  const acts = await makeVisit(phone, 2)
  fill('outbox_state', 'at the commit')
  await phone.loop.wake()
  expect(phone.loop.status().acts).toMatchObject({ trouble: 'store', said: 'full' })
  makeRoom()
  await phone.settle()
  expect(acts.map((id) => phone.server.effects.get(id))).toEqual(acts.map(() => 1))
})

test('a database that does not open says so', async () => {
  const phone = await makePhone(new FakeServer())
  await phone.db.open()
  phone.db.close()
  await expect(writeMeta(phone.db, 'k', 1)).rejects.toMatchObject({ problem: 'closed' })
})

test('a database that the browser closed by itself is open again at the next use', async () => {
  const phone = await makePhone(new FakeServer())
  const [id = ''] = await makeVisit(phone, 0)
  const raw = phone.db.backendDB()
  raw.close()
  raw.onclose?.call(raw, new Event('close'))
  expect((await phone.db.outbox.get(id))?.id).toBe(id)
})
