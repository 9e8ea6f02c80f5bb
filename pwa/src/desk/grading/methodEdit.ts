// Changing a method that is being written: every change gives a new one. Pure.
import type { Factor, Group, Method, Step, Word } from '../../wire/commands'

function withFactor(method: Method, id: string, change: (factor: Factor) => Factor): Method {
  return withGroups(method, (group) => ({ ...group, factors: group.factors.map((factor) => (factor.id === id ? change(factor) : factor)) }))
}

function withGroups(method: Method, change: (group: Group) => Group): Method {
  return { ...method, groups: method.groups.map(change) }
}

export function setGroup(method: Method, id: string, change: Partial<Group>): Method {
  return withGroups(method, (group) => (group.id === id ? { ...group, ...change } : group))
}

export function setFactor(method: Method, id: string, change: Partial<Factor>): Method {
  return withFactor(method, id, (factor) => ({ ...factor, ...change }))
}

/** The n-th step, word or, for points each, the pair itself. */
export function setPoints(method: Method, id: string, n: number, points: number): Method {
  return withFactor(method, id, (factor) => {
    const { scale } = factor
    const changed = <T extends Step | Word>(rows: readonly T[]) => rows.map((row, at) => (at === n ? { ...row, points } : row))
    if (scale.kind === 'steps') return { ...factor, scale: { ...scale, steps: changed(scale.steps) } }
    if (scale.kind === 'words') return { ...factor, scale: { ...scale, words: changed(scale.words) } }
    return { ...factor, scale: n === 0 ? { ...scale, points } : { ...scale, most: points } }
  })
}

export function setEdge(method: Method, id: string, n: number, at_least: number): Method {
  return withFactor(method, id, (factor) =>
    factor.scale.kind === 'steps' ? { ...factor, scale: { ...factor.scale, steps: factor.scale.steps.map((step, at) => (at === n ? { ...step, at_least } : step)) } } : factor,
  )
}

/** A group that loses its last factor goes too: an empty one can't be meant. */
export function removeFactor(method: Method, id: string): Method {
  const groups = method.groups.map((group) => ({ ...group, factors: group.factors.filter((factor) => factor.id !== id) }))
  return { ...method, groups: groups.filter(({ factors }) => factors.length > 0) }
}

export function addFactor(method: Method, groupId: string, factor: Factor): Method {
  return withGroups(method, (group) => (group.id === groupId ? { ...group, factors: [...group.factors, factor] } : group))
}

/** An id that no group, factor or veto has. */
export function freshId(method: Method): string {
  const taken = new Set([...method.groups.flatMap(({ id, factors }) => [id, ...factors.map((factor) => factor.id)]), ...(method.vetoes ?? []).map(({ id }) => id)])
  let n = 1
  while (taken.has(`own_${n}`)) n += 1
  return `own_${n}`
}
