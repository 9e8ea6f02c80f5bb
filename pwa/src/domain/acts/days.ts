// Acts on an officer's own days, as a phone keeps them.
import type { Day } from '../days'
import type { Act } from './act'

const BARE = { photos: [], effects: [] } as const

/** Each order stands by itself: one that the server does not take keeps no later one waiting. */
export function orderDay(id: string, day: Day, tasks: readonly string[]): Act {
  return { ...BARE, id, aggregateId: id, parentId: null, command: { kind: 'order-day', day, tasks: [...tasks] } }
}

export function returnTask(id: string, task: string, reason: string): Act {
  return { ...BARE, id, aggregateId: task, command: { kind: 'return-task', task, reason: reason.trim() } }
}
