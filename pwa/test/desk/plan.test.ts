// @vitest-environment happy-dom
// A plan on the bench: every step goes on the revision that the step before left, also when it is pressed early.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { takeOn } from '../../src/components/usePerson'
import { usePlan, type OpenPlan } from '../../src/desk/redraw/usePlan'
import { zh } from '../../src/text/desk/zh'
import { startText } from '../../src/text/text'
import type { Command } from '../../src/wire/commands'
import { FakeServer, json } from '../server'

const person = { id: 'person-a', username: 'planner', name: '钱', roles: ['planner' as const], area: null, units: [], enterprise_id: null, licence_no: null, locale: 'zh' as const, time_zone: null, is_demo: true }
const op = { kind: 'rename', unit: 'u1', name: '新名' } as const
/** What the server has: the states of the edits, and the revision that the next step must name. */
let edits: string[] = []
let revision = 0
let sent: Command[] = []
let refuses = false
let scope: EffectScope
let open: OpenPlan

beforeEach(async () => {
  edits = []
  revision = 4
  sent = []
  refuses = false
  const server = new FakeServer()
  server.weather = ({ method, path, body }) => {
    if (method === 'POST') return acts(body)
    if (path.includes('/units')) return json({ type: 'FeatureCollection', revision, features: [] })
    if (path.includes('/impact')) return json({ revision, units: [], moved: {}, manual: {}, limits: {} })
    return json({ id: 'p1', revision, may: ['edit-redraw', 'undo-redraw', 'redo-redraw'], history: edits.map((state, n) => ({ n: String(n), state })) })
  }
  vi.stubGlobal('fetch', server.send)
  await startText({ zh, en: () => Promise.resolve({}) })
  takeOn(person)
  scope = effectScope()
  open = scope.run(() => usePlan('p1')) as OpenPlan
  await vi.waitFor(() => { expect(open.revision.value).toBe(4) })
})
afterEach(() => {
  scope.stop()
  takeOn(null)
  vi.unstubAllGlobals()
})

function acts(body: string): Response {
  const { items } = JSON.parse(body) as { items: { id: string; command: Command }[] }
  const [{ id, command }] = items as [{ id: string; command: Command }]
  sent.push(command)
  const isRight = !refuses && 'base_revision' in command && command.base_revision === revision
  if (isRight) {
    revision += 1
    if (command.kind === 'edit-redraw') edits.push('done')
    if (command.kind === 'undo-redraw') edits[edits.lastIndexOf('done')] = 'undone'
    if (command.kind === 'redo-redraw') edits[edits.indexOf('undone')] = 'done'
  }
  return json({ server_time: '2026-11-22T01:00:00Z', items: [{ id, status: isRight ? 'applied' : 'conflict', code: null, reason: null, detail: { revision, touched: ['u1'] } }] })
}

test('undo pressed while an edit is on its way takes back that edit, and redo after it brings it again', async () => {
  expect(await Promise.all([open.edit(op), open.step('undo-redraw'), open.step('redo-redraw')])).toEqual([true, true, true])
  expect(sent.map((command) => [command.kind, 'base_revision' in command && command.base_revision])).toEqual([['edit-redraw', 4], ['undo-redraw', 5], ['redo-redraw', 6]])
  expect([edits, open.revision.value, open.acting.trouble.value]).toEqual([['done'], 7, null])
})

test('undo pressed once more than there is to take back sends nothing', async () => {
  await open.edit(op)
  expect(await Promise.all([open.step('undo-redraw'), open.step('undo-redraw')])).toEqual([true, false])
  expect([sent.length, edits, open.acting.trouble.value]).toEqual([2, ['undone'], null])
})

test('what was pressed after a refused edit is not done, and what is pressed later is', async () => {
  await open.edit(op)
  refuses = true
  expect(await Promise.all([open.edit(op), open.step('undo-redraw')])).toEqual([false, false])
  refuses = false
  expect(await open.step('undo-redraw')).toBe(true)
  expect(sent.map(({ kind }) => kind)).toEqual(['edit-redraw', 'edit-redraw', 'undo-redraw'])
})
