// One IndexedDB per person: what they recorded, what they downloaded, and nothing of anybody else.
// Add a store by adding a version; never edit a version that has been released. Browsers close databases by
// themselves (storage pressure, a crashed worker); Dexie opens them again at the next use, which a test proves.
import Dexie, { type Table } from 'dexie'
import type { AreaStore, Row } from '../wire/area'
import type { Message } from '../wire/inbox'
import type { Fix, Moment } from '../wire/place'

/**
 * queued -> sending -> received -> confirmed (seen in a pull, or read back), or needs_you (the server said conflict
 * or refused), which the person retries or sets aside; a set-aside act keeps its payload for good.
 */
export type ActState = 'queued' | 'sending' | 'received' | 'confirmed' | 'needs_you' | 'set_aside'

/** One act as it was made. Written once, never changed; `frozen` is the exact text that travels. */
export interface OutboxRow {
  readonly id: string
  readonly seq: number
  readonly parent_id: string | null
  readonly aggregate_id: string
  readonly kind: string
  readonly made_at: string
  /** The envelope as JSON text; null once it has been cleared long after confirmation. */
  readonly frozen: string | null
  readonly photos: readonly string[]
}

/** One line of an act's history; appended, never changed. */
export interface OutboxLog {
  readonly n?: number
  readonly id: string
  readonly state: ActState
  readonly at: string
  readonly code: string | null
  readonly reason: string | null
}

/** Where an act stands now: the last line of its history, kept beside it so that lists are fast. */
export interface OutboxState {
  readonly id: string
  readonly seq: number
  readonly aggregate_id: string
  readonly parent_id: string | null
  readonly state: ActState
  readonly changed_at: string
  readonly code: string | null
  readonly reason: string | null
  readonly detail: Readonly<Record<string, unknown>>
  readonly receipt: string | null
  readonly server_time: string | null
  readonly tries: number
  /** Not before this moment, milliseconds since 1970. */
  readonly next_try: number
}

/** The change an unsent act makes to what the screens show; removed when the server's own row shows it. */
export interface Overlay {
  readonly n?: number
  readonly act_id: string
  readonly store: AreaStore
  readonly row_id: string
  readonly change: Readonly<Record<string, unknown>>
}

export interface Draft {
  readonly id: string
  readonly kind: string
  readonly about: string | null
  readonly updated_at: string
  readonly body: Readonly<Record<string, unknown>>
}

export interface BlobRow {
  readonly sha256: string
  /** ArrayBuffer, never Blob: some browsers refuse Blobs in private sessions. */
  readonly bytes: ArrayBuffer
}

export type PhotoState = 'kept' | 'queued' | 'sending' | 'received' | 'confirmed' | 'needs_you'

export interface BlobMeta {
  readonly sha256: string
  readonly mime: string
  readonly size: number
  readonly width: number | null
  readonly height: number | null
  readonly taken_at: Moment
  readonly fix: Fix | null
  readonly state: PhotoState
  readonly changed_at: string
  readonly code: string | null
  readonly reason: string | null
  readonly tries: number
  readonly next_try: number
}

export interface Receipt {
  readonly id: string
  readonly kind: string
  readonly aggregate_id: string
  readonly receipt: string | null
  readonly server_time: string | null
  readonly confirmed_at: string
}

export interface FeedCursor {
  readonly scope: 'area'
  readonly cursor: string
  readonly server_time: string
  readonly pulled_at: string
  /** What the pack brought that it came with; phones from before there was a number have none. */
  readonly carries?: number
}

/** A piece of the map pack, as it came; ArrayBuffer, never Blob. */
export interface MapPiece {
  readonly sha256: string
  readonly n: number
  readonly bytes: ArrayBuffer
}

/** An enterprise whose file is on the phone as the server has it. */
export interface FileHeld {
  readonly id: string
  readonly at: string
}

export interface MetaRow {
  readonly key: string
  readonly value: unknown
}

export class PersonDb extends Dexie {
  declare readonly meta: Table<MetaRow, string>
  declare readonly outbox: Table<OutboxRow, string>
  declare readonly outbox_log: Table<OutboxLog, number>
  declare readonly outbox_state: Table<OutboxState, string>
  declare readonly overlay: Table<Overlay, number>
  declare readonly drafts: Table<Draft, string>
  declare readonly blobs: Table<BlobRow, string>
  declare readonly blob_meta: Table<BlobMeta, string>
  declare readonly enterprises: Table<Row, string>
  declare readonly hazards: Table<Row, string>
  declare readonly notices: Table<Row, string>
  declare readonly units: Table<Row, string>
  declare readonly checklists: Table<Row, string>
  declare readonly contents: Table<Row, string>
  declare readonly visits: Table<Row, string>
  declare readonly inspections: Table<Row, string>
  declare readonly self_checks: Table<Row, string>
  declare readonly self_periods: Table<Row, string>
  declare readonly feed_cursor: Table<FeedCursor, string>
  declare readonly receipts: Table<Receipt, string>
  declare readonly files_held: Table<FileHeld, string>
  declare readonly map_pieces: Table<MapPiece, [string, number]>
  declare readonly messages: Table<Message, string>

  constructor(readonly personId: string) {
    super(`wangge-person-${personId}`, { chromeTransactionDurability: 'strict' })
    this.version(1).stores({
      meta: 'key',
      outbox: 'id, seq, aggregate_id, kind',
      outbox_log: '++n, id',
      outbox_state: 'id, seq, state, [aggregate_id+seq], changed_at',
      overlay: '++n, act_id, [store+row_id]',
      drafts: 'id, kind, about, updated_at',
      blobs: 'sha256',
      blob_meta: 'sha256, state, changed_at',
      enterprises: 'id, unit_id, name',
      hazards: 'id, enterprise_id, state',
      notices: 'id, enterprise_id',
      units: 'id',
      checklists: 'id',
      visits: 'id, enterprise_id',
      feed_cursor: 'scope',
      receipts: 'id, aggregate_id',
    })
    this.version(2).stores({ map_pieces: '[sha256+n], sha256' })
    this.version(3).stores({ self_checks: 'id', self_periods: 'id' })
    this.version(4).stores({ files_held: 'id' })
    this.version(5).stores({ inspections: 'id, enterprise_id' })
    this.version(6).stores({ contents: 'id' })
    this.version(7).stores({ messages: 'id' })
  }
}
