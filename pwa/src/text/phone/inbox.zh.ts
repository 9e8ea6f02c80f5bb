// Messages on the phone, in Chinese.
export const zh = {
  'inbox.title': '消息',
  'inbox.unread': '未读',
  'inbox.badge': '{n} 条未读',
  'inbox.read.all': '全部已读',
  'inbox.today': '今天',
  'inbox.yesterday': '昨天',
  'inbox.none': '还没有消息。',
  'inbox.none.unread': '没有未读消息。',
  'inbox.cannot': '暂时收不到消息',
  'inbox.none.yet': '联网后自动收取，收到的消息离线可读。',
  'inbox.old': '暂时收不到新消息，以下是 {time} 收取的。',
  'inbox.older': '更早的消息',
} as const
