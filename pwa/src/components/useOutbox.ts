// The outbox as a person reads it: every act and photo, how far it is, and what the server holds of this phone.
import { computed, type ComputedRef } from 'vue'
import { shownRows } from '../store/area'
import { listActs, retryAct, setAsideAct, type ListedAct } from '../store/outboxKeeping'
import type { BlobMeta } from '../store/db'
import { unsentPhotos } from '../store/photos'
import { lastReconciled, type LastReconciled } from '../store/reconcile'
import { rescueZip } from '../store/rescue'
import { handOver } from '../sync/rescue'
import type { Answer } from '../wire/client'
import { fieldsOf, text, type Fields } from '../wire/read'
import { useLive } from './useLive'
import { personDb } from './usePerson'
import { wakeSync } from './useSync'

export type Group = 'needs_you' | 'waiting' | 'received' | 'done'

export interface OutboxItem {
  readonly id: string
  readonly kind: string
  readonly madeAt: string
  readonly group: Group
  readonly state: ListedAct['state']['state']
  readonly code: string | null
  readonly reason: string | null
  readonly detail: Readonly<Record<string, unknown>>
  readonly receipt: string | null
  readonly nextTry: number
  readonly photos: number
  /** What the act is about, in words: an enterprise, a place. */
  readonly about: string
  /** The thing to look at. */
  readonly hazard: string | null
  readonly isChild: boolean
}

export interface Outbox {
  readonly items: ComputedRef<readonly OutboxItem[] | null>
  readonly photos: ComputedRef<readonly BlobMeta[]>
  readonly reconciled: ComputedRef<LastReconciled | null>
  readonly retry: (id: string) => Promise<void>
  readonly setAside: (id: string) => Promise<void>
  /** Everything not provably at the server, as one file to carry away. */
  readonly rescue: () => Promise<Blob>
  /** The same file straight to the office, which works without a sign-in. */
  readonly handOver: () => Promise<Answer<string>>
}

export function useOutbox(): Outbox {
  const { value: items } = useLive(async () => {
    const [acts, words] = [await listActs(personDb()), await wordsFor()]
    const frozen = new Map(acts.map(({ row }) => [row.id, row.frozen] as const))
    return acts.map((each) => itemOf(each, frozen.get(each.row.parent_id ?? '') ?? null, words))
  })
  const { value: photos } = useLive(() => unsentPhotos(personDb()))
  const { value: reconciled } = useLive(async () => ({ last: await lastReconciled(personDb()) }))
  return {
    items: computed(() => items.value),
    photos: computed(() => photos.value ?? []),
    reconciled: computed(() => reconciled.value?.last ?? null),
    retry: async (id) => {
      await retryAct(personDb(), id, new Date())
      wakeSync()
    },
    setAside: (id) => setAsideAct(personDb(), id, new Date()),
    rescue: () => rescueZip(personDb(), new Date()),
    handOver: () => handOver(personDb(), new Date()),
  }
}

function itemOf({ row, state }: ListedAct, parent: string | null, words: Words): OutboxItem {
  const command = commandOf(row.frozen)
  return {
    id: row.id,
    kind: row.kind,
    madeAt: row.made_at,
    group: groupOf(state.state),
    state: state.state,
    code: state.code,
    reason: state.reason,
    detail: state.detail,
    receipt: state.receipt,
    nextTry: state.next_try,
    photos: row.photos.length,
    // A visit names its enterprise only where it began.
    about: aboutOf(command, words) || aboutOf(commandOf(parent), words),
    hazard: text(command, 'hazard') || null,
    isChild: row.parent_id !== null,
  }
}

function groupOf(state: ListedAct['state']['state']): Group {
  switch (state) {
    case 'needs_you':
      return 'needs_you'
    case 'queued':
    case 'sending':
      return 'waiting'
    case 'received':
      return 'received'
    case 'confirmed':
    case 'set_aside':
      return 'done'
  }
}

function commandOf(frozen: string | null) {
  if (frozen === null) return {}
  const envelope: unknown = JSON.parse(frozen)
  return fieldsOf(fieldsOf(envelope)['command'])
}

/** Id of an enterprise, a hazard or a notice -> how people call it. */
type Words = ReadonlyMap<string, { readonly name: string; readonly place: string }>

async function wordsFor(): Promise<Words> {
  const db = personDb()
  const enterprises = (await shownRows(db, 'enterprises')).map((row) => [row.id, { name: text(row, 'name'), place: '' }] as const)
  const hazards = (await shownRows(db, 'hazards')).map(
    (row) => [row.id, { name: text(row, 'enterprise_name'), place: text(row, 'place') }] as const,
  )
  const notices = (await shownRows(db, 'notices')).map((row) => [row.id, { name: text(row, 'number'), place: '' }] as const)
  return new Map([...enterprises, ...hazards, ...notices])
}

function aboutOf(command: Fields, words: Words): string {
  const known = ['enterprise', 'hazard', 'notice'].flatMap((key) => words.get(text(command, key)) ?? [])[0]
  return [known?.name ?? '', text(command, 'place') || (known?.place ?? '')].filter((each) => each !== '').join(' · ')
}
