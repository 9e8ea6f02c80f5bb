// A notice as its link shows it: the paper, its hazards and its place, read into the shape of a pack.
import { readPack, type Pack } from './area'
import { fieldsOf, list, text } from './read'

export function linkDoor(token: string): string {
  return `/api/v1/public/notices/${encodeURIComponent(token)}`
}

export interface LinkPack {
  readonly pack: Pack
  /** Photos of these hazards that the server does not have yet. */
  readonly owed: readonly string[]
}

export function readLinkPack(body: unknown, at: string): LinkPack | null {
  const given = fieldsOf(body)
  if (text(fieldsOf(given['notice']), 'id') === '') return null
  const rows = { notices: [given['notice']], hazards: given['hazards'], enterprises: [given['enterprise']] }
  const pack = readPack({ cursor: 'link', server_time: at, ...rows })
  if (pack === null) return null
  const photos = list(given, 'hazards', (hazard) =>
    list(hazard, 'photos', (photo) => ({ sha256: text(photo, 'sha256'), isOwed: photo['received'] === false })),
  ).flat()
  return { pack, owed: photos.filter(({ isOwed }) => isOwed).map(({ sha256 }) => sha256) }
}
