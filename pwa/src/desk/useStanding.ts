// What stays the same for hours: the day's policy, the tree of areas, the grid units, the licensed inspectors. Asked
// for once a person and kept while the desk is open.
import { computed, shallowRef, type ComputedRef } from 'vue'
import { usePerson } from '../components/usePerson'
import { standingOf, type Standing } from '../wire/policy'
import { fieldsOf, list, text } from '../wire/read'
import { unitOf, type Unit } from '../wire/unit'
import { get } from './client'

export interface DeskStanding extends Standing {
  readonly units: readonly Unit[]
}

const NOTHING: DeskStanding = { ...standingOf({}), units: [] }
const kept = shallowRef<{ readonly personId: string; readonly standing: DeskStanding } | null>(null)
const asked = new Set<string>()
const person = usePerson()

function read(body: unknown): DeskStanding | null {
  const pack = fieldsOf(body)
  return text(pack, 'cursor') === '' ? null : { ...standingOf(pack), units: list(pack, 'units', unitOf) }
}

async function ask(personId: string): Promise<void> {
  if (asked.has(personId)) return
  asked.add(personId)
  const answer = await get('/api/v1/pack', read)
  if (answer.ok) kept.value = { personId, standing: answer.body }
  asked.delete(personId)
}

export interface StandingRead {
  readonly standing: ComputedRef<DeskStanding>
  readonly isKnown: ComputedRef<boolean>
  readonly areaName: (id: string | null) => string
  readonly unitName: (id: string | null) => string
}

export function useStanding(): StandingRead {
  const mine = computed(() => (kept.value !== null && kept.value.personId === person.value?.id ? kept.value.standing : null))
  const standing = computed(() => mine.value ?? NOTHING)
  if (mine.value === null && person.value !== null) void ask(person.value.id)
  const units = computed(() => new Map(standing.value.units.map(({ id, name }) => [id, name])))
  const areas = computed(() => new Map(standing.value.areas.map(({ id, name }) => [id, name])))
  return {
    standing,
    isKnown: computed(() => mine.value !== null),
    areaName: (id) => (id === null ? '' : (areas.value.get(id) ?? '')),
    unitName: (id) => (id === null ? '' : (units.value.get(id) ?? '')),
  }
}
