// What only the phone says, in English.
export const en = {
  'tab.me': 'Me',
} as const
