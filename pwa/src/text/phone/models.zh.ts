// Model enterprises on the phone, in Chinese.
export const zh = {
  'models.title': '示范企业',
  'models.one': '典型经验',
  'models.all': '全部行业',
  'models.all.towns': '全部镇街道',
  'models.class': '行业',
  'models.town': '镇街道',
  'models.none': '还没有公布的典型经验。',
  'models.none.here': '所选行业或镇街道还没有公布的典型经验。',
  'models.gone': '这份典型经验已不再展示。',
  'models.online': '没有打开过的内容要联网才能读。',
  'models.more': '更多',
  'models.photo': '{name} 的照片',
  'models.photo.nth': '{name} 的照片 {n}',
  'models.demo': '演示数据',
} as const
