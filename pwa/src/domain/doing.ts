// What a person can do about an act the server did not take, by the code it gave.

export type Doing =
  | 'look' // somebody else was first: look at the hazard as it is now
  | 'again' // do it anew, properly: the reason says what was missing
  | 'town' // only the town office can help
  | 'over' // it is of no more use: put it aside
  | 'retry' // the cause may have passed: send it once more

const DOINGS: Readonly<Record<string, Doing>> = {
  'moved-on': 'look',
  'wrong-state': 'look',
  'already-done': 'look',
  'returned-twice': 'look',
  'photo-needed': 'again',
  'self-check-short': 'again',
  'self-check-quick': 'again',
  'self-report-early': 'again',
  'self-report-empty': 'again',
  'self-report-moved': 'again',
  'too-soon': 'again',
  'reason-needed': 'again',
  'bad-date': 'again',
  'interim-measures-needed': 'again',
  'second-inspector-needed': 'again',
  'another-person-needed': 'again',
  'major-not-on-the-spot': 'again',
  'plan-needed': 'again',
  'inspection-form-lacks': 'again',
  'inspection-opinion': 'again',
  'inspection-no-record': 'again',
  'inspection-not-approved': 'again',
  'inspection-state': 'look',
  'task-state': 'over',
  'day-over': 'over',
  'document-issued': 'look',
  'document-voided': 'look',
  'licence-not-valid': 'again',
  'not-yours': 'town',
  'area-not-yours': 'town',
  'level-needs-department': 'town',
  'not-receiver': 'town',
  'key-reuse': 'town',
  'link-gone': 'town',
}

export function doingFor(code: string | null): Doing {
  return DOINGS[code ?? ''] ?? 'retry'
}
