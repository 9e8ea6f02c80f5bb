// Photos chosen from the disk or taken: sent one after the other, and shown from the sent bytes until an act names them.
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { whileKeeping } from '../components/pictures'
import { t } from '../text/text'
import type { Photo } from '../wire/commands'
import { sendPhoto } from './photos'

export interface SentPhotos {
  readonly isBusy: Readonly<ShallowRef<boolean>>
  readonly trouble: Readonly<ShallowRef<string>>
  /** Of the photos that were sent from here, by hash. */
  readonly urls: Readonly<ShallowRef<Readonly<Record<string, string>>>>
  /** For the change of a file field: the photos are sent, the field is ready for others. */
  readonly onFiles: (event: Event) => Promise<void>
  /** A photo was taken out again. */
  readonly forget: (sha256: string) => void
}

/** `kept` are the hashes the form has; `keep` gives it one more, never twice the same and no more than `most` in all. */
export function useSentPhotos(most: number, kept: () => readonly string[], keep: (photo: Photo) => void): SentPhotos {
  const isBusy = shallowRef(false)
  const trouble = shallowRef('')
  const urls = shallowRef<Readonly<Record<string, string>>>({})
  onScopeDispose(() => { Object.values(urls.value).forEach((url) => { URL.revokeObjectURL(url) }) })

  async function send(file: Blob): Promise<void> {
    const sent = await sendPhoto(file)
    if ('trouble' in sent) {
      trouble.value = sent.trouble
      return
    }
    const { photo, picture } = sent
    if (kept().includes(photo.sha256)) return
    urls.value = { ...urls.value, [photo.sha256]: URL.createObjectURL(picture) }
    keep(photo)
  }

  async function sendAll(files: readonly Blob[]): Promise<void> {
    trouble.value = ''
    for (const file of files) {
      if (kept().length < most) await send(file)
      else trouble.value = t('desk.photo.most', { n: most })
    }
  }

  return {
    isBusy,
    trouble,
    urls,
    onFiles: async ({ target }) => {
      if (!(target instanceof HTMLInputElement) || target.files === null) return
      isBusy.value = true
      try {
        await whileKeeping(sendAll([...target.files]), () => trouble.value === '')
      } catch (cause) {
        trouble.value = t('photo.failed')
        throw cause
      } finally {
        isBusy.value = false
        target.value = ''
      }
    },
    forget: (sha256) => {
      const { [sha256]: gone, ...rest } = urls.value
      if (gone !== undefined) URL.revokeObjectURL(gone)
      urls.value = rest
    },
  }
}
