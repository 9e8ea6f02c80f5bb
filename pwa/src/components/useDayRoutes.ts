// The order in which the days ahead are walked: it comes with the pack, and is asked for again where hours have passed,
// since it is laid out anew every night, or the server took an own order or a task back. Without a network the last one
// holds, with what was said of it on this phone over it.
import { computed, watch, type ComputedRef } from 'vue'
import { withOwnActs } from '../domain/ownDays'
import { putRoutes, readRoutesAt, readStanding } from '../store/area'
import { readDayActs } from '../store/ownDays'
import { createClient } from '../wire/client'
import { readOwnDays, type DayRoute } from '../wire/policy'
import { useCursor, useStanding } from './useArea'
import { useLive } from './useLive'
import { personDb, usePerson } from './usePerson'

const AGAIN_MS = 2 * 3600 * 1000

/** Null until both are read: an order without what was said of it would change under the finger. */
export function useDayRoutes(): ComputedRef<readonly DayRoute[] | null> {
  const standing = useStanding()
  const cursor = useCursor()
  const person = usePerson()
  const { value: own } = useLive(() => readDayActs(personDb()))
  watch(
    [() => cursor.value?.pulled_at, () => own.value?.isTaken],
    ([pulled]) => { if (pulled !== undefined && person.value?.roles.includes('enterprise') !== true) void refresh() },
    { immediate: true },
  )
  return computed(() => (standing.value === null || own.value === null ? null : withOwnActs(standing.value.routes, own.value.acts)))
}

async function refresh(): Promise<void> {
  const db = personDb()
  const [at, { routes }, { isTaken }] = await Promise.all([readRoutesAt(db), readStanding(db), readDayActs(db)])
  const isWhole = routes.every(({ stops, tasks }) => stops.length === tasks.length)
  if (isWhole && !isTaken && Date.now() - at < AGAIN_MS) return
  const asked = new Date() // what is taken after this is not in the answer for sure
  const answer = await createClient(db.personId).get('/api/v1/routes/own', readOwnDays)
  if (answer.ok) await putRoutes(db, answer.body, asked)
}
