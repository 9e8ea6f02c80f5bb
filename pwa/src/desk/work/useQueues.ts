// The queues of this person, each read once and followed live, for the numbers on the tabs and for the lists alike.
import { computed, type ComputedRef } from 'vue'
import { usePerson } from '../../components/usePerson'
import { changeRequestOf, type ChangeRequest } from '../../wire/changeRequest'
import { hazardOf, type Hazard } from '../../wire/hazard'
import { pageOf } from '../../wire/page'
import { useRead, type Reading } from '../useRead'
import { isFor, pathOf, queuesOf, type HazardQueue, type Queue } from './queues'
import type { Page } from '../../wire/page'

export interface HazardQueueRead {
  readonly reading: Reading<Page<Hazard>>
  readonly rows: ComputedRef<readonly Hazard[]>
}

export interface Queues {
  readonly names: readonly Queue[]
  readonly hazards: ReadonlyMap<HazardQueue, HazardQueueRead>
  readonly changes: Reading<Page<ChangeRequest>>
  /** Null until the first answer. */
  readonly waiting: (queue: Queue) => number | null
}

export function useQueues(): Queues {
  const person = usePerson()
  const names = queuesOf(person.value?.roles ?? [])
  const changes = useRead(() => (names.includes('changes') ? '/api/v1/change-requests?state=proposed' : null), pageOf(changeRequestOf), { live: true })
  const hazards = new Map(names.flatMap((queue) => (queue === 'changes' ? [] : [[queue, readQueue(queue)] as const])))

  function readQueue(queue: HazardQueue): HazardQueueRead {
    const reading = useRead(() => pathOf(queue), pageOf(hazardOf), { live: true })
    const rows = computed(() => {
      const who = person.value
      return who === null ? [] : (reading.value.value?.items ?? []).filter((hazard) => isFor(queue, hazard, who))
    })
    return { reading, rows }
  }

  function waiting(queue: Queue): number | null {
    if (queue === 'changes') return changes.value.value?.items.length ?? null
    const found = hazards.get(queue)
    return found === undefined || found.reading.value.value === null ? null : found.rows.value.length
  }

  return { names, hazards, changes, waiting }
}
