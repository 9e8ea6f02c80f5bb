// The order in which the days ahead are walked: it comes with the pack, and is asked for again where hours have passed,
// since it is laid out anew every night. Without a network the last one holds.
import { computed, watch, type ComputedRef } from 'vue'
import { putRoutes, readRoutesAt } from '../store/area'
import { createClient } from '../wire/client'
import { readOwnDays, type DayRoute } from '../wire/policy'
import { useCursor, useStanding } from './useArea'
import { personDb, usePerson } from './usePerson'

const AGAIN_MS = 2 * 3600 * 1000

export function useDayRoutes(): ComputedRef<readonly DayRoute[]> {
  const standing = useStanding()
  const cursor = useCursor()
  const person = usePerson()
  watch(
    () => cursor.value?.pulled_at,
    (pulled) => { if (pulled !== undefined && person.value?.roles.includes('enterprise') !== true) void refresh() },
    { immediate: true },
  )
  return computed(() => standing.value?.routes ?? [])
}

async function refresh(): Promise<void> {
  const db = personDb()
  if (Date.now() - (await readRoutesAt(db)) < AGAIN_MS) return
  const answer = await createClient(db.personId).get('/api/v1/routes/own', readOwnDays)
  if (answer.ok) await putRoutes(db, answer.body, new Date())
}
