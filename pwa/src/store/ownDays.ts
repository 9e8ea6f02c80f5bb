// What this person said of their own days and the days they were told last do not show yet.
import type { DayAct } from '../domain/ownDays'
import { fieldsOf, text, texts } from '../wire/read'
import { readRoutesAt } from './area'
import type { ActState, PersonDb } from './db'

const KINDS = ['order-day', 'return-task']
const ON_THE_WAY: readonly ActState[] = ['queued', 'sending']
const TAKEN: readonly ActState[] = ['received', 'confirmed']

export interface OwnDays {
  readonly acts: readonly DayAct[]
  /** The server took some of them since the days were asked for. */
  readonly isTaken: boolean
}

export async function readDayActs(db: PersonDb): Promise<OwnDays> {
  const rows = await db.outbox.where('kind').anyOf(KINDS).sortBy('seq')
  const [states, toldAt] = [await db.outbox_state.bulkGet(rows.map(({ id }) => id)), await readRoutesAt(db)]
  let isTaken = false
  const acts = rows.flatMap(({ frozen }, n) => {
    const state = states[n]
    if (state === undefined || frozen === null) return []
    const isSince = TAKEN.includes(state.state) && Date.parse(state.changed_at) > toldAt
    isTaken ||= isSince
    return isSince || ON_THE_WAY.includes(state.state) ? [actOf(frozen)] : []
  })
  return { acts, isTaken }
}

function actOf(frozen: string): DayAct {
  const command = fieldsOf(fieldsOf(JSON.parse(frozen))['command'])
  if (text(command, 'kind') === 'return-task') return { kind: 'return-task', task: text(command, 'task') }
  return { kind: 'order-day', day: text(command, 'day'), tasks: texts(command, 'tasks') }
}
