// Acts on circulars and trainings, as a phone keeps them.
import type { Act } from './act'

const BARE = { photos: [], effects: [] } as const

export function readCircular(circular: string, addressee: string): Act {
  return { ...BARE, aggregateId: circular, command: { kind: 'read-circular', circular, addressee } }
}

export function signCircular(circular: string, addressee: string, signedBy: string): Act {
  return { ...BARE, aggregateId: circular, command: { kind: 'sign-circular', circular, addressee, signed_by: signedBy } }
}

export function answerCircular(circular: string, addressee: string, answer: string, body: string): Act {
  return { ...BARE, aggregateId: circular, command: { kind: 'answer-circular', circular, addressee, answer, body, attachments: [] } }
}

export function signInTraining(training: string, subject: string, code: string, name: string): Act {
  return { ...BARE, aggregateId: training, command: { kind: 'sign-in-training', training, subject, code, name } }
}

export function takeQuiz(training: string, subject: string, answers: readonly number[]): Act {
  return { ...BARE, aggregateId: training, command: { kind: 'take-quiz', training, subject, answers: [...answers] } }
}
