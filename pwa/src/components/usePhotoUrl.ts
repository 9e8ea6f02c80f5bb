// A photo to look at: the bytes on this phone when they are here, else the server's picture.
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { photoUrl } from './usePhoto'
import { photoPath } from './useLink'

/** Follows `sha256`; null until known which it is. */
export function usePhotoUrl(sha256: () => string, size: 'thumb' | 'view'): Readonly<ShallowRef<string | null>> {
  const url = shallowRef<string | null>(null)
  let own: string | null = null
  const forget = () => {
    if (own !== null) URL.revokeObjectURL(own)
    own = null
  }
  watch(
    sha256,
    async (wanted) => {
      const found = await photoUrl(wanted)
      if (wanted !== sha256()) {
        if (found !== null) URL.revokeObjectURL(found)
        return
      }
      forget()
      own = found
      url.value = found ?? photoPath(wanted, size)
    },
    { immediate: true },
  )
  onScopeDispose(forget)
  return url
}
