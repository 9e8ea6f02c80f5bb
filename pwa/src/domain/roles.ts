// Which entry and which first screen serve a role. What a role may do is the server's to say (permissions).
import type { Role } from '../wire/person'

const FIELD: readonly Role[] = ['officer', 'inspector', 'enterprise']

/** People whose work is in the field start on the phone; the others at the desk. */
export function startsAtDesk(roles: readonly Role[]): boolean {
  return !roles.some((role) => FIELD.includes(role))
}

export function hasRole(held: readonly Role[], allowed: readonly Role[] | null): boolean {
  return allowed === null || held.some((role) => allowed.includes(role))
}
