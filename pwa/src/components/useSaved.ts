// The green tick: shown for a moment after something was kept on this phone and read back, on whatever screen follows.
import { readonly, shallowRef, type DeepReadonly, type ShallowRef } from 'vue'

const SHOWN_MS = 3_500

const said = shallowRef<string | null>(null)
let timer: ReturnType<typeof setTimeout> | undefined

export function saySaved(sentence: string): void {
  clearTimeout(timer)
  said.value = sentence
  timer = setTimeout(() => { said.value = null }, SHOWN_MS)
}

export function useSaved(): DeepReadonly<ShallowRef<string | null>> {
  return readonly(said)
}
