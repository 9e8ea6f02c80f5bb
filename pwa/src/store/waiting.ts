// When something that failed by itself may go again. A wait is a moment of the phone's own clock, which people set.

/** No wait is longer; one that seems longer was written under a clock that has been set back since. Unit: ms. */
export const LONGEST_WAIT_MS = 5 * 60_000

export function mayGo(nextTry: number, at: Date): boolean {
  const waitMs = nextTry - at.getTime()
  return waitMs <= 0 || waitMs > LONGEST_WAIT_MS
}
