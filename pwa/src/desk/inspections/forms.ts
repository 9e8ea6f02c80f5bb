// A form at the desk: what it begins with, read off the case and what was written before.
import { BLANK, listedFindings, servable, type FormBody } from '../../domain/inspections'
import { t } from '../../text/text'
import type { CaseFile, FiledPaper, Form } from '../../wire/inspection'
import { flag, list, text, textOrNull, texts, type Fields } from '../../wire/read'

export function firstBody(form: Form, file: CaseFile, at: string): FormBody {
  switch (form) {
    case 'notice':
      return { ...BLANK, content: file.content }
    case 'record':
      return { ...BLANK, beganAt: file.started_at ?? at, endedAt: at, findings: listedFindings(file.hazards), handling: t(file.hazards.length > 0 ? 'paper.usual.handling' : 'paper.usual.none') }
    case 'measure':
      return { ...BLANK, beganAt: file.started_at ?? at, findings: listedFindings(file.hazards), basis: file.basis }
    case 'opinion':
      return { ...BLANK, items: file.hazards.filter(({ notice_id }) => notice_id !== null).map(({ id, state }) => ({ hazard: id, passed: state === 'closed', opinion: state === 'closed' ? t('paper.usual.passed') : '' })) }
    case 'receipt':
      return { ...BLANK, beganAt: at, mode: 'direct', documents: servable(file).map(({ id }) => id) }
    case 'scheme':
    case 'order':
      return BLANK
  }
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
