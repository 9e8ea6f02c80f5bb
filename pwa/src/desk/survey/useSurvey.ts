// One survey open: its list and figures, its map, and every step taken on the revision that was seen.
import { computed, type ComputedRef } from 'vue'
import type { Command } from '../../wire/commands'
import { thingOf } from '../../wire/page'
import { readSurveyMap, surveyWholeOf, type Choice, type FaultKind, type SurveyMap, type SurveyWhole } from '../../wire/survey'
import { useActs, type Acting } from '../acts'
import { useNewId } from '../useNewId'
import { useRead, type Reading } from '../useRead'

export interface OpenSurvey {
  readonly survey: Reading<SurveyWhole>
  readonly map: Reading<SurveyMap>
  readonly acting: Acting
  readonly mayWork: ComputedRef<boolean>
  readonly can: ComputedRef<{ readonly undo: boolean; readonly redo: boolean }>
  readonly nameOf: (key: string) => string
  readonly settle: (faults: readonly string[], choice: Choice) => Promise<boolean>
  readonly take: (kinds: readonly FaultKind[], upTo: number | null) => Promise<boolean>
  readonly turn: (kind: 'undo-survey' | 'redo-survey') => Promise<boolean>
  readonly handIn: (district: number, title: string) => Promise<string | null>
  readonly reload: () => Promise<void>
}

export function useSurvey(id: string): OpenSurvey {
  const path = `/api/v1/surveys/${id}`
  const survey = useRead(() => path, thingOf(surveyWholeOf))
  const map = useRead(() => `${path}/map`, readSurveyMap)
  const acting = useActs({ shows })
  const { id: plan, renew } = useNewId()
  const base = () => survey.value.value?.revision ?? 0
  const names = computed(() => new Map((survey.value.value?.unitsListed ?? []).map(({ key, name }) => [key, name || key])))
  const may = (step: string) => survey.value.value?.may.includes(step) === true

  const run = (command: Command) => acting.run([{ command, about: id }])
  async function shows(): Promise<void> {
    const loose = looseOf(survey.value.value)
    await survey.reload()
    if (looseOf(survey.value.value) !== loose) await map.reload() // pieces came loose, or are none any more
  }

  return {
    survey, map, acting,
    mayWork: computed(() => may('settle-faults')),
    can: computed(() => ({
      undo: may('undo-survey') && survey.value.value?.steps.some(({ isDone }) => isDone) === true,
      redo: may('redo-survey') && survey.value.value?.steps.some(({ isDone }) => !isDone) === true,
    })),
    nameOf: (key) => names.value.get(key) ?? key,
    settle: (faults, { remedy, taker, reason }) => run({ kind: 'settle-faults', survey: id, base_revision: base(), faults: [...faults], remedy, taker, reason }),
    take: (kinds, upTo) => run({ kind: 'take-suggestions', survey: id, base_revision: base(), kinds: [...kinds], up_to_m: upTo }),
    turn: (kind) => run({ kind, survey: id, base_revision: base() }),
    handIn: async (district, title) => {
      const redraw = plan.value
      if (!(await run({ kind: 'hand-in-survey', survey: id, base_revision: base(), district, redraw, title }))) return null
      renew()
      return redraw
    },
    reload: async () => {
      acting.clear()
      await Promise.all([survey.reload(), map.reload()])
    },
  }
}

function looseOf(survey: SurveyWhole | null): string {
  return (survey?.faults ?? []).filter(({ kind }) => kind === 'piece').map(({ id }) => id).join(' ')
}
