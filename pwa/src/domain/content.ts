// Which standards an enterprise is looked at by, and why: what is published for its class and grade, else by class and
// topics. The mirror of grids/content.py; tests/scenarios/content.json keeps both sides in step.
import type { Checklist } from '../wire/checklist'
import type { Content, ContentSet } from '../wire/content'
import type { AreaName } from '../wire/policy'
import type { Day } from './days'

export type Why = 'published' | 'published_all' | 'topic' | 'class' | 'all'
type Version = Pick<Checklist, 'version_id' | 'code' | 'classes' | 'tags' | 'valid_from' | 'valid_to'>

export interface Kind {
  readonly supervision_class: string
  readonly grade: string | null
  readonly tags: readonly string[]
}

export interface Offer<T extends Version = Checklist> {
  readonly list: T
  readonly why: Why
}

/**
 * What an enterprise may be looked at by on a day, what comes first first. What is published for its class and grade
 * comes in the order of the department, then what a topic of its file asks for; where nothing is published that holds,
 * every standard for its class and topics, the most particular first. Only versions in force are offered.
 */
export function offered<T extends Version>(versions: readonly T[], published: readonly ContentSet[], kind: Kind, on: Day): Offer<T>[] {
  const now = versions.filter((each) => each.valid_from <= on && (each.valid_to === null || on < each.valid_to))
  const written = now.filter((each) => isFor(each, kind)).sort((a, b) => particularity(b) - particularity(a) || a.version_id - b.version_id)
  const row = holding(published, kind.supervision_class, on)
  const named = [...new Set(row?.grades[kind.grade ?? 'none'] ?? [])]
  const isOfClass = row !== null && row.supervision_class !== null
  const able = isOfClass ? now : written
  const first = named.flatMap((code) => able.filter((each) => each.code === code))
  if (first.length === 0) return written.map((list) => ({ list, why: whyOf(list) }))
  const rest = written.filter((each) => each.tags.length > 0 && !first.includes(each))
  const why: Why = isOfClass ? 'published' : 'published_all'
  return [...first.map((list) => ({ list, why })), ...rest.map((list) => ({ list, why: 'topic' as const }))]
}

/** What the district of an enterprise published. Its town says which that is; without one, the only district known. */
export function publishedAt(contents: readonly Content[], areas: readonly AreaName[], townId: string | null): readonly ContentSet[] {
  const districts = areas.filter(({ level }) => level === 'district')
  const only = districts.length === 1 ? (districts[0]?.id ?? null) : null
  const district = areas.find(({ id }) => id === townId)?.parent_id ?? only
  return contents.find(({ id }) => id === district)?.sets ?? []
}

/** What holds on a day: the last that is not after it, of the class, else of the district. */
function holding(published: readonly ContentSet[], ofClass: string, on: Day): ContentSet | null {
  const found = new Map<string | null, ContentSet>()
  for (const each of published) {
    const before = found.get(each.supervision_class)
    if (each.valid_from <= on && (before === undefined || before.valid_from <= each.valid_from)) found.set(each.supervision_class, each)
  }
  return found.get(ofClass) ?? found.get(null) ?? null
}

function isFor({ classes, tags }: Version, kind: Kind): boolean {
  return (classes.length === 0 || classes.includes(kind.supervision_class)) && (tags.length === 0 || tags.some((tag) => kind.tags.includes(tag)))
}

function particularity({ classes, tags }: Version): number {
  return (tags.length > 0 ? 2 : 0) + (classes.length > 0 ? 1 : 0)
}

function whyOf({ classes, tags }: Version): Why {
  return tags.length > 0 ? 'topic' : classes.length > 0 ? 'class' : 'all'
}
