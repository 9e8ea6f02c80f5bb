// What only the phone says, in Chinese.
export const zh = {
  'tab.me': '我的',
} as const
