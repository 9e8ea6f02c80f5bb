"""Acts on documents of an inspection: drafting, issuing, voiding, signing for. The rules are in grids/inspections.py.

An issued document holds everything that stands on it, with the hash of that: whatever changes later, it says the same.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter

from grids import commands as c
from grids import inspections as rules
from grids.commands import DocumentKind, Said
from grids.errors import Refusal
from grids.policy import local_day
from server.acts.deed import Deed, Done, Handlers
from server.store import inspection_content as content
from server.store import inspections, places
from server.store.tables import InspectionPaper, InspectionRow, NoticeRow

_SAID: TypeAdapter[Said] = TypeAdapter(Said)


def save(deed: Deed, command: c.SaveDocument) -> Done:
    """Keep a draft, or write it again."""
    case = inspections.load(deed.session, command.inspection)
    roles = deed.allowed(command, places.place_of(case))
    rules.write(inspections.value(deed.session, case), command.document_kind, deed.person, command.kind)
    row = _draft(deed, case, command)
    row.said, row.saved_at, row.saved_by = _written(command.said), deed.at, deed.person.id
    return Done(place=places.place_of(case), roles=roles, facts={"document": str(row.id)})


def issue(deed: Deed, command: c.IssueDocument) -> Done:
    """Give a form its number and freeze it; a record shows that the inspection began, entry logged or not."""
    case = inspections.load(deed.session, command.inspection)
    roles = deed.allowed(command, places.place_of(case))
    now = inspections.value(deed.session, case)
    rules.write(now, command.document_kind, deed.person, command.kind)
    rules.check_form(command.document_kind, command.said)
    inspections.licensed(deed.session, case, deed.act_at)
    if command.document_kind is DocumentKind.RECORD:
        began = command.said.began_at or deed.act_at
        inspections.write(case, rules.start(now, deed.person, began, command.kind))
    row = _draft(deed, case, command)
    if command.replaces is not None:
        _replaced(deed, case, command)
        row.replaces_id = command.replaces
    _freeze(deed, case, row, command.said)
    photos = _signatures(deed, case, command.said)
    facts = {"inspection": str(case.id), "document": str(row.id), "number": row.number}
    return Done(place=places.place_of(case), roles=roles, photos=photos, facts=facts)


def frozen(
    deed: Deed, case: InspectionRow, kind: DocumentKind, said: Said, notice: NoticeRow | None = None
) -> InspectionPaper:
    """Issue a document that another act writes: the approval sheet, the order of a notice."""
    own = deed.act_id if notice is None else notice.id
    row = InspectionPaper(
        id=own, inspection_id=case.id, enterprise_id=case.enterprise_id, district_id=case.district_id,
        kind=kind.value, state="draft", said=_written(said), saved_at=deed.at, saved_by=deed.person.id,
        notice_id=notice.id if notice else None,
    )  # fmt: skip
    deed.session.add(row)
    deed.session.flush()
    _freeze(deed, case, row, said, None if notice is None else notice.number)
    return row


def void(deed: Deed, command: c.VoidDocument) -> Done:
    """Say that a document does not count, and why."""
    row, case = inspections.paper(deed.session, command.document)
    roles = deed.allowed(command, places.place_of(case))
    rules.may_void(inspections.value(deed.session, case), DocumentKind(row.kind), deed.person, roles)
    rules.check_counts(row.state)
    _withdraw_notice(deed, row)
    row.state, row.void_reason, row.voided_at, row.voided_by = "voided", command.reason, deed.at, deed.person.id
    return Done(place=places.place_of(case), roles=roles, facts={"document": str(row.id), "number": row.number})


def sign(deed: Deed, command: c.SignDocument) -> Done:
    """Sign for a document, once."""
    row, case = inspections.paper(deed.session, command.document)
    roles = deed.allowed(command, places.place_of(case))
    rules.may_sign(DocumentKind(row.kind), row.state)
    if row.signed_at is not None:
        raise Refusal("already-done", step=command.kind)
    row.signed_at, row.signed_by, row.signature = deed.at, command.signed_by, command.signature
    photos = (command.signature,) if command.signature else ()
    _keep(deed, case, photos)
    return Done(place=places.place_of(case), roles=roles, photos=photos, facts={"document": str(row.id)})


def _draft(deed: Deed, case: InspectionRow, command: c.SaveDocument | c.IssueDocument) -> InspectionPaper:
    """Find the draft, or begin it; what is issued is not written again."""
    row = deed.session.get(InspectionPaper, command.document, with_for_update=True)
    if row is None:
        row = InspectionPaper(
            id=command.document, inspection_id=case.id, enterprise_id=case.enterprise_id,
            district_id=case.district_id, kind=command.document_kind.value, state="draft",
            said=_written(command.said), saved_at=deed.at, saved_by=deed.person.id,
        )  # fmt: skip
        deed.session.add(row)
        deed.session.flush()
    elif row.inspection_id != case.id or row.kind != command.document_kind.value:
        raise Refusal("key-reuse")
    elif row.state != "draft":
        raise Refusal("document-issued", number=row.number)
    return row


def _freeze(deed: Deed, case: InspectionRow, row: InspectionPaper, said: Said, number: str | None = None) -> None:
    day, kind = local_day(deed.at), DocumentKind(row.kind)
    given, again = inspections.numbered(deed.session, case, kind, day)
    text = number or given
    whole = content.built(deed.session, deed.at, case, row, said, text)
    row.said, row.saved_at, row.saved_by = _written(said), deed.at, deed.person.id
    row.number, row.year, row.serial, row.again = text, case.year, case.serial, again
    row.content, row.content_sha256 = whole, hash_of(whole)
    row.issued_at, row.state = deed.at, "issued"
    deed.session.flush()


def hash_of(whole: dict[str, Any]) -> str:
    """Return the SHA-256 of a content, written as JSON with sorted keys and without spaces."""
    written = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _replaced(deed: Deed, case: InspectionRow, command: c.IssueDocument) -> None:
    before = None if command.replaces is None else deed.session.get(InspectionPaper, command.replaces)
    if before is None or before.inspection_id != case.id or before.kind != command.document_kind.value:
        raise Refusal("unknown-thing", thing="replaces")
    if before.state != "voided":
        raise Refusal("document-issued", number=before.number)


def _withdraw_notice(deed: Deed, row: InspectionPaper) -> None:
    """Take the order back with its document: an order that was signed for stands, and its hazards go their way."""
    notice = None if row.notice_id is None else deed.session.get(NoticeRow, row.notice_id, with_for_update=True)
    if notice is None:
        return
    if notice.acknowledged_at is not None:
        raise Refusal("document-issued", number=row.number)
    notice.link_revoked_at = notice.link_revoked_at or deed.at
    notice.voided_at = deed.at


def _signatures(deed: Deed, case: InspectionRow, said: Said) -> tuple[str, ...]:
    drawn = tuple(each for each in (said.signature, said.signature_second, said.signature_met) if each)
    _keep(deed, case, drawn)
    return drawn


def _keep(deed: Deed, case: InspectionRow, hashes: tuple[str, ...]) -> None:
    photos = tuple(c.Photo(sha256=each, taken_at=deed.act_at) for each in hashes)
    about: dict[str, UUID | None] = {"enterprise_id": case.enterprise_id, "visit_id": case.visit_id}
    deed.keep(photos, "signature", **about)


def _written(said: Said) -> dict[str, Any]:
    written: dict[str, Any] = _SAID.dump_python(said, mode="json")
    return {name: value for name, value in written.items() if value not in (None, "", [], False)}


HANDLERS: Final[Handlers] = {
    c.IssueDocument: issue,
    c.SaveDocument: save,
    c.SignDocument: sign,
    c.VoidDocument: void,
}
