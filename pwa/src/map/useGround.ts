// The ground under one map: which there are, which is shown, and whether it comes.
import { computed, inject, onBeforeUnmount, ref, shallowRef, type ComputedRef } from 'vue'
import { locale } from '../text/text'
import type { StoredPack } from '../store/mapPack'
import { createClient } from '../wire/client'
import { OFFERED_PATH, readOffered, type Offered } from '../wire/ground'
import type { MapHandle } from './createMap'
import { groundsOf, type Ground } from './ground'
import { chooseGround, chosenGround, groundAmong } from './groundChoice'
import { STORED_PACK } from './storedPack'

export type Trouble = 'streets-away' | 'imagery-away' | 'server-away'

export interface GroundState {
  readonly grounds: ComputedRef<readonly Ground[]>
  readonly ground: ComputedRef<Ground>
  /** Which sentence to say about a ground that does not come: `map.ground.<word>`; null when all is well. */
  readonly trouble: ComputedRef<Trouble | null>
  /** Whom a narrow map names beside its scale; the shipped map's sources stay behind the button. */
  readonly credit: ComputedRef<string>
  readonly choose: (next: Ground) => void
  /** Look what there is and lay it under this map, now and when the network comes back. */
  readonly layUnder: (map: MapHandle) => Promise<void>
}

export function useGround(): GroundState {
  const readPack = inject(STORED_PACK, null)
  const offered = shallowRef<Offered | null>(null)
  const pack = shallowRef<StoredPack | null>(null)
  const chosen = ref<Ground>('offline')
  const isFailing = ref(false)
  const isAway = ref(false)
  let under: MapHandle | null = null

  const grounds = computed(() => groundsOf(offered.value, pack.value))

  async function look(): Promise<void> {
    const [answer, kept] = await Promise.all([createClient(null).get(OFFERED_PATH, readOffered), readPack?.().catch(() => null)])
    pack.value = kept ?? null
    offered.value = answer.ok ? answer.body : null
    isAway.value = !answer.ok && answer.kind !== 'signed-out'
    chosen.value = groundAmong(grounds.value)
    lay()
  }

  function lay(): void {
    isFailing.value = false
    under?.setGround({
      ground: chosen.value,
      offered: offered.value,
      pack: pack.value,
      locale: locale(),
      onFailing: (next) => {
        isFailing.value = next
      },
    })
  }

  function again(): void {
    void look()
  }

  onBeforeUnmount(() => {
    removeEventListener('online', again)
  })
  return {
    grounds,
    ground: computed(() => chosen.value),
    trouble: computed((): Trouble | null => {
      if (isFailing.value && chosen.value !== 'offline') return chosen.value === 'streets' ? 'streets-away' : 'imagery-away'
      const wanted = chosenGround()
      return isAway.value && wanted !== null && wanted !== chosen.value ? 'server-away' : null
    }),
    credit: computed(() => {
      if (chosen.value === 'offline') return ''
      const stored = chosen.value === 'streets' ? (pack.value?.about ?? offered.value?.stored) : null
      return (offered.value?.[chosen.value] ?? stored)?.credit[locale()] ?? ''
    }),
    choose: (next) => {
      chooseGround(next)
      chosen.value = next
      lay()
    },
    layUnder: async (map) => {
      under = map
      addEventListener('online', again)
      await look()
    },
  }
}
