"""Documents of inspections: of a case, of an enterprise's own phone, and one whole for printing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.commands import DocumentKind
from grids.errors import Refusal
from grids.permissions import SEES_DOCUMENTS, SEES_INSPECTIONS, Person, Role, scope
from server.reads import scope as bind
from server.store.tables import InspectionPaper, InspectionRow

_LISTED: Final = 500
_OF_ENTERPRISE: Final = f"p.state <> 'draft' AND p.kind <> '{DocumentKind.SCHEME.value}'"
"""What an enterprise sees of its own: what was issued to it, not the authority's approval sheet."""
_FILTERS: Final[Mapping[str, str]] = {
    "id": "p.id = :id",
    "inspections": "p.inspection_id = ANY(:inspections)",
    "kind": "p.kind = :kind",
    "enterprise": "p.enterprise_id = :enterprise",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A document with all that its paper says; a draft has no content of its own yet."""

    row: InspectionPaper
    case: InspectionRow


def of_cases(session: Session, person: Person, cases: Sequence[UUID]) -> list[dict[str, Any]]:
    """List every document of cases, drafts too, newest first, for who sees the cases."""
    return _rows(session, person, {"inspections": list(cases)}, limit=None)


def listed(session: Session, person: Person, wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List issued and void documents in scope, newest first; an enterprise's own are those issued to it."""
    rows = _rows(session, person, wanted, issued=True)
    left_out = {"said", "saved_at", "saved_by_name"}
    return [{name: value for name, value in row.items() if name not in left_out} for row in rows]


def printed(session: Session, person: Person, paper: UUID) -> Printed:
    """Return one document that the reader may see, or refuse."""
    if not _rows(session, person, {"id": paper}):
        raise Refusal("not-found", thing="document")
    row = session.get_one(InspectionPaper, paper)
    return Printed(row=row, case=session.get_one(InspectionRow, row.inspection_id))


def at_gate(session: Session, person: Person, enterprise: UUID) -> str:
    """Return the name of an enterprise whose code at the gate the reader may print, or refuse."""
    bound = bind.enterprises(scope(person.grants, SEES_DOCUMENTS))
    sql = text(f"SELECT e.name FROM enterprise e WHERE {bound.sql} AND e.id = :wanted")
    name: str | None = session.scalar(sql, {**bound.values, "wanted": enterprise})
    if name is None:
        raise Refusal("not-found", thing="enterprise")
    return name


def _rows(
    session: Session, person: Person, wanted: Mapping[str, Any], *, issued: bool = False, limit: int | None = _LISTED
) -> list[dict[str, Any]]:
    chosen = {name: value for name, value in wanted.items() if value not in (None, "")}
    parts = [_FILTERS[name] for name in chosen] + (["p.state <> 'draft'"] if issued else [])
    of_staff = bind.inspections(scope(person.grants, SEES_INSPECTIONS))
    own = bind.inspections(scope(person.grants, frozenset({Role.ENTERPRISE}))).apart("own_")
    bound = f"({of_staff.sql} OR ({own.sql} AND {_OF_ENTERPRISE}))"
    sql = bind.statement("inspection_papers").format(scope=bound, filter="".join(f" AND {part}" for part in parts))
    values = {**of_staff.values, **own.values, **chosen, "limit": limit}
    return [dict(row._mapping) for row in session.execute(text(sql), values)]  # noqa: SLF001
