// Whether the window is too narrow for a table or two columns side by side.
import { onScopeDispose, ref, type Ref } from 'vue'

export function useNarrow(below = 900): Ref<boolean> {
  const query = matchMedia(`(max-width: ${below}px)`)
  const isNarrow = ref(query.matches)
  const follow = () => { isNarrow.value = query.matches }
  query.addEventListener('change', follow)
  onScopeDispose(() => { query.removeEventListener('change', follow) })
  return isNarrow
}
