// Follows a query: runs it again whenever a row it looked at changes, in this tab or another.
import { liveQuery } from 'dexie'

/** Returns how to stop following. */
export function live<T>(query: () => Promise<T>, told: (value: T) => void, failed: (cause: Error) => void): () => void {
  const subscription = liveQuery(query).subscribe({
    next: told,
    error: (cause: unknown) => {
      failed(cause instanceof Error ? cause : new Error(String(cause)))
    },
  })
  return () => {
    subscription.unsubscribe()
  }
}
