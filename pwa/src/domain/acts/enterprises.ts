// What a visitor says about the file: where the place is, and what should be changed.
import type { Enterprise } from '../../wire/enterprise'
import { BASE_FIELDS } from '../fileTables'
import type { Fix } from '../../wire/place'
import { hashesOf, type Act, type ActPhoto } from './act'

export type ProposableField = (typeof BASE_FIELDS)[number]['name']
/** Fields a person may propose to change where they stand; a lessor is picked at the desk. */
export const PROPOSABLE: readonly ProposableField[] = BASE_FIELDS.filter(({ type }) => type !== 'enterprise').map(({ name }) => name)

export function verifyPosition(
  enterprise: Pick<Enterprise, 'id' | 'due'>,
  fix: Fix,
  verifiedAt: string,
  photos: readonly ActPhoto[] = [],
): Act {
  return {
    aggregateId: enterprise.id,
    command: { kind: 'verify-position', enterprise: enterprise.id, fix, verified_at: verifiedAt, photos: [...photos] },
    photos: hashesOf(photos),
    effects: [
      {
        store: 'enterprises',
        id: enterprise.id,
        change: {
          point: [fix.lon, fix.lat],
          near: null,
          position_quality: 'site',
          position_accuracy_m: fix.radius_m,
          verified_at: verifiedAt,
          due: enterprise.due.filter(({ reason }) => reason !== 'verify_position'),
        },
      },
    ],
  }
}

export interface Proposal {
  readonly change: string
  readonly enterprise: string
  readonly visit: string | null
  readonly visitActId: string | null
  readonly reason: string
  readonly fields: Readonly<Partial<Record<ProposableField, string>>>
}

/** The file itself stays as it is until the town decides. */
export function proposeChange(given: Proposal): Act {
  return {
    aggregateId: given.change,
    parentId: given.visitActId,
    command: {
      kind: 'propose-change',
      change: given.change,
      enterprise: given.enterprise,
      visit: given.visit,
      reason: given.reason,
      fields: { ...given.fields },
    },
    photos: [],
    effects: [],
  }
}
