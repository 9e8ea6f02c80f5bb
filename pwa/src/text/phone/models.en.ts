// Model enterprises on the phone, in English.
import type { zh } from './models.zh'

export const en: Record<keyof typeof zh, string> = {
  'models.title': 'Models to learn from',
  'models.one': 'Model',
  'models.all': 'All trades',
  'models.all.towns': 'All towns',
  'models.class': 'Trade',
  'models.town': 'Town',
  'models.none': 'No story has been published yet.',
  'models.none.here': 'No story of this trade or town has been published yet.',
  'models.gone': 'This story is no longer shown.',
  'models.online': 'What was not opened before needs a connection.',
  'models.more': 'More',
  'models.photo': 'Photo of {name}',
  'models.photo.nth': 'Photo {n} of {name}',
  'models.demo': 'Demo data',
}
