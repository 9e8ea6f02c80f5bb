// What only the desk says, in Chinese.
export const zh = {
  'desk.signout': '退出',
  'desk.home': '总览',
  'desk.phone': '手机端',
  'desk.none': '您的岗位在工作台没有页面，请用手机端。',
} as const
