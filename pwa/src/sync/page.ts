// The few things the loop needs from the browser, so that it runs the same in a test.

export interface Page {
  /** Call when it is worth trying again; returns how to stop. */
  onWake: (wake: () => void) => () => void
  /** Run unless another tab already does; then do nothing and resolve with null. */
  alone: <T>(name: string, run: () => Promise<T>) => Promise<T | null>
  /** Call once after some time; returns how to cancel. */
  later: (run: () => void, ms: number) => () => void
}

const EVERY_MS = 60_000

export function browserPage(): Page {
  return { onWake, alone: createAlone(), later }
}

function onWake(wake: () => void): () => void {
  const ifVisible = () => {
    if (document.visibilityState === 'visible') wake()
  }
  document.addEventListener('visibilitychange', ifVisible)
  addEventListener('online', wake)
  const timer = setInterval(ifVisible, EVERY_MS)
  return () => {
    document.removeEventListener('visibilitychange', ifVisible)
    removeEventListener('online', wake)
    clearInterval(timer)
  }
}

function later(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms)
  return () => {
    clearTimeout(timer)
  }
}

/** Web Locks where the browser has them; old web views get one drainer per page, and the server's ledger the rest. */
export function createAlone(): Page['alone'] {
  const running = new Set<string>()
  return async (name, run) => {
    if ('locks' in navigator) {
      return await navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock === null ? null : run()))
    }
    if (running.has(name)) return null
    running.add(name)
    try {
      return await run()
    } finally {
      running.delete(name)
    }
  }
}
