// Items of a draft as the editor holds them, and as the command carries them.
import type { CheckItem } from '../../wire/checklist'
import type { StandardItem } from '../../wire/commands'
import { EVIDENCE, FREQUENCIES } from '../../wire/standards'

export function blankItem(code: string): CheckItem {
  return {
    code, category: 'S05', level: 'general', title: '', title_en: '', how: '', how_en: '', law: '', law_en: '', do: '', do_en: '',
    do_how: '', do_how_en: '', look: '', look_en: '', evidence: [], frequency: null, penalty: '', penalty_en: '', criteria: [],
    points: null, deduction: '',
  }
}

/** The next free code: the last one counted on. */
export function nextCode(items: readonly CheckItem[], prefix: string): string {
  const last = items.at(-1)?.code ?? `${prefix}-000`
  const match = /^(.*?)(\d+)$/.exec(last)
  const [head, digits] = match === null ? [`${last}-`, '000'] : [match[1] ?? '', match[2] ?? '000']
  const used = new Set(items.map(({ code }) => code))
  for (let n = Number(digits) + 1; ; n += 1) {
    const code = head + String(n).padStart(digits.length, '0')
    if (!used.has(code)) return code
  }
}

export function commandItem(item: CheckItem): StandardItem {
  return {
    ...item,
    evidence: item.evidence.flatMap((each) => EVIDENCE.find((known) => known === each) ?? []),
    frequency: FREQUENCIES.find((known) => known === item.frequency) ?? null,
    criteria: [...item.criteria],
  }
}
