"""Everything that stands on a document, gathered at the moment it is issued, and never again from anywhere else."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from grids.commands import DocumentKind, Said
from grids.errors import Refusal
from grids.hazards import State
from grids.policy import local_day
from server.store import authorities, places
from server.store.laws import law_of
from server.store.tables import (
    Enterprise,
    HazardRow,
    InspectionPaper,
    InspectionRow,
    NoticeItemRow,
    NoticeRow,
    PersonRow,
)

_SAID: TypeAdapter[Said] = TypeAdapter(Said)


def built(
    session: Session, at: datetime, case: InspectionRow, row: InspectionPaper, said: Said, number: str
) -> dict[str, Any]:
    """Gather a document's content. Shape: plain JSON; moments and days as ISO 8601."""
    kind, day = DocumentKind(row.kind), local_day(at)
    authority = authorities.on_day(session, case.district_id, day)
    enterprise = session.get_one(Enterprise, case.enterprise_id)
    return {
        "kind": kind.value,
        "number": number,
        "issued_on": day.isoformat(),
        "authority": case.authority,
        "seal": authority.seal_name if authority else case.authority,
        "district": places.area_name(session, case.district_id),
        "enterprise": _enterprise(enterprise),
        "officers": [_officer(session, person) for person in (case.opened_by, case.second_id)],
        "case": _case(case),
        "approval": _approval(session, case),
        "said": _SAID.dump_python(said, mode="json"),
        "is_demo": case.is_demo,
        **_more(session, case, row, said, kind),
    }


def said_of(row: InspectionPaper) -> Said:
    """Read what was written on a form."""
    return _SAID.validate_python(row.said)


def _more(
    session: Session, case: InspectionRow, row: InspectionPaper, said: Said, kind: DocumentKind
) -> dict[str, Any]:
    match kind:
        case DocumentKind.ORDER if row.notice_id is not None:
            return {"items": _ordered(session, row.notice_id)}
        case DocumentKind.OPINION:
            return _reinspected(session, case, said)
        case DocumentKind.RECEIPT:
            return {"served": [_served(session, case, each) for each in said.documents]}
        case _:
            return {}


def _enterprise(row: Enterprise) -> dict[str, Any]:
    return {
        "name": row.name, "uscc": row.uscc or "", "address": row.address, "legal_rep": row.legal_rep or "",
        "principal": row.principal or "", "phone": row.principal_phone or row.contact_phone or "",
        "contact": row.contact or row.safety_manager or "", "industry": row.industry,
    }  # fmt: skip


def _officer(session: Session, person: UUID) -> dict[str, str]:
    found = session.get_one(PersonRow, person)
    return {"name": found.name, "licence": found.licence_no or ""}


def _case(row: InspectionRow) -> dict[str, Any]:
    return {
        "ground": row.ground, "announced": row.announced, "purpose": row.purpose, "basis": row.basis,
        "content": row.content, "method": row.method, "planned_on": row.planned_on.isoformat(),
        "emergency": row.emergency, "emergency_reason": row.emergency_reason,
    }  # fmt: skip


def _approval(session: Session, row: InspectionRow) -> dict[str, Any] | None:
    if row.approved is None or row.decided_by is None or row.decided_at is None:
        return None
    by = session.get_one(PersonRow, row.decided_by)
    on = local_day(row.decided_at).isoformat()
    return {"approved": row.approved, "by": by.name, "on": on, "opinion": row.opinion}


def _ordered(session: Session, notice: UUID) -> list[dict[str, Any]]:
    query = (
        select(NoticeItemRow, HazardRow)
        .join(HazardRow, HazardRow.id == NoticeItemRow.hazard_id)
        .where(NoticeItemRow.notice_id == notice)
        .order_by(NoticeItemRow.item_no)
    )
    return [
        {
            "no": item.item_no, "hazard": str(hazard.id), "place": hazard.place, "problem": hazard.description,
            "major": hazard.level == "major", "law": law_of(session, hazard, "zh"), "demand": item.demand,
            "due_on": item.due_on.isoformat(), "interim": hazard.interim_measures or "",
        }
        for item, hazard in session.execute(query)
    ]  # fmt: skip


def _reinspected(session: Session, case: InspectionRow, said: Said) -> dict[str, Any]:
    """Give the opinion on every item of the chain's last order that counts.

    Raises: Refusal `inspection-no-order`; `inspection-opinion` for an item that is not on the order, is missing, or
    stands otherwise.
    """
    order = _last_order(session, case)
    given = {item.hazard: item for item in said.items}
    items = _ordered(session, order.id)
    if {str(each) for each in given} != {item["hazard"] for item in items}:
        raise Refusal("inspection-opinion", number=order.number, n=len(items))
    told = []
    for item in items:
        own = given[UUID(item["hazard"])]
        state = session.scalar(select(HazardRow.state).where(HazardRow.id == own.hazard))
        if own.passed != (state == State.CLOSED.value):
            raise Refusal("inspection-opinion", number=order.number, n=len(items))
        told.append({**item, "passed": own.passed, "opinion": own.opinion})
    return {"items": told, "order": {"number": order.number, "on": local_day(order.issued_at).isoformat()}}


def _last_order(session: Session, case: InspectionRow) -> NoticeRow:
    chain = select(InspectionRow.id).where(
        InspectionRow.district_id == case.district_id, InspectionRow.year == case.year,
        InspectionRow.serial == case.serial,
    )  # fmt: skip
    query = (
        select(NoticeRow)
        .join(InspectionPaper, InspectionPaper.notice_id == NoticeRow.id)
        .where(InspectionPaper.state == "issued", InspectionPaper.inspection_id.in_(chain))
        .order_by(NoticeRow.issued_at.desc())
        .limit(1)
    )
    found = session.scalars(query).first()
    if found is None:
        raise Refusal("inspection-no-order")
    return found


def _served(session: Session, case: InspectionRow, paper: UUID) -> dict[str, str]:
    row = session.get(InspectionPaper, paper)
    if row is None or row.inspection_id != case.id or row.state != "issued" or row.number is None:
        raise Refusal("unknown-thing", thing="document")
    return {"kind": row.kind, "number": row.number}
