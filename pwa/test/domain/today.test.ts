import { describe, expect, test } from 'vitest'
import { suggestCategories } from '../../src/domain/categories'
import { majorHints } from '../../src/domain/majorHints'
import { byDistance, byWay, matches, nextVisits, owedVisits } from '../../src/domain/today'
import { zh } from '../../src/text/phone/hazard.zh'
import { enterpriseOf, type Enterprise } from '../../src/wire/enterprise'

const TODAY = '2026-11-22'

function enterprise(id: string, due: readonly (readonly [string, string])[], more: Record<string, unknown> = {}): Enterprise {
  return enterpriseOf({ id, name: id, status: 'active', due: due.map(([on, reason]) => ({ on, reason })), ...more })
}

describe('the day', () => {
  test('holds what is due up to a week from now, by day and then by distance', () => {
    const near = { point: [119.95, 31.72] }
    const far = { point: [119.99, 31.72] }
    const owed = owedVisits(
      [
        enterprise('far', [['2026-11-20', 'grade']], far),
        enterprise('near', [['2026-11-20', 'grade']], near),
        enterprise('unknown place', [['2026-11-20', 'grade']]),
        enterprise('late', [['2026-10-01', 'open_hazard']], far),
        enterprise('next week', [['2026-11-29', 'grade']], near),
        enterprise('later', [['2026-11-30', 'grade']], near),
      ],
      TODAY,
      [119.949, 31.72],
    )
    expect(owed.map(({ enterprise: { id } }) => id)).toEqual(['late', 'near', 'far', 'unknown place', 'next week'])
    expect(owed[0]).toMatchObject({ lateDays: 52 })
  })

  test('on a day on which nothing is owed shows what comes due next', () => {
    const all = [
      enterprise('owed', [['2026-11-29', 'grade']]),
      enterprise('second', [['2027-02-20', 'verify_position'], ['2027-05-20', 'grade']]),
      enterprise('first', [['2026-11-30', 'grade']]),
      enterprise('third', [['2027-03-01', 'grade']]),
      enterprise('gone', [['2026-12-01', 'grade']], { status: 'moved_out' }),
    ]
    const next = nextVisits(all, TODAY, null, 2)
    expect(next.map(({ enterprise: { id }, reasons }) => [id, reasons])).toEqual([['first', ['grade']], ['second', ['verify_position']]])
  })

  test('is walked in the order of its way, with what else is owed behind, and stops early where it passes by', () => {
    const all = [
      enterprise('late', [['2026-10-01', 'grade']]),
      enterprise('second', [['2026-11-22', 'grade']]),
      enterprise('passed by', [['2027-01-20', 'grade']]),
      enterprise('later', [['2027-01-21', 'grade']]),
    ]
    const walked = owedVisits(all, TODAY, null, ['second', 'passed by']).sort(byWay)
    expect(walked.map(({ enterprise: { id }, stop }) => [id, stop])).toEqual([['second', 1], ['passed by', 2], ['late', null]])
    expect(walked[1]?.reasons).toEqual(['grade'])
  })

  test('leaves out enterprises that are no longer visited', () => {
    expect(owedVisits([enterprise('gone', [['2026-11-01', 'grade']], { status: 'moved_out' })], TODAY, null)).toEqual([])
  })

  test('names each reason once and none that lies beyond the week', () => {
    const [item] = owedVisits(
      [enterprise('e', [['2026-11-01', 'open_hazard'], ['2026-11-02', 'grade'], ['2027-11-02', 'verify_position']])],
      TODAY,
      null,
    )
    expect(item?.reasons).toEqual(['open_hazard', 'grade'])
  })

  test('can be put in order of distance, unknown places last', () => {
    const owed = owedVisits(
      [enterprise('none', [['2026-11-01', 'grade']]), enterprise('there', [['2026-11-05', 'grade']], { point: [119.95, 31.72] })],
      TODAY,
      [119.95, 31.72],
    )
    expect([...owed].sort(byDistance).map(({ enterprise: { id } }) => id)).toEqual(['there', 'none'])
  })

  test('finds an enterprise by name, address, code or contact', () => {
    const one = enterprise('e', [], { name: '光华机械', address: '人民路8号', uscc: '91320412MA1', contact: '李伟' })
    expect(['光华', '人民路', '91320412ma1', '李伟', ' '].every((typed) => matches(one, typed))).toBe(true)
    expect(matches(one, '东方')).toBe(false)
  })
})

describe('what words suggest', () => {
  const wordsOf = (category: string) => (zh as Readonly<Record<string, string>>)[`category.words.${category}`] ?? ''

  test('the class with most of them comes first', () => {
    expect(suggestCategories('配电箱无盖，电线裸露，灭火器过期', wordsOf)[0]).toBe('S06')
    expect(suggestCategories('无关的话', wordsOf)).toEqual([])
  })

  test('a major hazard is hinted at only when both halves of a criterion are met', () => {
    expect(majorHints('除尘系统粉尘积聚未清扫')).toEqual(['11'])
    expect(majorHints('车间有粉尘')).toEqual([])
    expect(majorHints('有限空间作业未审批，气体报警器失效')).toEqual(['13', '14'])
  })
})
