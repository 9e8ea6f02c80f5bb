// The sync loop as screens see it: one loop for the signed-in person, its status, and "send now".
import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import { learnServerTime } from '../device/clock'
import { createSyncLoop, type SyncLoop, type SyncStatus } from '../sync/loop'
import { browserPage } from '../sync/page'
import type { LaneTrouble } from '../sync/lane'
import { linkLanes, linkSend } from '../sync/link'
import { linkToken } from './useLink'
import { deviceDb, personDb, usePerson } from './usePerson'

let loop: SyncLoop | null = null
const status = shallowRef<SyncStatus | null>(null)
const person = usePerson()

export interface Syncing {
  readonly status: ComputedRef<SyncStatus | null>
  readonly isRunning: ComputedRef<boolean>
  /** The one thing that keeps records here; a text is `failure.<trouble>`. */
  readonly trouble: ComputedRef<LaneTrouble | null>
  /** Send and fetch now, because the person asked. */
  readonly syncNow: () => Promise<void>
}

/** Start the loop for whoever is signed in, and follow changes of person. Called once by each entry. */
export function startSync(): void {
  watch(
    person,
    (next, before) => {
      if (next !== null && next.id === before?.id) {
        void loop?.wake() // signed in again: what waited for that goes out
        return
      }
      loop?.stop()
      loop = null
      status.value = null
      if (next !== null) begin()
    },
    { immediate: true },
  )
}

function begin(): void {
  const [db, token] = [personDb(), linkToken()]
  const common = { db, device: deviceDb(), page: browserPage(), onServerTime: learnServerTime }
  loop = createSyncLoop(
    token === null ? common : { ...common, send: linkSend(token), lanes: (client, now) => linkLanes(db, token, client, now) },
  )
  loop.watch((next) => {
    status.value = next
  })
  loop.start()
}

/** Tell the loop that there is something to send. */
export function wakeSync(): void {
  void loop?.wake()
}

export function useSync(): Syncing {
  const lanes = computed(() => (status.value === null ? [] : Object.values(status.value)))
  return {
    status: computed(() => status.value),
    isRunning: computed(() => lanes.value.some((lane) => lane.isRunning)),
    trouble: computed(() => lanes.value.find((lane) => lane.trouble !== null)?.trouble ?? null),
    syncNow: async () => {
      await loop?.wake(true)
    },
  }
}
