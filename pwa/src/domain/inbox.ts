// Messages by the day they came, and which screen of the phone shows what one is about.
import type { Message } from '../wire/inbox'
import { localDay, type Day } from './days'

export interface DayOfMessages {
  readonly day: Day
  readonly messages: readonly Message[]
}

/** In the order given: the newest day first where the newest message is. */
export function byDay(messages: readonly Message[]): DayOfMessages[] {
  const found = new Map<Day, Message[]>()
  for (const message of messages) {
    const day = localDay(new Date(message.created_at))
    found.set(day, [...(found.get(day) ?? []), message])
  }
  return [...found].map(([day, own]) => ({ day, messages: own }))
}

export interface Place {
  readonly name: string
  readonly params: Readonly<Record<string, string>>
}

const ONE = ['hazard', 'notice', 'enterprise', 'circular', 'training', 'model']

/** The screen for what a message is about; null where the phone has none, and the message says all. */
export function placeOf({ ref_kind, ref_id }: Pick<Message, 'ref_kind' | 'ref_id'>): Place | null {
  if (ONE.includes(ref_kind)) return { name: ref_kind, params: { id: ref_id } }
  if (ref_kind === 'self_period') return { name: 'self-report', params: { period: ref_id } }
  if (ref_kind === 'models' || ref_kind === 'hazards') return { name: ref_kind, params: {} }
  return null
}
