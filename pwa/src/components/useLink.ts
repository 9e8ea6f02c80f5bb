// A notice opened by its link, without an account: which one it is, and where its requests go.
import { readonly, shallowRef, type DeepReadonly, type ShallowRef } from 'vue'
import { linkDoor } from '../wire/link'

const token = shallowRef<string | null>(null)

/** The link in use; null when somebody is signed in. */
export function useLink(): DeepReadonly<ShallowRef<string | null>> {
  return readonly(token)
}

export function setLink(next: string | null): void {
  token.value = next
}

export function linkToken(): string | null {
  return token.value
}

/** Where the server shows a photo, re-encoded and stripped. */
export function photoPath(sha256: string, size: 'thumb' | 'view'): string {
  const door = token.value === null ? '/api/v1' : linkDoor(token.value)
  return `${door}/photos/${sha256}/${size}.jpg`
}
