// Other people whose unsent records wait on this phone.
import { onMounted, shallowRef, type ShallowRef } from 'vue'
import { waitingOfOthers, type Waiting } from '../sync/session'
import { deviceDb, usePerson } from './usePerson'

export function useWaitingOthers(): Readonly<ShallowRef<readonly Waiting[]>> {
  const found = shallowRef<readonly Waiting[]>([])
  const person = usePerson()
  onMounted(async () => {
    found.value = await waitingOfOthers(deviceDb(), person.value?.id ?? '')
  })
  return found
}
