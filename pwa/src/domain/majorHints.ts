// Words that sound like a criterion of a major hazard. A hint for the one who writes; the town or an inspector decides.
// Source: docs/rules.md 2.3 (Order 10 of MEM, 2023), condensed to the words people use for it.

interface Hint {
  readonly article: string
  /** Every group must be met by one of its words. */
  readonly groups: readonly RegExp[]
}

const HINTS: readonly Hint[] = [
  { article: '3', groups: [/特种作业|焊工|电工|叉车|special operator/i, /无证|未持证|未取得|证.*过期|unlicen/i] },
  { article: '3', groups: [/承包|承租|外包|相关方|contractor|lessee/i, /未.*(统一|协调|检查)|uncoordinated/i] },
  { article: '4、5、7', groups: [/熔融|铁水|钢水|铝液|molten/i, /会议室|休息室|操作室|更衣室|积水|潮湿|rest room|water/i] },
  { article: '7', groups: [/调漆|喷漆|喷涂|涂装|paint|spray/i, /可燃气体|报警|通风|gas alarm|ventilation/i] },
  { article: '7', groups: [/汽油|酒精|稀释剂|溶剂|solvent|petrol/i, /清洗|清洁|cleaning/i] },
  { article: '8', groups: [/锂电池|lithium batter/i, /储存|仓库|隔离|stor|warehouse/i] },
  { article: '11', groups: [/粉尘|积尘|除尘|dust/i, /积聚|积尘|未清扫|泄爆|防爆|锁气|火花|共用|deposit|vent|explosion|spark/i] },
  { article: '12', groups: [/液氨|涉氨|氨制冷|ammonia/i, /包装|分割|速冻|快速冻结|packing|freezer/i] },
  { article: '13', groups: [/有限空间|污水池|化粪池|储罐内|confined space/i, /审批|检测|通风|监护|台账|标志|辨识|警示|permit|guardian|sign/i] },
  { article: '14', groups: [/报警|联锁|监测|防护装置|alarm|interlock/i, /失效|失灵|停用|损坏|拆除|故障|fail|broken|removed/i] },
]

/** Articles of the criteria that a description may meet, each once. */
export function majorHints(description: string): string[] {
  const met = HINTS.filter(({ groups }) => groups.every((words) => words.test(description)))
  return [...new Set(met.map(({ article }) => article))]
}
