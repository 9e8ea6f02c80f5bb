// What a position snaps to: the borders of the plan's units, and the village lines of the background.
import { computed, shallowRef, type ComputedRef } from 'vue'
import { ringsOf, type Outline } from '../../map/borders'
import { indexEdges, type SnapIndex } from '../../map/snapping'
import { BASE_PATH, readBase, type Base } from '../../wire/base'
import { get } from '../client'

const NOTHING: SnapIndex = new Map()

export function useSnapping(outlines: ComputedRef<readonly Outline[]>): ComputedRef<readonly SnapIndex[]> {
  const villages = shallowRef<SnapIndex>(NOTHING)
  async function read(): Promise<void> {
    const answer = await get(BASE_PATH, readBase)
    if (answer.ok) villages.value = indexEdges(villageLines(answer.body))
  }
  void read()
  const borders = computed(() => indexEdges(outlines.value.flatMap(({ geometry }) => ringsOf(geometry))))
  return computed(() => [borders.value, villages.value])
}

function villageLines({ features }: Base) {
  return features.features.flatMap(({ geometry, properties }) => {
    if (properties?.['kind'] !== 'border' || properties['level'] !== 'village') return []
    return geometry.type === 'MultiLineString' ? geometry.coordinates : geometry.type === 'LineString' ? [geometry.coordinates] : []
  })
}
