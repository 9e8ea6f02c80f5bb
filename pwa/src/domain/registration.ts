// What an enterprise fills in to get an account: what is lacking, and the form as it travels. Pure.
import type { ApplicationForm, OwnApplication, PlaceChoice } from '../wire/application'
import type { Fix } from '../wire/place'
import { trimUscc, usccFault } from './uscc'

export const SHORTEST_PASSWORD = 10
const SHORTEST_PHONE = 7
const USERNAME = /^[a-z0-9][a-z0-9._-]{2,31}$/

export interface Registration {
  readonly uscc: string
  readonly name: string
  readonly address: string
  readonly district: string
  readonly town: string
  readonly village: string
  readonly principal: string
  readonly phone: string
  readonly username: string
  readonly password: string
  readonly claims: boolean
  readonly fix: Pick<Fix, 'lon' | 'lat' | 'radius_m'> | null
}

export const BLANK: Registration = {
  uscc: '', name: '', address: '', district: '', town: '', village: '', principal: '', phone: '', username: '', password: '', claims: false, fix: null,
}

export type Lack = 'uscc.length' | 'uscc.letters' | 'uscc.check' | 'name' | 'address' | 'town' | 'principal' | 'phone' | 'username' | 'password'

/** What keeps a form from being sent, from top to bottom. */
export function lacksOf(form: Registration): Lack[] {
  const fault = usccFault(trimUscc(form.uscc))
  const tests: readonly (readonly [Lack, boolean])[] = [
    [`uscc.${fault ?? 'check'}`, fault !== null],
    ['name', form.name.trim().length < 2],
    ['address', form.address.trim().length < 2],
    ['town', form.town === ''],
    ['principal', form.principal.trim() === ''],
    ['phone', form.phone.replace(/\D/g, '').length < SHORTEST_PHONE],
    ['username', !USERNAME.test(form.username.trim().toLowerCase())],
    ['password', form.password.length < SHORTEST_PASSWORD],
  ]
  return tests.flatMap(([lack, isLacking]) => (isLacking ? [lack] : []))
}

export function formOf(form: Registration): ApplicationForm {
  return {
    uscc: trimUscc(form.uscc), name: form.name.trim(), address: form.address.trim(), town: Number(form.town),
    village: form.village === '' ? null : Number(form.village), lon: form.fix?.lon ?? null, lat: form.fix?.lat ?? null,
    radius_m: form.fix?.radius_m ?? null, principal: form.principal.trim(), phone: form.phone.trim(),
    username: form.username.trim().toLowerCase(), password: form.password, claims: form.claims,
  }
}

/** A form that was sent, to be corrected; the password is typed anew, for nobody keeps it. */
export function again(own: OwnApplication, places: readonly PlaceChoice[]): Registration {
  const { uscc, name, address, principal, phone, username, claims, lon, lat, radius_m } = own
  const district = places.find(({ id }) => id === String(own.town))?.parent_id ?? ''
  const fix = lon === null || lat === null ? null : { lon, lat, radius_m: radius_m ?? 0 }
  return { ...BLANK, uscc, name, address, principal, phone, username, claims, district, town: String(own.town), village: own.village === null ? '' : String(own.village), fix }
}

/** The divisions of a level under another, by name; the districts under none. */
export function placesIn(places: readonly PlaceChoice[], level: 'district' | 'town' | 'village', parent: string, isEnglish: boolean): { readonly value: string; readonly text: string }[] {
  return places
    .filter((place) => place.level === level && (level === 'district' || place.parent_id === parent))
    .map(({ id, name, name_en }) => ({ value: id, text: isEnglish && name_en !== '' ? name_en : name }))
}
