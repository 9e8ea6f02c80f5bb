// What only the desk says, in English.
export const en = {
  'desk.signout': 'Sign out',
  'desk.home': 'Overview',
  'desk.phone': 'Phone view',
  'desk.none': 'Your role has no page on the desk; use the phone view.',
} as const
