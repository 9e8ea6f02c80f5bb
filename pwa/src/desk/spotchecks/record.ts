// A spot check while it is recorded: verdicts and remarks by item, hazards that were not reported, and the acts these make.
import type { Photo } from '../../wire/commands'
import type { SpotTargetWhole, Verdict } from '../../wire/spotCheck'
import type { Step } from '../acts'

export interface Said {
  readonly verdict: Verdict | null
  readonly remark: string
}

export interface Hidden {
  readonly id: string
  readonly place: string
  readonly description: string
  readonly category: string
  readonly photos: readonly Photo[]
}

export interface Recording {
  readonly startedAt: Date
  readonly said: Readonly<Record<string, Said>>
  readonly hidden: readonly Hidden[]
  readonly photos: readonly Photo[]
  readonly met: string
  readonly remark: string
}

/** What is still missing before it can be put on record; the server says the same in its own words. */
export type Lack = 'verdict' | 'remark' | 'photo' | 'hidden'

export function lacks(target: SpotTargetWhole, { said, hidden, photos }: Recording): Lack | null {
  const told = target.listed.map((item) => ({ item, is: said[item.item] ?? { verdict: null, remark: '' } }))
  if (told.some(({ is }) => is.verdict === null)) return 'verdict'
  if (told.some(({ is }) => is.verdict === 'not_true' && is.remark.trim() === '')) return 'remark'
  if (photos.length === 0 && told.some(({ item, is }) => item.kind === 'closing' && is.verdict === 'not_true')) return 'photo'
  return hidden.some((each) => each.place.trim() === '' || each.description.trim() === '' || each.category === '' || each.photos.length === 0) ? 'hidden' : null
}

/** The hazards first, each a hazard like any other; then the record that names them. */
export function stepsOf(target: SpotTargetWhole, second: string | null, recording: Recording, at: Date): Step[] {
  const { startedAt, said, hidden, photos, met, remark } = recording
  const found = hidden.map(({ id, place, description, category, photos: own }): Step => ({
    about: id,
    command: { kind: 'record-hazard', hazard: id, enterprise: target.enterprise_id, found_at: at.toISOString(), place, description, category, photos: [...own], spot_check: target.id },
  }))
  const results = target.listed.map(({ item }) => ({ item, verdict: said[item]?.verdict ?? 'true', remark: said[item]?.remark.trim() ?? '' }))
  const command = {
    kind: 'record-spot-check' as const, target: target.id, started_at: startedAt.toISOString(), finished_at: at.toISOString(), results,
    missed: hidden.map(({ id }) => id), second_inspector: second, person_met: met, remark, photos: [...photos],
  }
  return [...found, { about: target.id, command }]
}

export function impossibleStep(target: SpotTargetWhole, second: string | null, startedAt: Date, why: string, at: Date): Step {
  const moments = { started_at: startedAt.toISOString(), finished_at: at.toISOString() }
  return { about: target.id, command: { kind: 'record-spot-check', target: target.id, ...moments, impossible: why, second_inspector: second } }
}
