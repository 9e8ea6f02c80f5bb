// An enterprise without an account: applies for one, looks how it stands with number and code, corrects what came back.
// Number and code of the last application are kept on this phone, so that nobody loses them.
import { shallowRef, type ShallowRef } from 'vue'
import { formOf, type Registration } from '../domain/registration'
import { t, tOf } from '../text/text'
import { placeChoiceOf, readOwnApplication, readReceipt, type OwnApplication, type PlaceChoice, type Receipt } from '../wire/application'
import { createClient, type Answer } from '../wire/client'
import { pageOf } from '../wire/page'

const DOOR = '/api/v1/public'
const KEPT_AT = 'wangge-application'

export function keptReceipt(): Receipt | null {
  const kept = localStorage.getItem(KEPT_AT)
  if (kept === null) return null
  const [number = '', secret = ''] = kept.split(' ')
  return number === '' || secret === '' ? null : { number, secret }
}

function keep({ number, secret }: Receipt): void {
  localStorage.setItem(KEPT_AT, `${number} ${secret}`)
}

export interface Registering {
  readonly places: Readonly<ShallowRef<readonly PlaceChoice[]>>
  readonly isBusy: Readonly<ShallowRef<boolean>>
  readonly trouble: Readonly<ShallowRef<string>>
  readonly loadPlaces: () => Promise<void>
  readonly apply: (form: Registration) => Promise<Receipt | null>
  readonly look: (key: Receipt) => Promise<OwnApplication | null>
  readonly correct: (key: Receipt, form: Registration) => Promise<OwnApplication | null>
}

export function useRegister(): Registering {
  const places = shallowRef<readonly PlaceChoice[]>([])
  const isBusy = shallowRef(false)
  const trouble = shallowRef('')
  const client = createClient(null)

  async function asked<T>(answer: Promise<Answer<T>>): Promise<T | null> {
    isBusy.value = true
    trouble.value = ''
    const given = await answer
    isBusy.value = false
    if (given.ok) return given.body
    trouble.value = given.kind === 'missing' ? t('register.unknown') : (given.detail ?? tOf('failure', given.kind))
    return null
  }

  return {
    places,
    isBusy,
    trouble,
    loadPlaces: async () => {
      const found = await asked(client.get(`${DOOR}/places`, pageOf(placeChoiceOf)))
      if (found !== null) places.value = found.items
    },
    apply: async (form) => {
      const receipt = await asked(client.post(`${DOOR}/applications`, JSON.stringify(formOf(form)), readReceipt))
      if (receipt !== null) keep(receipt)
      return receipt
    },
    look: async (key) => {
      const found = await asked(client.post(`${DOOR}/applications/state`, JSON.stringify(key), readOwnApplication))
      if (found !== null) keep(key)
      return found
    },
    correct: (key, form) => asked(client.post(`${DOOR}/applications/correction`, JSON.stringify({ ...key, form: formOf(form) }), readOwnApplication)),
  }
}
