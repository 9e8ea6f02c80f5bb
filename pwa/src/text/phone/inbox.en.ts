// Messages on the phone, in English.
import type { zh } from './inbox.zh'

export const en: Record<keyof typeof zh, string> = {
  'inbox.title': 'Messages',
  'inbox.unread': 'Unread',
  'inbox.badge': '{n} unread',
  'inbox.read.all': 'Mark all read',
  'inbox.today': 'Today',
  'inbox.yesterday': 'Yesterday',
  'inbox.none': 'No messages yet.',
  'inbox.none.unread': 'No unread messages.',
  'inbox.cannot': 'Messages can not be fetched now',
  'inbox.none.yet': 'They come by themselves with a network, and can then be read without one.',
  'inbox.old': 'New messages can not be fetched now; these are as of {time}.',
  'inbox.older': 'Earlier messages',
}
