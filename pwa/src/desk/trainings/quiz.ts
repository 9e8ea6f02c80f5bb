// A quiz while it is written. Pure.
export interface QuestionDraft {
  text: string
  choices: string[]
  right: number
}

export function emptyQuestion(): QuestionDraft {
  return { text: '', choices: ['', ''], right: 0 }
}

/** How many questions lack their text or one of their choices. */
export function lacksOf(quiz: readonly QuestionDraft[]): number {
  return quiz.filter(({ text, choices }) => text.trim() === '' || choices.some((choice) => choice.trim() === '')).length
}
