// Enterprises inside the ring in hand, for who may read their files: those of the giver whose place is known.
import { onScopeDispose, watch } from 'vue'
import { closedRing, isInside } from '../../map/borders'
import { enterpriseOf } from '../../wire/enterprise'
import { pageOf } from '../../wire/page'
import type { LonLat } from '../../wire/read'
import type { PlanUnit } from '../../wire/redraw'
import { get } from '../client'
import { queryOf } from '../useFilters'
import type { OnMap } from './useHand'

const PAGE = '500'

export function useLasso({ hand, change }: OnMap, unitOf: (key: string) => PlanUnit | undefined): void {
  let turn = 0
  onScopeDispose(() => { turn += 1 })
  watch(() => (hand.value.tool === 'enterprises' && hand.value.isWhole ? hand.value.points : null), (ring) => {
    turn += 1
    const [giver] = hand.value.picked
    const unit = giver === undefined ? null : (unitOf(giver)?.unit_id ?? null)
    if (ring !== null && unit !== null) void find(ring, unit, turn)
  })

  async function find(ring: readonly LonLat[], unit: string, own: number): Promise<void> {
    const found: string[] = []
    const closed = closedRing(ring).map((spot) => [...spot])
    let after = ''
    do {
      const answer = await get(`/api/v1/enterprises${queryOf([['unit', unit], ['limit', PAGE], ['after', after]])}`, pageOf(enterpriseOf))
      if (own !== turn || !answer.ok) return
      found.push(...answer.body.items.filter(({ point }) => point !== null && isInside(closed, point)).map(({ id }) => id))
      after = answer.body.next ?? ''
    } while (after !== '')
    change({ enterprises: found })
  }
}
