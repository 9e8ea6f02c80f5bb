"""Standards: rows to what the rules read, and what a place already uses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from grids.commands import StandardHeader, StandardItem
from grids.errors import Refusal
from grids.standards import Known
from server import standards
from server.store.tables import Checklist, ChecklistVersion, StandardDraft

ITEMS: Final[TypeAdapter[tuple[StandardItem, ...]]] = TypeAdapter(tuple[StandardItem, ...])
HEADER: Final[TypeAdapter[StandardHeader]] = TypeAdapter(StandardHeader)


def load(session: Session, uid: UUID, *, lock: bool = True) -> Checklist:
    """Find a standard, and lock it for an act."""
    query = select(Checklist).where(Checklist.uid == uid)
    found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise Refusal("not-found", thing="standard")
    return found


def draft(session: Session, standard: Checklist) -> StandardDraft | None:
    """Return the draft of a standard, if there is one."""
    return session.get(StandardDraft, standard.id)


def header(standard: Checklist) -> dict[str, Any]:
    """Return what a standard is called and whom it is for, as a draft keeps it."""
    return {
        "name": standard.name, "name_en": standard.name_en, "classes": list(standard.classes),
        "tags": list(standard.tags),
    }  # fmt: skip


def last(session: Session, standard: Checklist) -> ChecklistVersion | None:
    """Return the newest version, whether it holds already or not."""
    query = select(ChecklistVersion).where(ChecklistVersion.checklist_id == standard.id)
    return session.scalars(query.order_by(ChecklistVersion.number.desc()).limit(1)).one_or_none()


def known(session: Session, standard: Checklist) -> Known:
    """Return what a draft is checked against: criteria, and the item codes of every other standard of the place."""
    sql = text(
        "SELECT DISTINCT i->>'code' FROM checklist_version v JOIN checklist c ON c.id = v.checklist_id "
        "CROSS JOIN LATERAL jsonb_array_elements(v.items) i "
        "WHERE c.id <> :own AND (c.district_id IS NULL OR c.district_id = :district)"
    )
    taken = session.scalars(sql, {"own": standard.id, "district": standard.district_id})
    return Known(criteria=standards.criterion_ids(), taken=frozenset(taken))


def read_items(stored: Sequence[dict[str, Any]]) -> tuple[StandardItem, ...]:
    """Read stored items as the rules' values; items from before the two faces have an empty one."""
    return ITEMS.validate_python(list(stored))


def write_items(items: Sequence[StandardItem]) -> list[dict[str, Any]]:
    """Write items as they are stored: what is empty is left out but for the names that were always there."""
    return [{**each, **_always(each)} for each in map(_filled, ITEMS.dump_python(tuple(items), mode="json"))]


_ALWAYS: Final = ("title_en", "how", "how_en", "law", "law_en")


def _filled(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if value not in (None, "", [])}


def _always(item: dict[str, Any]) -> dict[str, Any]:
    return {name: item.get(name, "") for name in _ALWAYS}
