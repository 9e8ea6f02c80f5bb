// The one door to all text: t(key, params). Chinese first; the choice of language is kept on the device.
import { createI18n } from 'vue-i18n'
import type { zh as desk } from './desk/zh'
import type { zh as phone } from './phone/zh'
import { zh as shared } from './zh'

export type Locale = 'zh' | 'en'
export type TextKey = keyof typeof shared | keyof typeof phone | keyof typeof desk
type Catalogue = Readonly<Record<string, string>>

/** The catalogues of one entry: Chinese comes with it, English when somebody asks. */
export interface Realm {
  readonly zh: Catalogue
  readonly en: () => Promise<Catalogue>
  /** The component kit's own texts follow the language. */
  readonly onLocale?: (locale: Locale) => void
}

const KEPT_AT = 'wangge-locale'

export const i18n = createI18n({
  legacy: false,
  locale: 'zh',
  fallbackLocale: 'zh',
  missingWarn: false,
  fallbackWarn: false,
  messages: { zh: { ...shared }, en: {} },
  messageResolver: (messages, key) => flat(messages)[key] ?? null,
})

let realm: Realm = { zh: {}, en: () => Promise.resolve({}) }

/** Say something. Unknown keys do not compile. */
export function t(key: TextKey, named: Readonly<Record<string, string | number>> = {}): string {
  return i18n.global.t(key, named)
}

/** Say something whose key is made of a prefix and a value of the server; the bare value when nothing fits. */
export function tOf(
  prefix: 'role' | 'level' | 'grade' | 'hazard.state' | 'failure' | 'store' | (string & {}),
  value: string,
  named: Readonly<Record<string, string | number>> = {},
): string {
  const key = `${prefix}.${value}`
  return i18n.global.te(key) ? i18n.global.t(key, named) : value
}

export function locale(): Locale {
  return i18n.global.locale.value === 'en' ? 'en' : 'zh'
}

/** Load this entry's text in the kept language, before the first paint. */
export async function startText(own: Realm): Promise<void> {
  realm = own
  i18n.global.mergeLocaleMessage('zh', own.zh)
  await speak(localStorage.getItem(KEPT_AT) === 'en' ? 'en' : 'zh')
}

/** Speak the person's language where nobody has chosen one on this device. */
export async function followPerson(wanted: Locale): Promise<void> {
  if (localStorage.getItem(KEPT_AT) === null) await speak(wanted)
}

/** Somebody chose a language: it is kept on this device. */
export async function setLocale(wanted: Locale): Promise<void> {
  await speak(wanted)
  localStorage.setItem(KEPT_AT, wanted)
}

async function speak(wanted: Locale): Promise<void> {
  if (wanted === 'en') i18n.global.setLocaleMessage('en', await realm.en())
  i18n.global.locale.value = wanted
  document.documentElement.lang = wanted === 'en' ? 'en' : 'zh-CN'
  realm.onLocale?.(wanted)
}

function flat(messages: unknown): Catalogue {
  return isCatalogue(messages) ? messages : {}
}

function isCatalogue(messages: unknown): messages is Catalogue {
  return typeof messages === 'object' && messages !== null
}
