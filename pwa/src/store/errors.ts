// What can go wrong when writing to the phone, in the few kinds a person can do something about.
import Dexie from 'dexie'

/** `photo`: one that was being kept when the act was asked for was not; why is said where it was taken. */
export type StoreProblem = 'full' | 'damaged' | 'closed' | 'photo'

/** The text for a person is `store.<problem>` in the catalogue. Nothing was written when this is thrown. */
export class StoreError extends Error {
  constructor(
    readonly problem: StoreProblem,
    options?: ErrorOptions,
  ) {
    super(`The phone could not keep it: ${problem}`, options)
    this.name = 'StoreError'
  }
}

/** Run a write; a full disk or a closed database comes out as a StoreError, anything else as it is. */
export async function guarded<T>(write: () => PromiseLike<T>): Promise<T> {
  try {
    return await write()
  } catch (cause) {
    const problem = problemOf(cause)
    if (problem === null) throw cause
    throw new StoreError(problem, { cause })
  }
}

function problemOf(cause: unknown): StoreProblem | null {
  for (const name of namesIn(cause)) {
    if (name === 'QuotaExceededError') return 'full'
    if (/^(DatabaseClosed|OpenFailed|MissingAPI|InvalidState)Error$/.test(name)) return 'closed'
  }
  return null
}

/** Dexie wraps the browser's error once or more (AbortError of a transaction, BulkError and ModifyError of rows). */
function namesIn(cause: unknown): string[] {
  const names: string[] = []
  let next: unknown = cause
  while (next instanceof Error || next instanceof DOMException) {
    names.push(next.name)
    if (next instanceof Dexie.BulkError) names.push(...Object.values(next.failuresByPos).map((error) => error.name))
    if (next instanceof Dexie.ModifyError) names.push(...namesOfModify(next))
    const inner: unknown = Reflect.get(next, 'inner')
    next = inner === next ? null : inner
  }
  return names
}

function namesOfModify({ failures }: { readonly failures: readonly unknown[] }): string[] {
  return failures.flatMap((failure) =>
    failure instanceof Error || failure instanceof DOMException ? [failure.name] : [],
  )
}
