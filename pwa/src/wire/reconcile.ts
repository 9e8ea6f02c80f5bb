// What the server says it holds of this phone: "37 of 37 received, 112 of 115 photos".

export interface Reconciled {
  readonly acts: {
    readonly received: number
    readonly applied: number
    readonly held: number
    readonly conflict: number
    readonly refused: number
  }
  readonly blobs: { readonly received: number; readonly owed: readonly string[] }
}

export function readReconciled(body: unknown): Reconciled | null {
  const given = body as { acts?: Record<string, unknown>; blobs?: Record<string, unknown> } | null
  const owed = given?.blobs?.['owed']
  if (!Array.isArray(owed) || !owed.every((sha) => typeof sha === 'string')) return null
  const number = (value: unknown) => (typeof value === 'number' ? value : 0)
  if (typeof given?.acts?.['received'] !== 'number') return null
  return {
    acts: {
      received: given.acts['received'],
      applied: number(given.acts['applied']),
      held: number(given.acts['held']),
      conflict: number(given.acts['conflict']),
      refused: number(given.acts['refused']),
    },
    blobs: { received: number(given.blobs?.['received']), owed: owed as string[] },
  }
}
