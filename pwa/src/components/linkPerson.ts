// Whoever holds a notice's link: nobody we know, with the enterprise's part in this one notice and a database of its own.
import type { Person } from '../wire/person'
import { setLink } from './useLink'
import { takeOn } from './usePerson'

/** Open the door of a notice's link on this phone. Whoever is signed in stays so for the next page. */
export function enterLink(token: string, name: string): void {
  setLink(token)
  const holder: Person = {
    id: `link-${token}`,
    username: '',
    name,
    roles: ['enterprise'],
    area: null,
    units: [],
    enterprise_id: null,
    licence_no: null,
    locale: 'zh',
    time_zone: null,
  }
  takeOn(holder)
}
