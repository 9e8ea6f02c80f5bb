// The days of an officer as they will be once the server has taken what the officer said of them: an own order, a task
// handed back. Until it has, the phone lays that over what it was told last.
import type { DayRoute } from '../wire/policy'
import type { Day } from './days'

export type DayAct =
  | { readonly kind: 'order-day'; readonly day: Day; readonly tasks: readonly string[] }
  | { readonly kind: 'return-task'; readonly task: string }

export type Step = 'up' | 'down' | 'last'

/** The day that is walked next: today, on a day off the next one; null when nothing is laid out. */
export function dayAhead(routes: readonly DayRoute[], today: Day): DayRoute | null {
  return routes.find(({ day, stops }) => day >= today && stops.length > 0) ?? null
}

export function withOwnActs(routes: readonly DayRoute[], acts: readonly DayAct[]): DayRoute[] {
  return acts.reduce<DayRoute[]>((days, act) => days.map((each) => after(each, act)), [...routes])
}

/** A day that came with a pack names no tasks until the server told them: it stands as it came. */
function after(route: DayRoute, act: DayAct): DayRoute {
  if (route.tasks.length !== route.stops.length) return route
  if (act.kind === 'return-task') return route.tasks.includes(act.task) ? inOrder(route, route.tasks.filter((task) => task !== act.task)) : route
  if (act.day !== route.day) return route
  const named = act.tasks.filter((task) => route.tasks.includes(task))
  return inOrder(route, [...route.tasks.filter((task) => !named.includes(task)), ...named])
}

function inOrder(route: DayRoute, tasks: readonly string[]): DayRoute {
  const stopOf = new Map(route.tasks.map((task, n) => [task, route.stops[n] ?? '']))
  return { ...route, metres: null, tasks, stops: tasks.map((task) => stopOf.get(task) ?? '') }
}

/** One task a place up, a place down, or behind all others. */
export function moved(tasks: readonly string[], task: string, step: Step): string[] {
  const rest = tasks.filter((each) => each !== task)
  if (rest.length === tasks.length) return rest
  const at = step === 'last' ? rest.length : Math.max(0, tasks.indexOf(task) + (step === 'up' ? -1 : 1))
  return [...rest.slice(0, at), task, ...rest.slice(at)]
}
