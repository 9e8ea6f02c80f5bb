// What both entries do first: take on the person this device remembers, also where its storage takes a while to open.
import { createApp, type App } from 'vue'
import { i18n } from '../text/text'
import { resumePerson } from './usePerson'

/** A window that is being closed may hold the storage for a moment; only what lasts longer is told. Unit: ms. */
const SOON_MS = 300
const AGAIN_MS = 2_000
const ANSWERS_MS = 8_000

/**
 * Take on the person this device remembers. A storage that can't be opened just now is not an empty one, and a sign-in
 * would look as if everything were gone: so the page says what is the matter, and goes on by itself when it opens.
 */
export async function resume(): Promise<void> {
  if (await isResumed()) return
  await after(SOON_MS)
  let told: App | null = null
  while (!(await isResumed())) {
    told ??= await tell()
    await after(AGAIN_MS)
  }
  told?.unmount()
}

/** A storage that does not answer at all is as good as one that can't be opened. */
function isResumed(): Promise<boolean> {
  const resumed = resumePerson(new Date()).then(() => true, (cause: unknown) => {
    reportError(cause)
    return false
  })
  return Promise.race([resumed, after(ANSWERS_MS).then(() => false)])
}

async function tell(): Promise<App> {
  const { default: StartTrouble } = await import('./StartTrouble.vue')
  const told = createApp(StartTrouble).use(i18n)
  told.mount('#app')
  return told
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, ms) })
}
