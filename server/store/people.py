"""People and their grants as the rules see them, at a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Label, RowMapping, Select, bindparam, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from grids.levels import Level
from grids.permissions import Grant, Person, Role
from grids.policy import local_day
from server.store.tables import AccessToken, GrantRow, PersonRow, SignInSession

IMPORT_HOLDER = "#import"
"""The account under which history of another system is kept; never active, it has no rights and acts for nobody."""
LINK_HOLDER = "#link"
"""The account under which acts over a notice's link are kept; its rights come with the link, never from here."""


def person_at(session: Session, person_id: UUID, at: datetime) -> Person | None:
    """Return an active person with the grants that hold at a moment: past acts are judged by past rights."""
    row = session.get(PersonRow, person_id)
    if row is None:
        return None
    grants = session.scalars(select(GrantRow).where(GrantRow.person_id == person_id, held(at))).all()
    return of_rows(row, grants, local_day(at))


AT: Final = bindparam("at", type_=DateTime(timezone=True))
_OF_PERSON: Final = tuple(PersonRow.__table__.columns.keys())
_OF_GRANT: Final = tuple(GrantRow.__table__.columns.keys())


def holder_of(key: type[SignInSession | AccessToken], *columns: InstrumentedAttribute[Any] | Label[Any]) -> Select[Any]:
    """Ask whose sign-in or token a row is, with the grants of the moment `:at`, in one statement.

    Plain columns: rows that nobody will change need no session that watches them, which takes longer than the question,
    and it comes with every request.
    """
    granted = (column.label(f"g_{column.key}") for column in GrantRow.__table__.columns)
    return (
        select(*columns, *PersonRow.__table__.columns, *granted)
        .join(PersonRow, PersonRow.id == key.person_id)
        .outerjoin(GrantRow, (GrantRow.person_id == PersonRow.id) & held(AT))
        .where(key.token_sha256 == bindparam("sha"), key.revoked_at.is_(None), key.expires_at > AT)
    )


def of_holder(rows: Sequence[RowMapping], at: datetime) -> tuple[PersonRow, Person] | None:
    """Return the account and the person of what `holder_of` asked, if there is one with rights."""
    if not rows:
        return None
    account = PersonRow(**{name: rows[0][name] for name in _OF_PERSON})
    granted = [row for row in rows if row["g_id"] is not None]
    grants = [GrantRow(**{name: row[f"g_{name}"] for name in _OF_GRANT}) for row in granted]
    person = of_rows(account, grants, local_day(at))
    return None if person is None else (account, person)


def held(at: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Return the condition that a grant holds at a moment."""
    return (GrantRow.valid_from <= at) & or_(GrantRow.valid_to.is_(None), GrantRow.valid_to > at)


def of_rows(row: PersonRow, grants: Sequence[GrantRow], on: date) -> Person | None:
    """Return an active person with these grants, and with the licence if it is valid on the day."""
    if not row.active or row.username == LINK_HOLDER:
        return None
    return Person(id=row.id, name=row.name, grants=_grants(grants), licence_no=licence_on(row, on))


def licence_on(row: PersonRow, day: date) -> str | None:
    """Return the number of a licence that is valid on a day; one without a last day has none entered.

    Source: 行政执法证 are issued for a term; nobody inspects without one (国办发〔2024〕54号; docs/rules.md 2.5).
    """
    begun = row.licence_from is None or row.licence_from <= day
    return row.licence_no if begun and (row.licence_until is None or day <= row.licence_until) else None


def _grants(rows: Sequence[GrantRow]) -> tuple[Grant, ...]:
    """Fold the unit rows of one role into one grant; the others stand alone."""
    units: dict[str, set[int]] = defaultdict(set)
    grants: list[Grant] = []
    for row in rows:
        if row.unit_id is not None:
            units[row.role].add(row.unit_id)
            continue
        grants.append(
            Grant(
                role=Role(row.role),
                level=None if row.level is None else Level(row.level),
                area=row.area_id,
                enterprise=row.enterprise_id,
                classes=None if row.classes is None else frozenset(row.classes),
            )
        )
    grants += [Grant(role=Role(role), units=frozenset(ids)) for role, ids in units.items()]
    return tuple(grants)
