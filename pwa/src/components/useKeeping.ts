// What a form keeps on this phone: busy while it does, and in words why it could not.
import { ref, type Ref } from 'vue'
import { StoreError } from '../store/errors'
import { tOf } from '../text/text'

export interface Keeping {
  readonly isBusy: Ref<boolean>
  /** What is wrong, in words; a form says what it lacks here too. */
  readonly trouble: Ref<string>
  readonly keep: (work: () => Promise<void>) => Promise<void>
}

export function useKeeping(): Keeping {
  const isBusy = ref(false)
  const trouble = ref('')

  async function keep(work: () => Promise<void>): Promise<void> {
    isBusy.value = true
    trouble.value = ''
    try {
      await work()
    } catch (cause) {
      if (!(cause instanceof StoreError)) throw cause
      trouble.value = tOf('store', cause.problem)
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy, trouble, keep }
}
