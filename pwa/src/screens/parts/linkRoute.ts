// The same screens serve a person who is signed in and one who came by a notice's link: only the path differs.
import type { RouteLocationRaw } from 'vue-router'

type Named = 'notice' | 'rectify' | 'extension' | 'outbox'

export function linkRoute(token: string | null, name: Named, params: Readonly<Record<string, string>> = {}): RouteLocationRaw {
  if (token === null) return { name, params: { ...params } }
  const { id: _notice, ...others } = params
  return { name: `link-${name}`, params: { token, ...others } }
}
