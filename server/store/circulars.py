"""Circulars: one addressee's row to the rules' value and back, and the enterprises a filter means."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from grids.circulars import AddresseeState, Receipt
from grids.commands import EnterpriseFilter
from grids.errors import Refusal
from grids.offices import Office, OfficeKind
from server.store.tables import CircularAddressee, CircularRow

ENTERPRISE: Final = "enterprise:"
_COLUMN: Final = {
    OfficeKind.CITY: "city_id", OfficeKind.DISTRICT: "district_id", OfficeKind.DEPARTMENT: "district_id",
    OfficeKind.TOWN: "town_id",
}  # fmt: skip


def load(session: Session, circular: UUID, *, lock: bool = False) -> CircularRow:
    """Find a circular, or refuse."""
    query = select(CircularRow).where(CircularRow.id == circular)
    found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise Refusal("not-found", thing="circular")
    return found


def addressee(session: Session, circular: UUID, key: str) -> CircularAddressee:
    """Find one addressee of a circular and lock it, or refuse."""
    query = select(CircularAddressee).where(
        CircularAddressee.circular_id == circular, CircularAddressee.addressee == key
    )
    found = session.scalars(query.with_for_update()).one_or_none()
    if found is None:
        raise Refusal("not-found", thing="circular")
    return found


def receipt(circular: CircularRow, row: CircularAddressee) -> Receipt:
    """Read the rules' value off the two rows."""
    return Receipt(
        state=AddresseeState(row.state), wants_answer=circular.wants_answer, due_on=row.due_on,
        withdrawn=circular.withdrawn_at is not None,
    )  # fmt: skip


def write(row: CircularAddressee, after: Receipt, at: datetime) -> None:
    """Put the rules' value onto its row."""
    row.state, row.due_on = after.state.value, after.due_on
    row.done_at = at if after.state is AddresseeState.DONE else None


def matching(office: Office, wanted: EnterpriseFilter) -> tuple[str, dict[str, Any]]:
    """Write which enterprises a filter of an office means: of its ground and classes only, those at work."""
    parts, values = [f"e.{_COLUMN[office.kind]} = :office_area", "e.status = 'active'"], {"office_area": office.area}
    named: dict[str, Any] = dict(values)
    chosen = (("town_id", wanted.towns), ("supervision_class", wanted.classes), ("grade", wanted.grades))
    for column, given in chosen:
        if given:
            parts.append(f"e.{column} = ANY(:only_{column})")
            named[f"only_{column}"] = list(given)
    if office.classes is not None:
        parts.append("e.supervision_class = ANY(:office_classes)")
        named["office_classes"] = sorted(office.classes)
    return " AND ".join(parts), named


def address_enterprises(session: Session, circular: CircularRow, office: Office, wanted: EnterpriseFilter) -> int:
    """Write a row for each enterprise of the filter; return how many."""
    where, values = matching(office, wanted)
    sql = text(
        "INSERT INTO circular_addressee (circular_id, addressee, enterprise_id, name, town_id, state, due_on) "  # noqa: S608
        "SELECT :circular, 'enterprise:' || e.id, e.id, e.name, e.town_id, 'sent', :due "
        f"FROM enterprise e WHERE {where} RETURNING 1"
    )
    return len(session.scalars(sql, {**values, "circular": circular.id, "due": circular.due_on}).all())
