// Filters live in the address, so that a view can be sent to a colleague and the back key undoes a choice.
import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'

export interface Filters<K extends string> {
  readonly one: (name: K) => string
  readonly many: (name: K) => readonly string[]
  /** Change some filters, keep the others, go back to the first page. An empty value takes the filter off. */
  readonly set: (change: Readonly<Partial<Record<K, string | readonly string[]>>>) => void
  /** True when any filter but those named is on. */
  readonly isOn: (except?: readonly K[]) => boolean
  readonly clear: () => void
  /** The named filters as the server's query, with a leading "?"; extra parameters go last. */
  readonly query: ComputedRef<string>
}

/** Follow these names of the address. `after` is the page of a list and is dropped when a filter changes. */
export function useFilters<K extends string>(names: readonly K[]): Filters<K> {
  const route = useRoute()
  const router = useRouter()
  const many = (name: K) => valuesOf(route.query, name)

  function set(change: Readonly<Partial<Record<K, string | readonly string[]>>>): void {
    const { after: _first, ...rest } = route.query
    void router.replace({ query: { ...withoutEmpty({ ...rest, ...change }) }, hash: route.hash })
  }

  return {
    many,
    one: (name) => many(name)[0] ?? '',
    set,
    isOn: (except = []) => names.some((name) => !except.includes(name) && many(name).length > 0),
    clear: () => { void router.replace({ query: {} }) },
    query: computed(() => queryOf(names.flatMap((name) => many(name).map((value) => [name, value] as const)))),
  }
}

/** [["state", "open"], ["limit", "50"]] -> "?state=open&limit=50"; nothing -> "". */
export function queryOf(pairs: readonly (readonly [string, string])[]): string {
  const search = new URLSearchParams(pairs.filter(([, value]) => value !== '').map(([name, value]) => [name, value]))
  return search.size === 0 ? '' : `?${search.toString()}`
}

function valuesOf(query: LocationQuery, name: string): string[] {
  const given = query[name]
  const values = Array.isArray(given) ? given : [given]
  return values.filter((value): value is string => typeof value === 'string' && value !== '')
}

function withoutEmpty(query: Readonly<Record<string, unknown>>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, given]) => {
      const values = (Array.isArray(given) ? given : [given]).filter((value) => typeof value === 'string' && value !== '')
      return values.length === 0 ? [] : [[name, values.length === 1 ? String(values[0]) : values.map(String)]]
    }),
  )
}
