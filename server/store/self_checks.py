"""Self-checks: rows to what the rules read, the periods that are owed, and the figures of a report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from grids import self_checks as rules
from grids.commands import SelfFigures
from grids.enterprises import Status
from grids.policy import HERE
from grids.self_checks import Kind, Period, PeriodState, Rhythm, SelfCheckPolicy, Standing
from server.store.places import PLACE_COLUMNS, placed_as
from server.store.tables import Enterprise, SelfCheck, SelfPeriod

_BATCH: Final = 2000
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('self_period', 0))")


def kind(enterprise: Enterprise) -> Kind:
    """Read off a file what decides how often an enterprise checks itself."""
    return Kind(
        grade=enterprise.grade, risk_colour=enterprise.risk_colour, key_list=enterprise.key_list,
        supervision_class=enterprise.supervision_class, tags=enterprise.tags,
    )  # fmt: skip


def ensure(
    session: Session, enterprise: Enterprise, period: Period, at: datetime, policy: SelfCheckPolicy
) -> SelfPeriod:
    """Return the period of an enterprise, locked; opened now where nobody owed it anything."""
    own = (SelfPeriod.enterprise_id == enterprise.id) & (SelfPeriod.period == period.code)
    if session.scalar(select(SelfPeriod.id).where(own)) is None:
        row = {**_opened(enterprise, period, at, policy), **placed_as(enterprise)}
        session.execute(insert(SelfPeriod).values(row).on_conflict_do_nothing())
    return session.scalars(select(SelfPeriod).where(own).with_for_update()).one()


def alone(session: Session) -> None:
    """Let nobody else open or move everybody's periods until this transaction ends: two would wait for each other."""
    session.execute(_LOCK)


def open_all(session: Session, on: date, at: datetime, policy: SelfCheckPolicy) -> int:
    """Open the quarter and the year of a day for everybody who owes them and has none yet; say how many."""
    alone(session)
    opened = 0
    for period in (rules.quarter_of(on), rules.year_of(on)):
        theirs = select(SelfPeriod.enterprise_id).where(SelfPeriod.period == period.code)
        lacking = select(Enterprise).where(Enterprise.status == Status.ACTIVE, Enterprise.id.not_in(theirs))
        for part in session.scalars(lacking.execution_options(yield_per=_BATCH)).partitions():
            rows = [
                {**_opened(each, period, at, policy), **placed_as(each)}
                for each in part
                if rules.owes(kind(each), each.employees, policy)
            ]
            if rows:
                session.execute(insert(SelfPeriod).on_conflict_do_nothing(), rows)
                opened += len(rows)
    return opened


def follow(session: Session, on: date) -> None:
    """Let open periods follow their enterprise: into its unit, and out of what is owed when it no longer works.

    A period that has ended stays as it was then: its figures do not move with the present.
    """
    alone(session)
    session.execute(_FOLLOW, {"on": on, "active": Status.ACTIVE.value})


def standing(row: SelfPeriod) -> Standing:
    """Read the rules' value off a row."""
    return Standing(
        period=rules.period(row.period), due_on=row.due_on, state=PeriodState(row.state),
        waived=row.waived is not None, first_signed_at=row.first_signed_at, corrections=row.corrections,
    )  # fmt: skip


def months(session: Session, enterprise: UUID, period: Period) -> int:
    """Count the months of a period in which an enterprise has checked itself."""
    query = select(func.count(SelfCheck.month.distinct())).where(
        SelfCheck.enterprise_id == enterprise, SelfCheck.period.like(f"{period.code}%")
    )
    return session.scalar(query) or 0


def figures(session: Session, enterprise: UUID, period: Period) -> SelfFigures:
    """Count what the report of a period says: self-checks done, hazards the enterprise found itself, what was done.

    Unit: pieces, yuan. Error: none; what was found in the period and closed by its last day, void and merged ones left
    out. Source: docs/rules.md 4.2 (national table), 4.3 (4).
    """
    ends = datetime.combine(period.last + timedelta(days=1), time.min, tzinfo=HERE)
    begins = datetime.combine(period.first, time.min, tzinfo=HERE)
    values = {"enterprise": enterprise, "period": f"{period.code}%", "begins": begins, "ends": ends}
    row = session.execute(_FIGURES, values).one()
    return SelfFigures(**{name: int(value) for name, value in row._mapping.items()})  # noqa: SLF001


def mark(answers: Iterable[Mapping[str, Any]]) -> str:
    """Hash what was answered, in the order of the items: which result, which remark; ids of hazards are left out."""
    said = sorted((each["item"], each["result"], each.get("remark") or "") for each in answers)
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _opened(enterprise: Enterprise, period: Period, at: datetime, policy: SelfCheckPolicy) -> dict[str, Any]:
    how_often = Rhythm.YEARLY if period.is_year else rules.rhythm(kind(enterprise), policy)
    return {
        "enterprise_id": enterprise.id, "period": period.code, "rhythm": how_often.value, "begins_on": period.first,
        "ends_on": period.last, "due_on": period.due_on(policy), "opened_at": at, "is_demo": enterprise.is_demo,
    }  # fmt: skip


_PLACES: Final = ", ".join(f"{name} = e.{name}" for name in PLACE_COLUMNS)
_MOVED: Final = " OR ".join(f"s.{name} IS DISTINCT FROM e.{name}" for name in PLACE_COLUMNS)
_FOLLOW: Final = text(
    f"UPDATE self_period s SET {_PLACES}, waived = CASE WHEN e.status = :active THEN NULL ELSE e.status END "  # noqa: S608
    "FROM enterprise e WHERE e.id = s.enterprise_id AND s.ends_on >= :on "
    f"AND ({_MOVED} OR (e.status = :active) IS DISTINCT FROM (s.waived IS NULL))"
)
_FIGURES: Final = text(
    "SELECT (SELECT count(*) FROM self_check WHERE enterprise_id = :enterprise AND period LIKE :period) AS checks, "
    "(SELECT coalesce(sum(checked), 0) FROM self_check WHERE enterprise_id = :enterprise AND period LIKE :period) "
    "AS items, "
    "count(*) FILTER (WHERE level = 'general') AS general_found, "
    "count(*) FILTER (WHERE level = 'general' AND closed_at < :ends) AS general_closed, "
    "count(*) FILTER (WHERE level = 'major') AS major_found, "
    "count(*) FILTER (WHERE level = 'major' AND closed_at < :ends) AS major_closed, "
    "count(*) FILTER (WHERE level = 'major' AND plan IS NOT NULL) AS major_planned, "
    "count(*) FILTER (WHERE level = 'major' AND plan_approved) AS major_in_place, "
    "coalesce(sum(funds_actual) FILTER (WHERE closed_at < :ends), 0) AS funds "
    "FROM hazard WHERE enterprise_id = :enterprise AND source = 'self_check' AND found_at >= :begins "
    "AND found_at < :ends AND state NOT IN ('void', 'merged', 'invalid')"
)
