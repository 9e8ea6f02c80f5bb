// An act before it is kept: the command, what it is about, and what the screens show of it until the server answers.
// Nothing here reads a clock or makes an id; both come in, made when the person began.
import type { AreaStore } from '../../wire/area'
import type { Command } from '../../wire/commands'
import type { Role } from '../../wire/person'
import type { Fix } from '../../wire/place'

export interface Effect {
  readonly store: AreaStore
  readonly id: string
  readonly change: Readonly<Record<string, unknown>>
}

export interface Act {
  readonly command: Command
  readonly aggregateId: string
  /** Left out: the last act about the same thing. */
  readonly parentId?: string | null
  readonly photos: readonly string[]
  readonly effects: readonly Effect[]
  readonly id?: string
}

/** A photo as commands carry it. */
export interface ActPhoto {
  readonly sha256: string
  readonly taken_at: string
  readonly fix: Fix | null
}

export interface Actor {
  readonly id: string
  readonly name: string
  readonly roles: readonly Role[]
}

export function hashesOf(photos: readonly ActPhoto[]): string[] {
  return photos.map(({ sha256 }) => sha256)
}
