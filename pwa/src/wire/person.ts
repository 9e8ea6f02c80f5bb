// Who is signed in, as the server says it.

export const ROLES = [
  'officer',
  'inspector',
  'enterprise',
  'town_officer',
  'town_head',
  'department',
  'district',
  'city',
  'planner',
  'admin',
] as const

export type Role = (typeof ROLES)[number]

export interface Area {
  readonly id: string
  readonly name: string
  readonly level: string
}

export interface Person {
  readonly id: string
  readonly username: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly area: Area | null
  /** Grid units the person answers for. */
  readonly units: readonly string[]
  /** The enterprise an enterprise's own person speaks for. */
  readonly enterprise_id: string | null
  /** Only licensed inspectors have one. */
  readonly licence_no: string | null
  readonly locale: 'zh' | 'en'
  /** Where days begin and end; null when the server is older than this page. */
  readonly time_zone?: string | null
}

export interface Session {
  readonly person: Person
  readonly expires_at: string
}

export function readSession(body: unknown): Session | null {
  const session = body as Partial<Session> | null
  if (typeof session?.expires_at !== 'string') return null
  const person = readPerson(session.person)
  return person === null ? null : { person, expires_at: session.expires_at }
}

export function readPerson(body: unknown): Person | null {
  const given = body as Partial<Record<keyof Person, unknown>> | null | undefined
  if (typeof given?.id !== 'string' || typeof given.username !== 'string') return null
  const roles = Array.isArray(given.roles) ? ROLES.filter((role) => (given.roles as unknown[]).includes(role)) : []
  return {
    id: given.id,
    username: given.username,
    name: typeof given.name === 'string' ? given.name : given.username,
    roles,
    area: readArea(given.area),
    units: Array.isArray(given.units) ? given.units.map(String) : [],
    enterprise_id: typeof given.enterprise_id === 'string' ? given.enterprise_id : null,
    licence_no: typeof given.licence_no === 'string' ? given.licence_no : null,
    locale: String(given.locale).startsWith('en') ? 'en' : 'zh',
    time_zone: typeof given.time_zone === 'string' ? given.time_zone : null,
  }
}

function readArea(body: unknown): Area | null {
  const area = body as Partial<Record<keyof Area, unknown>> | null | undefined
  if (area === null || typeof area !== 'object') return null
  return { id: String(area.id ?? ''), name: String(area.name ?? ''), level: String(area.level ?? '') }
}
