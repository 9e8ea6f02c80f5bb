// Gathers what "ready to leave" looks at, and mends what can be mended from here.
import { computed, ref, shallowRef, watch, type ComputedRef } from 'vue'
import { clockState } from '../device/clock'
import { offlineState, type OfflineState } from '../device/offline'
import { askToPersist, storageState, type StorageState } from '../device/storage'
import { checks, toMend, type Check, type CheckName, type PackFact } from '../domain/ready'
import { readKnown } from '../store/deviceDb'
import { filesOwed } from '../store/files'
import { PIECE_BYTES, piecesKept, readPackState } from '../store/mapPack'
import { readMeta, writeMeta } from '../store/meta'
import { BASE_PATH, readBase } from '../wire/base'
import { createClient } from '../wire/client'
import type { PackState } from '../wire/ground'
import { FIRST_POLICY } from '../wire/policy'
import { useChecklists, useCursor, useEnterprises, useStanding } from './useArea'
import { useNow } from './useNow'
import { deviceDb, personDb } from './usePerson'
import { usePosition } from './usePosition'
import { useSync } from './useSync'
import { useUnsent } from './useUnsent'

const ASKED = 'asked-to-persist'

interface Device {
  readonly offline: OfflineState
  readonly storage: StorageState
  readonly wasAsked: boolean
  readonly signedInAt: string | null
  readonly pack: PackFact | null
  readonly filesOwed: number
}

export interface Ready {
  /** Null while the phone is still being looked at. */
  readonly all: ComputedRef<readonly Check[] | null>
  readonly first: ComputedRef<Check | null>
  readonly isBusy: ComputedRef<boolean>
  readonly mend: (name: CheckName) => Promise<void>
}

export function useReady(): Ready {
  const cursor = useCursor()
  const enterprises = useEnterprises()
  const checklists = useChecklists()
  const standing = useStanding()
  const unsent = useUnsent()
  const { state: position } = usePosition()
  const { now } = useNow()
  const { isRunning, syncNow } = useSync()
  const device = shallowRef<Device | null>(null)
  const isMending = ref(false)

  async function look(): Promise<void> {
    const [offline, storage, asked, known, pack, owed] = await Promise.all([
      offlineState(BASE_PATH),
      storageState(),
      readMeta(personDb(), ASKED),
      readKnown(deviceDb()),
      lookAtPack(),
      filesOwed(personDb(), new Date()),
    ])
    device.value = { offline, storage, wasAsked: asked === true, signedInAt: known?.confirmed_at ?? null, pack, filesOwed: owed.length }
  }

  const all = computed(() => {
    const phone = device.value
    if (phone === null || cursor.value === undefined || enterprises.value.value === null || unsent.value === null) return null
    return checks({
      now: now.value,
      pulledAt: cursor.value?.pulled_at ?? null,
      enterprises: enterprises.value.value.length,
      checklists: checklists.value.value?.length ?? 0,
      filesOwed: standing.value?.carriesFiles === true ? phone.filesOwed : null,
      ...phone.offline,
      signedInAt: phone.signedInAt,
      pack: phone.pack,
      isPersistent: phone.storage.isPersistent,
      wasAskedToPersist: phone.wasAsked,
      freeBytes: phone.storage.freeBytes,
      clockOffMs: clockState().offsetMs,
      clockSkewMin: (standing.value?.policy ?? FIRST_POLICY).clock_skew_min,
      fixRadiusM: position.value.fix?.radius_m ?? null,
      positionTrouble: position.value.trouble,
      unsent: unsent.value,
    })
  })

  async function mend(name: CheckName): Promise<void> {
    isMending.value = true
    if (name === 'storage') {
      await askToPersist()
      await writeMeta(personDb(), ASKED, true)
    } else if (name === 'map') {
      await createClient(null).get(BASE_PATH, readBase) // the service worker keeps what passes
    } else {
      await syncNow()
    }
    await look()
    isMending.value = false
  }

  watch([now, cursor, isRunning], () => void look(), { immediate: true })
  return {
    all,
    first: computed(() => (all.value === null ? null : toMend(all.value))),
    isBusy: computed(() => isMending.value || isRunning.value),
    mend,
  }
}

async function lookAtPack(): Promise<PackFact | null> {
  const state = await readPackState(personDb())
  return state === null ? null : packFact(state, await piecesKept(personDb(), state.about))
}

function packFact({ about, kept_at, before }: PackState, kept: number): PackFact {
  const isWhole = kept_at !== null
  const share = Math.min(1, (kept * PIECE_BYTES) / about.bytes)
  return { bytes: about.bytes, share, isWhole, asOf: isWhole ? about.as_of : (before?.as_of ?? null) }
}
