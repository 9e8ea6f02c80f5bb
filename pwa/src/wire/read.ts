// Reads single fields of a JSON object the server or an overlay made. What is missing or of another kind becomes
// empty, so that one odd row never takes a whole list down.

export type Fields = Readonly<Record<string, unknown>>

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

export function text(row: Fields, key: string): string {
  const value = row[key]
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

export function textOrNull(row: Fields, key: string): string | null {
  const value = text(row, key)
  return value === '' ? null : value
}

export function number(row: Fields, key: string): number {
  return numberOrNull(row, key) ?? 0
}

export function numberOrNull(row: Fields, key: string): number | null {
  const value = row[key]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

export function flag(row: Fields, key: string): boolean {
  return row[key] === true
}

/** One of the known words; the first of them when the server says another. */
export function oneOf<T extends string>(words: readonly T[], value: unknown, otherwise: T): T {
  return words.find((word) => word === value) ?? otherwise
}

export function list<T>(row: Fields, key: string, read: (item: Fields) => T): T[] {
  const value = row[key]
  return Array.isArray(value) ? value.map((item) => read(fieldsOf(item))) : []
}

export function texts(row: Fields, key: string): string[] {
  const value = row[key]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string' || typeof item === 'number').map(String) : []
}

/** [lon, lat], or null. */
export type LonLat = readonly [number, number]

export function lonLat(row: Fields, key: string): LonLat | null {
  const value = row[key]
  if (!Array.isArray(value) || value.length < 2) return null
  const [lon, lat] = value as unknown[]
  return typeof lon === 'number' && typeof lat === 'number' ? [lon, lat] : null
}

/** From a day to a day, both within. */
export interface Span {
  readonly from: string
  readonly to: string
}

export function spanOf(row: Fields, key: string): Span {
  const given = fieldsOf(row[key])
  return { from: text(given, 'from'), to: text(given, 'to') }
}
