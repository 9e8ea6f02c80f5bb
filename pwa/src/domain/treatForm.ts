// What the phone asks for in each step of a major hazard's treatment, and what is still lacking. Pure.
export const TREAT_STEPS = ['submit-plan', 'apply-resume', 'report-progress', 'apply-delisting', 'propose-measure', 'check-closing'] as const
export type TreatStep = (typeof TREAT_STEPS)[number]

export type TreatField =
  | 'causes' | 'harm' | 'goals' | 'methods' | 'funds' | 'funds_yuan' | 'responsible' | 'responsible_person' | 'time_limit' | 'interim_measures' | 'emergency_measures'
  | 'reason' | 'by' | 'evaluator' | 'conclusion' | 'month' | 'text' | 'summary' | 'measure' | 'verdict' | 'opinion'

export interface TreatMilestone {
  readonly what: string
  readonly due_on: string
}

export interface TreatValues {
  readonly texts: Readonly<Partial<Record<TreatField, string>>>
  readonly milestones: readonly TreatMilestone[]
}

/** Part of the form -> its fields, in the order of the paper: report, plan, measures. */
export function treatParts(step: TreatStep): readonly (readonly [string, readonly TreatField[]])[] {
  switch (step) {
    case 'submit-plan':
      return [
        ['report', ['causes', 'harm']],
        ['plan', ['goals', 'methods', 'funds', 'funds_yuan', 'responsible', 'responsible_person', 'time_limit', 'emergency_measures']],
        ['interim', ['interim_measures']],
      ]
    case 'apply-resume':
      return [['resume', ['reason']], ['evaluation', ['by', 'evaluator', 'conclusion']]]
    case 'report-progress':
      return [['progress', ['month', 'text', 'funds_yuan']]]
    case 'apply-delisting':
      return [['delisting', ['summary', 'funds_yuan']], ['evaluation', ['by', 'evaluator', 'conclusion']]]
    case 'propose-measure':
      return [['measure', ['measure', 'reason']]]
    case 'check-closing':
      return [['closing', ['verdict', 'opinion']]]
  }
}

/** Fields that are chosen and not written. */
export const CHOICES: Readonly<Partial<Record<TreatField, readonly string[]>>> = {
  by: ['own', 'agency'],
  measure: ['partial', 'full'],
  verdict: ['confirmed', 'false'],
}
export const ONE_LINE: readonly TreatField[] = ['funds_yuan', 'responsible_person', 'evaluator', 'month']

export type Lacking = TreatField | 'milestones' | 'photos'

/** What must still be filled in, in the order of the form; sums are whole yuan, a false closing needs a photo. */
export function treatLacks(step: TreatStep, { texts, milestones }: TreatValues, photos: number): Lacking[] {
  const fields = treatParts(step).flatMap(([, of]) => of)
  const empty = fields.filter((field) => {
    const said = (texts[field] ?? '').trim()
    return said === '' || (field === 'funds_yuan' && !/^\d{1,12}$/.test(said)) || (field === 'month' && !/^\d{4}-(0[1-9]|1[0-2])$/.test(said))
  })
  const isDated = milestones.length > 0 && milestones.every(({ what, due_on }) => what.trim() !== '' && due_on !== '')
  const lacking: Lacking[] = step === 'submit-plan' && !isDated ? [...empty, 'milestones'] : empty
  return step === 'check-closing' && texts.verdict === 'false' && photos === 0 ? [...lacking, 'photos'] : lacking
}
