// What the office can do with a report: the fields of each step, what is lacking, and the command.
import type { Photo } from '../../wire/commands'
import type { PublicReportFile, PublicReportPhoto } from '../../wire/publicReport'
import type { Finding, Reward } from '../../wire/reporting'
import type { Step } from '../acts'

export const REPORT_ACTS = ['accept-report', 'settle-report', 'reward-report', 'transfer-report', 'discard-report'] as const
export type ReportAct = (typeof REPORT_ACTS)[number]
export type ReportField = 'finding' | 'enterprise' | 'place' | 'description' | 'category' | 'level' | 'due_on' | 'interim_measures' | 'shown' | 'is_hidden' | 'photos' | 'reason' | 'feedback' | 'to_area' | 'reward' | 'amount_yuan' | 'fine_yuan' | 'concealed_deaths' | 'decision' | 'accident' | 'proof'

export interface ReportValues {
  /** The id of the hazard this makes, where it makes one: the same for a second press after a lost answer. */
  readonly made: string
  readonly finding: Finding
  readonly enterprise: string
  readonly place: string
  readonly description: string
  readonly category: string
  readonly level: 'general' | 'major'
  readonly due_on: string
  readonly interim_measures: string
  readonly shown: readonly string[]
  readonly is_hidden: boolean
  readonly photos: readonly Photo[]
  readonly reason: string
  readonly feedback: string
  readonly to_area: string
  readonly reward: Reward
  readonly amount_yuan: string
  readonly fine_yuan: string
  readonly concealed_deaths: string
  readonly accident: string
  /** What bears a true report out: a hazard to put on the list, or an accident on file. */
  readonly proof: 'hazard' | 'accident'
  readonly decision: string
}

/** The words of a report stay in the report: what the enterprise reads is written by who checked. */
export function firstValues(report: PublicReportFile, dueOn: string): ReportValues {
  return {
    made: crypto.randomUUID(), finding: 'true', enterprise: '', place: '', description: '', category: '', level: 'general', due_on: dueOn, interim_measures: '', shown: [],
    is_hidden: report.is_employee, photos: [], reason: '', feedback: '', to_area: '', reward: 'money', amount_yuan: '', fine_yuan: '', concealed_deaths: '', decision: '', accident: '', proof: report.subject,
  }
}

export function fieldsFor(act: ReportAct, values: ReportValues, report: PublicReportFile): ReportField[] {
  switch (act) {
    case 'accept-report':
      return []
    case 'settle-report':
      return ['finding', ...(values.finding === 'untrue' ? [] : proofFields(values, report)), 'photos', 'reason', 'feedback']
    case 'reward-report':
      return [...rewardFields(values.reward, report), 'decision']
    case 'transfer-report':
      return ['to_area', 'reason']
    case 'discard-report':
      return ['reason', 'feedback']
  }
}

function proofFields({ proof, level }: ReportValues, report: PublicReportFile): ReportField[] {
  const choice: ReportField[] = report.subject === 'accident' ? ['proof'] : []
  if (proof === 'accident') return [...choice, 'accident']
  const major: ReportField[] = level === 'major' ? ['interim_measures'] : []
  const shown: ReportField[] = report.photos.some(isShowable) ? ['shown'] : []
  return [...choice, 'enterprise', 'place', 'description', 'category', 'level', ...major, 'due_on', ...shown, 'is_hidden']
}

function rewardFields(reward: Reward, { accident_id }: PublicReportFile): ReportField[] {
  if (reward !== 'money') return ['reward']
  return ['reward', 'fine_yuan', ...(accident_id === null ? [] : (['concealed_deaths'] as const)), 'amount_yuan']
}

export function isShowable({ role, received }: PublicReportPhoto): boolean {
  return role === 'report' && received
}

const MAY_BE_EMPTY: readonly ReportField[] = ['is_hidden', 'shown', 'fine_yuan', 'concealed_deaths']

export function lacksOf(act: ReportAct, values: ReportValues, report: PublicReportFile): ReportField[] {
  return fieldsFor(act, values, report).filter((field) => {
    if (MAY_BE_EMPTY.includes(field)) return false
    if (field === 'photos') return values.finding === 'untrue' && values.photos.length === 0
    if (field === 'amount_yuan') return wholeOf(values.amount_yuan) === 0
    const value = values[field]
    return typeof value === 'string' && value.trim() === ''
  })
}

function wholeOf(typed: string): number {
  return /^[1-9]\d*$/.test(typed.trim()) ? Number(typed) : 0
}

/** The rule's sum: the least and the most that the server takes. Source: grids/public_reports.py, reward_limits. */
export function rewardBetween({ fine_yuan, concealed_deaths }: ReportValues, { hazard_level, reward_rule: rule }: PublicReportFile): readonly [number, number] {
  const deaths = wholeOf(concealed_deaths)
  const fine = wholeOf(fine_yuan)
  if (deaths > 0 && rule.concealed_yuan !== null) return twice(Math.min(rule.most_yuan, deaths * rule.concealed_yuan))
  if (fine > 0 || hazard_level === 'major') return twice(Math.min(rule.most_yuan, Math.max(rule.least_yuan, Math.floor((fine * rule.share_percent) / 100))))
  return [1, rule.general_most_yuan]
}

function twice(sum: number): readonly [number, number] {
  return [sum, sum]
}

export function stepOf(act: ReportAct, report: PublicReportFile, values: ReportValues): Step {
  const on = { report: report.id }
  const about = report.id
  switch (act) {
    case 'accept-report':
      return { about, command: { kind: act, ...on, expected_version: report.version } }
    case 'settle-report': {
      const { made: hazard, enterprise, place, description, category, level, due_on, interim_measures, is_hidden, shown } = values
      const isHazard = values.finding !== 'untrue' && values.proof === 'hazard'
      const accident = values.finding !== 'untrue' && values.proof === 'accident' ? values.accident : null
      const found = !isHazard ? null : { hazard, enterprise, place, description, category, level, due_on, interim_measures, is_hidden, shown: [...shown] }
      return { about, command: { kind: act, ...on, finding: values.finding, reason: values.reason, feedback: values.feedback, found, accident, photos: [...values.photos], expected_version: report.version } }
    }
    case 'reward-report': {
      const isMoney = values.reward === 'money'
      return { about, command: { kind: act, ...on, reward: values.reward, amount_yuan: isMoney ? wholeOf(values.amount_yuan) : 0, fine_yuan: isMoney ? wholeOf(values.fine_yuan) : 0, concealed_deaths: isMoney ? wholeOf(values.concealed_deaths) : 0, decision: values.decision } }
    }
    case 'transfer-report':
      return { about, command: { kind: act, ...on, to_area: Number(values.to_area), reason: values.reason } }
    case 'discard-report':
      return { about, command: { kind: act, ...on, reason: values.reason, feedback: values.feedback } }
  }
}
