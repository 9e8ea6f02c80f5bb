// Model enterprises that are shown to all: cards, one story, and its versions for who may publish it.
import type { Read } from './client'
import type { Page } from './page'
import { fieldsOf, flag, list, number, numberOrNull, text, textOrNull, texts, type Fields } from './read'

export interface ModelCard {
  readonly id: string
  readonly name: string
  readonly supervision_class: string
  readonly industry: string
  readonly town: string
  readonly department: string
  readonly title: string
  readonly opening: string
  readonly photos: readonly string[]
  readonly published_at: string
  readonly is_demo: boolean
}

export interface ModelPage extends Page<ModelCard> {
  readonly total: number
  readonly classes: readonly { readonly supervision_class: string; readonly n: number }[]
  readonly towns: readonly { readonly id: string; readonly name: string; readonly n: number }[]
}

export interface ModelVersion {
  readonly number: number
  readonly title: string
  readonly body: string
  readonly photos: readonly string[]
  readonly published_by_name: string
  readonly published_at: string
  readonly down_by_name: string | null
  readonly down_at: string | null
  readonly down_reason: string
}

export interface ModelKept {
  readonly cohort_id: string
  readonly enterprise_id: string
  readonly name: string
  readonly removed_at: string | null
  readonly removed_reason: string
  readonly versions: readonly ModelVersion[]
  readonly may: readonly string[]
}

export interface ModelWhole {
  readonly id: string
  /** Null when it is not up. */
  readonly shown: (ModelCard & { readonly body: string }) | null
  /** Null for who only reads. */
  readonly kept: ModelKept | null
}

/** Where the server shows a photo of a story, re-encoded and stripped. */
export function storyPhoto(id: string, sha256: string, size: 'thumb' | 'view'): string {
  return `/api/v1/models/${id}/photos/${sha256}/${size}.jpg`
}

/** Which page of cards: of a trade, of a town, after the last one of the page before; what is empty is not asked. */
export function modelsPath(asked: { readonly supervision_class?: string; readonly town?: string; readonly after?: string }): string {
  const pairs = Object.entries(asked).filter(([, value]) => value !== '')
  return pairs.length === 0 ? '/api/v1/models' : `/api/v1/models?${new URLSearchParams(pairs).toString()}`
}

export const readModels: Read<ModelPage> = (body) => {
  const row = fieldsOf(body)
  if (numberOrNull(row, 'total') === null) return null
  return {
    items: list(row, 'items', cardOf), total: number(row, 'total'), next: textOrNull(row, 'next'),
    classes: list(row, 'classes', (each) => ({ supervision_class: text(each, 'supervision_class'), n: number(each, 'n') })),
    towns: list(row, 'towns', (each) => ({ id: text(each, 'id'), name: text(each, 'name'), n: number(each, 'n') })),
  }
}

export const readModel: Read<ModelWhole> = (body) => {
  const row = fieldsOf(body)
  if (textOrNull(row, 'id') === null) return null
  const shown = fieldsOf(row['shown'])
  const kept = fieldsOf(row['kept'])
  return {
    id: text(row, 'id'),
    shown: textOrNull(shown, 'id') === null ? null : { ...cardOf(shown), body: text(shown, 'body') },
    kept: textOrNull(kept, 'cohort_id') === null ? null : keptOf(kept),
  }
}

function cardOf(row: Fields): ModelCard {
  return {
    id: text(row, 'id'), name: text(row, 'name'), supervision_class: text(row, 'supervision_class'), industry: text(row, 'industry'), town: text(row, 'town'),
    department: text(row, 'department'), title: text(row, 'title'), opening: text(row, 'opening'), photos: texts(row, 'photos'),
    published_at: text(row, 'published_at'), is_demo: flag(row, 'is_demo'),
  }
}

function keptOf(row: Fields): ModelKept {
  return {
    cohort_id: text(row, 'cohort_id'), enterprise_id: text(row, 'enterprise_id'), name: text(row, 'name'), removed_at: textOrNull(row, 'removed_at'), removed_reason: text(row, 'removed_reason'),
    versions: list(row, 'versions', (each) => ({
      number: number(each, 'number'), title: text(each, 'title'), body: text(each, 'body'), photos: texts(each, 'photos'), published_by_name: text(each, 'published_by_name'), published_at: text(each, 'published_at'),
      down_by_name: textOrNull(each, 'down_by_name'), down_at: textOrNull(each, 'down_at'), down_reason: text(each, 'down_reason'),
    })),
    may: texts(row, 'may'),
  }
}
