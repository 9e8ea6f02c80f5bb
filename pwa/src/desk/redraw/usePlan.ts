// One plan open on the bench: what it is, its units as they were last seen, what it would do; and every step taken on
// the revision that the planner saw. After a step only the units it touched are asked for again. A step begun while one
// is on its way waits for its turn: Ctrl+Z pressed right after a drop takes back that drop.
import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { BoundaryOp } from '../../wire/boundaryOp'
import type { Command } from '../../wire/commands'
import { thingOf } from '../../wire/page'
import type { ItemResult } from '../../wire/envelope'
import { fieldsOf, numberOrNull, texts } from '../../wire/read'
import { impactOf, readPlanUnits, redrawWholeOf, type Impact, type PlanUnit, type PlanUnits, type RedrawWhole } from '../../wire/redraw'
import { useActs, type Acting } from '../acts'
import { get } from '../client'
import { queryOf } from '../useFilters'
import { useRead, type Reading } from '../useRead'

type Turn = 'undo-redraw' | 'redo-redraw' | 'rebase-redraw'

export interface OpenPlan {
  readonly plan: Reading<RedrawWhole>
  readonly impact: Reading<Impact>
  readonly units: Readonly<ShallowRef<readonly PlanUnit[] | null>>
  readonly revision: Readonly<ShallowRef<number>>
  /** Somebody else went on with the plan; what is on the map is older. */
  readonly isBehind: ComputedRef<boolean>
  readonly acting: Acting
  readonly mayEdit: ComputedRef<boolean>
  readonly can: ComputedRef<{ readonly undo: boolean; readonly redo: boolean }>
  readonly edit: (op: BoundaryOp) => Promise<boolean>
  readonly step: (kind: Turn) => Promise<boolean>
  readonly run: (command: Command) => Promise<boolean>
  readonly reload: () => Promise<void>
}

export function usePlan(id: string): OpenPlan {
  const path = `/api/v1/redraws/${id}`
  const plan = useRead(() => path, thingOf(redrawWholeOf), { live: true })
  const impact = useRead(() => `${path}/impact`, thingOf(impactOf, 'redraw'))
  const units = shallowRef<readonly PlanUnit[] | null>(null)
  const revision = shallowRef(0)
  const acting = useActs({ shows })
  let last: Promise<boolean> | null = null
  let isAlive = true
  onScopeDispose(() => { isAlive = false })

  async function readUnits(): Promise<void> {
    const answer = await get(`${path}/units`, readPlanUnits)
    if (!isAlive || !answer.ok) return
    units.value = answer.body.units
    revision.value = answer.body.revision
  }

  /** Ask again for what a step touched; a unit that is not there any more is taken off. */
  async function refresh(keys: readonly string[]): Promise<void> {
    if (keys.length === 0 || keys.length > 100 || units.value === null) {
      await readUnits()
      return
    }
    const answer = await get(`${path}/units${queryOf(keys.map((key) => ['key', key]))}`, readPlanUnits)
    if (!isAlive || !answer.ok) return
    units.value = merged(units.value, keys, answer.body)
    revision.value = answer.body.revision
  }

  async function shows([word]: readonly ItemResult[]): Promise<void> {
    const detail = fieldsOf(word?.detail)
    if (numberOrNull(detail, 'revision') !== null) await refresh(texts(detail, 'touched'))
    void impact.reload()
    await plan.reload()
  }

  /** Send what `make` says when its turn has come; nothing when it says null, or when the step before was not done. */
  async function inTurn(make: () => Command | null): Promise<boolean> {
    const before = last
    const own = (async () => {
      if (before !== null && !(await before)) return false
      const command = make()
      return command !== null && acting.run([{ command, about: id }])
    })()
    last = own
    const isDone = await own
    if (last === own) last = null
    return isDone
  }

  const reload = async () => {
    acting.clear()
    await Promise.all([readUnits(), plan.reload(), impact.reload()])
  }
  watch(() => plan.value.value?.revision, (now) => {
    if (now !== undefined && now !== impact.value.value?.revision && !acting.isBusy.value) void impact.reload()
  })
  void readUnits()

  const history = computed(() => plan.value.value?.history ?? [])
  const may = (step: string) => plan.value.value?.may.includes(step) === true
  const can = computed(() => ({
    undo: may('undo-redraw') && history.value.some(({ state }) => state === 'done'),
    redo: may('redo-redraw') && history.value.some(({ state }) => state === 'undone'),
  }))
  const allows = (kind: Turn) => (kind === 'undo-redraw' ? can.value.undo : kind === 'redo-redraw' ? can.value.redo : true)
  return {
    plan, impact, units, revision, acting, can,
    isBehind: computed(() => units.value !== null && !acting.isBusy.value && (plan.value.value?.revision ?? 0) > revision.value),
    mayEdit: computed(() => may('edit-redraw')),
    edit: (op) => inTurn(() => ({ kind: 'edit-redraw', redraw: id, base_revision: revision.value, op })),
    step: (kind) => inTurn(() => (allows(kind) ? { kind, redraw: id, base_revision: revision.value } : null)),
    run: (command) => inTurn(() => command),
    reload,
  }
}

export function merged(all: readonly PlanUnit[], keys: readonly string[], { units }: PlanUnits): PlanUnit[] {
  const asked = new Set(keys)
  const now = new Map(units.map((unit) => [unit.key, unit]))
  const known = new Set(all.map(({ key }) => key))
  const kept = all.flatMap((unit) => (asked.has(unit.key) ? [now.get(unit.key)] : [unit])).filter((unit) => unit !== undefined)
  return [...kept, ...units.filter(({ key }) => !known.has(key))]
}
