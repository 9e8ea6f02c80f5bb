// A self-check and a signed report, as commands and as what the lists show of them at once.
import type { Checklist } from '../../wire/checklist'
import type { SelfAnswer } from '../../wire/commands'
import type { SelfFigures, SelfPeriod } from '../../wire/selfCheck'
import { checksOwed, quarterOf, type SelfAnswered } from '../selfChecks'
import type { Day } from '../days'
import { hashesOf, type Act, type ActPhoto } from './act'

export interface SelfCheckDone {
  readonly check: string
  readonly enterprise: string
  readonly enterpriseName: string
  readonly list: Checklist
  readonly startedAt: string
  readonly finishedAt: string
  readonly today: Day
  readonly answers: Readonly<Record<string, SelfAnswered>>
  /** Item -> the hazard that was recorded for it. */
  readonly hazards: ReadonlyMap<string, string>
  readonly area: string
  readonly checker: string
  readonly remark: string
  readonly photos: readonly ActPhoto[]
  /** The last act about the last hazard found: the check waits for it. */
  readonly parentId: string | null
}

export function submitSelfCheck(given: SelfCheckDone, periods: readonly SelfPeriod[]): Act {
  const answers = given.list.items.flatMap(({ code }): SelfAnswer[] => {
    const said = given.answers[code]
    const hazard = given.hazards.get(code) ?? null
    if (hazard !== null) return [{ item: code, result: 'hazard', remark: said?.remark ?? '', hazard, off: said?.off ?? null }]
    return said === undefined || said.result === 'hazard' ? [] : [{ item: code, result: said.result, remark: said.remark, hazard: null, off: said.off }]
  })
  const period = quarterOf(given.today)
  return {
    aggregateId: given.check,
    parentId: given.parentId,
    command: {
      kind: 'submit-self-check',
      self_check: given.check,
      enterprise: given.enterprise,
      checklist_version: given.list.version_id,
      started_at: given.startedAt,
      finished_at: given.finishedAt,
      answers,
      area: given.area,
      checker: given.checker,
      remark: given.remark,
      photos: [...given.photos],
    },
    photos: hashesOf(given.photos),
    effects: [
      {
        store: 'self_checks',
        id: given.check,
        change: {
          enterprise_id: given.enterprise, enterprise_name: given.enterpriseName, period, month: given.today.slice(0, 7),
          checklist: given.list.name, checklist_en: given.list.name_en, area: given.area, checker: given.checker,
          finished_at: given.finishedAt, checked: answers.length, of_items: given.list.items.length,
          hazards: answers.filter(({ result }) => result === 'hazard').length, points: null, of_points: null,
        },
      },
      ...periods.filter((each) => each.period === period).map((each) => ({ store: 'self_periods' as const, id: each.id, change: afterCheck(each) })),
    ],
  }
}

function afterCheck(period: SelfPeriod) {
  const checks = period.checks + 1
  const isOpen = period.state === 'due' || period.state === 'started'
  return { checks, ...(isOpen ? { state: checks >= checksOwed(period.rhythm) ? 'submitted' : 'started' } : {}) }
}

export interface ReportSigned {
  readonly report: string
  readonly enterprise: string
  readonly period: string
  readonly figures: SelfFigures
  readonly principal: string
  readonly signature: string
  readonly signedAt: string
  readonly reason: string
}

export function signSelfReport(given: ReportSigned, row: SelfPeriod | null): Act {
  return {
    aggregateId: given.report,
    parentId: null,
    command: {
      kind: 'sign-self-report',
      report: given.report,
      enterprise: given.enterprise,
      period: given.period,
      figures: given.figures,
      principal: given.principal,
      signature: given.signature,
      signed_at: given.signedAt,
      reason: given.reason,
    },
    photos: [given.signature],
    effects: row === null ? [] : [{ store: 'self_periods', id: row.id, change: { state: 'signed', first_signed_at: row.first_signed_at ?? given.signedAt } }],
  }
}
