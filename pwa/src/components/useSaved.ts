// The green tick: shown for a moment after something was kept on this phone and read back, on whatever screen follows.
import { readonly, shallowRef, type DeepReadonly, type ShallowRef } from 'vue'

const SHOWN_MS = 3_500
const PATIENCE_MS = 100

const said = shallowRef<string | null>(null)
let timer: ReturnType<typeof setTimeout> | undefined

/** Resolves once the tick is on the screen: what is shown next, a slow phone draws after it and not before. */
export function saySaved(sentence: string): Promise<void> {
  clearTimeout(timer)
  said.value = sentence
  timer = setTimeout(() => { said.value = null }, SHOWN_MS)
  return painted()
}

function painted(): Promise<void> {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done))
    setTimeout(done, PATIENCE_MS) // a page that is hidden draws nothing
  })
}

export function useSaved(): DeepReadonly<ShallowRef<string | null>> {
  return readonly(said)
}
