// An officer's own order of the day, and handing a task back, in English.
import type { zh } from './own.zh'

export const en: Record<keyof typeof zh, string> = {
  'own.title': 'Order of visits',
  'own.arrange': 'Change or hand back',
  'own.way': 'Own order, {count} stops',
  'own.way.next': '{on}: own order, {count} stops',
  'own.up': 'Move up: {name}',
  'own.down': 'Move down: {name}',
  'own.last': 'Move to the end: {name}',
  'own.save': 'Keep this order',
  'own.saved': 'Order kept on this phone',
  'own.none': 'No route is laid out for the coming days.',
  'own.back': 'Hand back',
  'own.back.title': 'Hand a task back',
  'own.back.say': 'Whoever hands out tasks gives it to somebody else; it stays due on the same day.',
  'own.back.reason': 'Why',
  'own.back.saved': 'Kept on this phone to be handed back',
}
