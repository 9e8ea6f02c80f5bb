// An officer's own order of the day, and handing a task back, in Chinese.
export const zh = {
  'own.title': '走访顺序',
  'own.arrange': '调整或退回',
  'own.way': '自定顺序 {count} 站',
  'own.way.next': '{on} 自定顺序 {count} 站',
  'own.up': '上移：{name}',
  'own.down': '下移：{name}',
  'own.last': '移到最后：{name}',
  'own.save': '保存顺序',
  'own.saved': '顺序已存本机',
  'own.none': '近日没有排好的路线。',
  'own.back': '退回',
  'own.back.title': '退回任务',
  'own.back.say': '退回后由派任务的单位另派他人，到期日不变。',
  'own.back.reason': '退回原因',
  'own.back.saved': '退回已存本机',
} as const
