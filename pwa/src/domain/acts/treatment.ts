// Steps of a major hazard's treatment as commands, and what the lists show of them at once.
import type { Command } from '../../wire/commands'
import type { Hazard, HazardPhoto, PhotoRole } from '../../wire/hazard'
import type { TreatStep, TreatValues } from '../treatForm'
import { hashesOf, type Act, type ActPhoto } from './act'

export interface Treated {
  readonly hazard: Hazard
  /** The listed case the step is about; empty for steps on the hazard itself. */
  readonly listing: string
  readonly values: TreatValues
  readonly photos: readonly ActPhoto[]
  /** The moment of looking, and the day of the evaluation, by this phone. */
  readonly at: string
  readonly today: string
}

const ROLES: Readonly<Record<TreatStep, PhotoRole>> = {
  'submit-plan': 'plan',
  'apply-resume': 'after',
  'report-progress': 'progress',
  'apply-delisting': 'after',
  'propose-measure': 'measure',
  'check-closing': 'reopening',
}

export function treat(step: TreatStep, given: Treated): Act {
  const { hazard } = given
  const shown = given.photos.map(({ sha256, taken_at }): HazardPhoto => ({ sha256, role: ROLES[step], taken_at, received: false }))
  return {
    aggregateId: hazard.id,
    command: commandOf(step, given),
    photos: hashesOf(given.photos),
    effects: [{ store: 'hazards', id: hazard.id, change: { ...changeOf(step, given), photos: [...hazard.photos, ...shown] } }],
  }
}

function commandOf(step: TreatStep, { hazard, listing, values: { texts, milestones }, photos, at, today }: Treated): Command {
  const said = (field: keyof typeof texts) => (texts[field] ?? '').trim()
  const evaluation = { by: texts.by === 'own' ? ('own' as const) : ('agency' as const), evaluator: said('evaluator'), conclusion: said('conclusion'), evaluated_on: today }
  const own = { hazard: hazard.id, photos: [...photos] }
  switch (step) {
    case 'submit-plan':
      return {
        kind: step, ...own, causes: said('causes'), harm: said('harm'), goals: said('goals'), methods: said('methods'), funds: said('funds'), funds_yuan: Number(said('funds_yuan')),
        responsible: said('responsible'), responsible_person: said('responsible_person'), time_limit: said('time_limit'), milestones: [...milestones],
        interim_measures: said('interim_measures'), emergency_measures: said('emergency_measures'),
      }
    case 'apply-resume':
      return { kind: step, ...own, reason: said('reason'), evaluation }
    case 'report-progress':
      return { kind: step, listing, month: said('month'), text: said('text'), funds_yuan: Number(said('funds_yuan')), photos: [...photos] }
    case 'apply-delisting':
      return { kind: step, listing, summary: said('summary'), funds_yuan: Number(said('funds_yuan')), evaluation, photos: [...photos] }
    case 'propose-measure':
      return { kind: step, ...own, measure: texts.measure === 'full' ? 'full' : 'partial', reason: said('reason') }
    case 'check-closing':
      return { kind: step, ...own, confirmed: texts.verdict === 'confirmed', opinion: said('opinion'), checked_at: at }
  }
}

function changeOf(step: TreatStep, { values: { texts }, today }: Treated): Record<string, unknown> {
  switch (step) {
    case 'submit-plan':
      return { state: 'plan_review', plan_approved: false, interim_measures: texts.interim_measures ?? '' }
    case 'apply-resume':
      return { resume_asked_on: today }
    case 'propose-measure':
      return { stop_proposed: texts.measure === 'full' ? 'full' : 'partial' }
    case 'check-closing':
      return texts.verdict === 'confirmed' ? { sampled: false } : { sampled: false, state: 'open' }
    case 'report-progress':
    case 'apply-delisting':
      return {}
  }
}
