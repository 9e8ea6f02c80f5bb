// Pictures and files that were chosen, drawn or taken and are not yet where they belong: an act waits for all of them.

/** On their way into the phone's database, or to the server from the desk; each tells whether it got there. */
const underWay = new Set<Promise<boolean>>()

/** Let an act wait for a picture that is being kept; `isKept` reads whether it was, from what its keeping told. */
export async function whileKeeping<T>(work: Promise<T>, isKept: (told: T) => boolean): Promise<T> {
  const own = work.then(isKept, () => false)
  underWay.add(own)
  try {
    return await work
  } finally {
    underWay.delete(own)
  }
}

/**
 * Resolves when nothing is under way any more: whoever presses "save" while a slow phone still shrinks the last photo
 * means it with that photo. False when one of those awaited was not kept: that is then said where it was chosen.
 */
export async function allKept(): Promise<boolean> {
  let areKept = true
  while (underWay.size > 0) {
    const told = await Promise.all(underWay)
    areKept &&= told.every(Boolean)
    await Promise.resolve() // who waited for one of them takes it out first
  }
  return areKept
}
