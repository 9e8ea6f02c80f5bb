// Somebody without an account tells of a hazard: the words, the photos in memory, the receipt. Nothing is kept on the
// phone: it may be anybody's, and who reported is nobody's business.
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { takePicture } from '../device/camera'
import { hashOf } from '../store/photos'
import { t, tOf } from '../text/text'
import { allKept, whileKeeping } from './pictures'
import type { Failure } from '../wire/client'
import type { LonLat } from '../wire/read'
import { askForm, sendPhoto, sendReport, type ReportForm, type ReportReceipt, type Subject } from '../wire/reporting'

export interface ReportPhoto {
  readonly sha256: string
  readonly bytes: ArrayBuffer
  readonly url: string
}

interface Typed {
  readonly subject: Subject
  readonly words: string
  readonly place: string
  readonly town: string
  readonly enterprise_named: string
  readonly is_employee: boolean
  readonly isNamed: boolean
  readonly name: string
  readonly contact: string
}

const EMPTY: Typed = { subject: 'hazard', words: '', place: '', town: '', enterprise_named: '', is_employee: false, isNamed: false, name: '', contact: '' }

export function useReporting() {
  const form = shallowRef<ReportForm | null>(null)
  const body = ref<{ -readonly [K in keyof Typed]: Typed[K] }>({ ...EMPTY })
  const point = shallowRef<LonLat | null>(null)
  const photos = shallowRef<readonly ReportPhoto[]>([])
  const receipt = shallowRef<ReportReceipt | null>(null)
  const sent = shallowRef<readonly string[]>([])
  const trouble = ref('')
  const isBusy = ref(false)

  const owed = computed(() => photos.value.filter(({ sha256 }) => !sent.value.includes(sha256)))
  const lack = computed(() => {
    if (body.value.words.trim() === '') return t('report.lacks.words')
    return point.value === null && body.value.town === '' ? t('report.lacks.where') : ''
  })

  async function ask(): Promise<void> {
    const answer = await askForm()
    if (answer.ok) form.value = answer.body
    else trouble.value = saidBy(answer)
  }

  /** Says what was wrong with one of them, or null. */
  async function take(files: readonly Blob[]): Promise<string | null> {
    let wrong: string | null = null
    for (const file of files) {
      const { bytes, mime } = await takePicture(file, new Date())
      const sha256 = await hashOf(bytes)
      if (!mime.startsWith('image/')) wrong = t('report.photo.bad')
      else if (photos.value.every((photo) => photo.sha256 !== sha256)) {
        photos.value = [...photos.value, { sha256, bytes, url: URL.createObjectURL(new Blob([bytes], { type: mime })) }]
      }
    }
    return wrong
  }

  const add = (files: readonly Blob[]) => whileKeeping(take(files), (wrong) => wrong === null)

  function drop(sha256: string): void {
    photos.value.filter((photo) => photo.sha256 === sha256).forEach(({ url }) => { URL.revokeObjectURL(url) })
    photos.value = photos.value.filter((photo) => photo.sha256 !== sha256)
  }

  async function send(): Promise<void> {
    trouble.value = lack.value
    if (trouble.value !== '') return
    isBusy.value = true
    if (!(await allKept())) {
      isBusy.value = false
      return
    }
    const { isNamed, town, name, contact, ...rest } = body.value
    const who = isNamed ? { name, contact } : { name: '', contact: '' }
    const told = { ...rest, ...who, town: town === '' ? null : Number(town), point: point.value, photos: photos.value.map(({ sha256 }) => sha256) }
    const answer = await sendReport(told)
    if (answer.ok) {
      receipt.value = answer.body
      await sendPhotos()
    } else trouble.value = saidBy(answer)
    isBusy.value = false
  }

  async function sendPhotos(): Promise<void> {
    const own = receipt.value
    if (own === null) return
    isBusy.value = true
    trouble.value = ''
    for (const { sha256, bytes } of owed.value) {
      const answer = await sendPhoto(own, sha256, bytes)
      if (answer.ok) sent.value = [...sent.value, sha256]
      else trouble.value = saidBy(answer)
    }
    isBusy.value = false
  }

  function another(): void {
    photos.value.forEach(({ sha256 }) => { drop(sha256) })
    body.value = { ...EMPTY }
    point.value = null
    receipt.value = null
    sent.value = []
    trouble.value = ''
  }

  onScopeDispose(() => { photos.value.forEach(({ url }) => { URL.revokeObjectURL(url) }) })
  void ask()
  return { form, body, point, photos, receipt, sent, owed, trouble, isBusy, add, drop, send, sendPhotos, another }
}

export function saidBy(failure: Failure): string {
  return failure.detail ?? tOf('failure', failure.kind)
}
