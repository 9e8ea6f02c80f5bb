// A form of an inspection under way, as the phone keeps it until it is issued. The ids are made when it is begun.
import { BLANK, type FormBody } from '../domain/inspections'
import { FORMS, type Form } from '../wire/inspection'
import { fieldsOf, flag, list, oneOf, text, textOrNull, texts, type Fields } from '../wire/read'

export interface PaperDraft {
  readonly document: string
  readonly actId: string
  readonly inspection: string
  readonly enterpriseName: string
  readonly form: Form
  readonly body: FormBody
}

export const PAPER_DRAFT = 'paper'

/** One form of a kind at a time in one case. */
export function paperDraftId(inspection: string, form: Form): string {
  return `${PAPER_DRAFT}-${inspection}-${form}`
}

export function paperDraftOf(row: Fields): PaperDraft {
  return {
    document: text(row, 'document'),
    actId: text(row, 'actId'),
    inspection: text(row, 'inspection'),
    enterpriseName: text(row, 'enterpriseName'),
    form: oneOf(FORMS, row['form'], 'record'),
    body: formBodyOf(fieldsOf(row['body'])),
  }
}

function formBodyOf(row: Fields): FormBody {
  const lines = Object.fromEntries(Object.entries(BLANK).filter(([, value]) => typeof value === 'string').map(([name]) => [name, text(row, name)]))
  return {
    ...BLANK,
    ...lines,
    refused: flag(row, 'refused'),
    documents: texts(row, 'documents'),
    items: list(row, 'items', (item) => ({ hazard: text(item, 'hazard'), passed: flag(item, 'passed'), opinion: text(item, 'opinion') })),
    signature: textOrNull(row, 'signature'),
    signatureSecond: textOrNull(row, 'signatureSecond'),
    signatureMet: textOrNull(row, 'signatureMet'),
  }
}
