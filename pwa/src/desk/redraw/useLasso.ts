// Enterprises inside the ring in hand: those of the giver whose place is known, by name and place only.
import { onScopeDispose, watch } from 'vue'
import { closedRing, isInside } from '../../map/borders'
import { pageOf } from '../../wire/page'
import type { LonLat } from '../../wire/read'
import { siteOf, type PlanUnit } from '../../wire/redraw'
import { get } from '../client'
import { queryOf } from '../useFilters'
import type { OnMap } from './useHand'

export function useLasso(redraw: string, { hand, change }: OnMap, unitOf: (key: string) => PlanUnit | undefined): void {
  let turn = 0
  onScopeDispose(() => { turn += 1 })
  watch(() => (hand.value.tool === 'enterprises' && hand.value.isWhole ? hand.value.points : null), (ring) => {
    turn += 1
    const [giver] = hand.value.picked
    const unit = giver === undefined ? null : (unitOf(giver)?.unit_id ?? null)
    if (ring !== null && unit !== null) void find(ring, unit, turn)
  })

  async function find(ring: readonly LonLat[], unit: string, own: number): Promise<void> {
    const closed = closedRing(ring).map((spot) => [...spot])
    const answer = await get(`/api/v1/redraws/${redraw}/sites${queryOf([['unit', unit]])}`, pageOf(siteOf))
    if (own !== turn || !answer.ok) return
    change({ enterprises: answer.body.items.filter(({ point }) => point !== null && isInside(closed, point)).map(({ id }) => id) })
  }
}
