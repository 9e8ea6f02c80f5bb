// A form at the desk: what it begins with, read off the case and what was written before.
import { beginning, hazardsOn, type FormBody } from '../../domain/inspections'
import { says } from '../../text/phrases'
import { t } from '../../text/text'
import type { CaseFile, FiledPaper, Form } from '../../wire/inspection'
import { flag, list, text, textOrNull, texts, type Fields } from '../../wire/read'

export function firstBody(form: Form, file: CaseFile, at: string): FormBody {
  const hazards = hazardsOn(form, file, file.hazards, ({ here }) => here)
  const usual = { handling: t('paper.usual.handling'), none: t('paper.usual.none'), passed: t('paper.usual.passed'), found: says }
  return beginning(form, file, { at, met: '', phone: '', hazards, usual })
}

/** What a draft or a void document said, to go on from. */
export function bodyOf(paper: FiledPaper): FormBody {
  const said: Fields = paper.said
  return {
    place: text(said, 'place'), beganAt: text(said, 'began_at'), endedAt: text(said, 'ended_at'), met: text(said, 'met'), post: text(said, 'post'),
    phone: text(said, 'phone'), content: text(said, 'content'), findings: text(said, 'findings'), handling: text(said, 'handling'),
    basis: text(said, 'basis'), remark: text(said, 'remark'), refused: flag(said, 'refused'), refusal: text(said, 'refusal'), mode: text(said, 'mode'),
    documents: texts(said, 'documents'),
    items: list(said, 'items', (item) => ({ hazard: text(item, 'hazard'), passed: flag(item, 'passed'), opinion: text(item, 'opinion') })),
    signature: textOrNull(said, 'signature'), signatureSecond: textOrNull(said, 'signature_second'), signatureMet: textOrNull(said, 'signature_met'),
  }
}
