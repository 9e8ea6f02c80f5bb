// What a person says about the records of a file: added, corrected, ended, or all of it found unchanged on site.
import type { Enterprise } from '../../wire/enterprise'
import type { CarriedFile, FileRecord, RecordValue } from '../../wire/enterpriseFile'
import type { Fix } from '../../wire/place'
import { hashesOf, type Act, type ActPhoto, type Effect } from './act'

type Filed = Pick<Enterprise, 'id' | 'file'>
type Values = Readonly<Record<string, RecordValue>>

export interface Said {
  readonly enterprise: Filed
  readonly record: string
  readonly topic: string
  readonly fields: Values
  readonly validFrom: string
  readonly validTo: string | null
  readonly reason: string
  readonly photos: readonly ActPhoto[]
}

export function addRecord(said: Said): Act {
  return {
    aggregateId: said.enterprise.id,
    parentId: null,
    command: {
      kind: 'add-record', record: said.record, enterprise: said.enterprise.id, topic: said.topic, fields: said.fields,
      valid_from: said.validFrom, valid_to: said.validTo, reason: said.reason, photos: [...said.photos],
    },
    photos: hashesOf(said.photos),
    effects: effectsOf(said.enterprise, (records) => [...records, recordOf(said)]),
  }
}

export function changeRecord(said: Said, version: number): Act {
  return {
    aggregateId: said.enterprise.id,
    parentId: null,
    command: {
      kind: 'change-record', record: said.record, fields: said.fields, valid_from: said.validFrom, valid_to: said.validTo,
      reason: said.reason, expected_version: version, photos: [...said.photos],
    },
    photos: hashesOf(said.photos),
    effects: effectsOf(said.enterprise, (records) => records.map((record) => (record.id === said.record ? recordOf(said) : record))),
  }
}

export function endRecord(enterprise: Filed, record: string, on: string, reason: string): Act {
  return {
    aggregateId: enterprise.id,
    parentId: null,
    command: { kind: 'end-record', record, ended_on: on, reason },
    photos: [],
    effects: effectsOf(enterprise, (records) => records.map((each) => (each.id === record ? { ...each, ended_on: on, isUnsent: true } : each))),
  }
}

export function verifyFile(enterprise: Filed, at: string, fix: Fix, photos: readonly ActPhoto[], name: string): Act {
  const { file } = enterprise
  const verified = { at, by_name: name, until: null, is_stale: false }
  return {
    aggregateId: enterprise.id,
    command: { kind: 'verify-file', enterprise: enterprise.id, verified_at: at, fix, photos: [...photos] },
    photos: hashesOf(photos),
    effects: file === null ? [] : [{ store: 'enterprises', id: enterprise.id, change: { file: { ...file, verified } } }],
  }
}

function effectsOf(enterprise: Filed, change: (records: readonly FileRecord[]) => readonly FileRecord[]): readonly Effect[] {
  const file = enterprise.file ?? NOT_HERE
  return [{ store: 'enterprises', id: enterprise.id, change: { file: { ...file, records: change(file.records) } } }]
}

/** A file that did not come to this phone yet: what is said about it is shown all the same. */
const NOT_HERE: CarriedFile = {
  base: {}, owner: 'town', records: [], waiting: [], completeness: { percent: null, filled: 0, owed: 0, missing: [] },
  verified: { at: null, by_name: '', until: null, is_stale: false },
}

function recordOf(said: Said): FileRecord {
  return {
    id: said.record, topic: said.topic, fields: said.fields, valid_from: said.validFrom, valid_to: said.validTo, ended_on: null,
    end_reason: '', by_name: '', at: null, verified_at: null, verified_by_name: '', version: 0, paper: null, photos: [], isUnsent: true,
  }
}
