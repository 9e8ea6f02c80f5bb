"""What the round of the day does for self-inspection: periods opened, enterprises reminded, towns told who missed."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from grids import self_checks as rules
from grids.escalation import Audience
from grids.levels import Place
from server import messages
from server.messages import Fact, Message
from server.recipients import Roll
from server.store import self_checks
from server.store.policy import self_checks_on
from server.store.tables import SelfPeriod


def tell(session: Session, on: date, at: datetime) -> None:
    """Do the part of the round that concerns self-inspection; a second time tells nobody anything new."""
    policy = self_checks_on(on)
    self_checks.open_all(session, on, at, policy)
    self_checks.follow(session, on)
    roll = Roll(session, at)
    for days in policy.remind_days:
        _remind(session, roll, on - timedelta(days=days), on, at)
    _tell_of_missed(session, roll, on - timedelta(days=1), at)


def _remind(session: Session, roll: Roll, due_on: date, on: date, at: datetime) -> None:
    """Remind every enterprise that has not signed; those without an account are in the list of their town later."""
    for row in session.scalars(_unsigned(due_on)):
        facts: dict[str, Fact] = {
            "period": row.period, "due_on": due_on.isoformat(), "days": (due_on - on).days, "checks": row.checks,
            "owed": rules.checks_owed(rules.Rhythm(row.rhythm)),
        }  # fmt: skip
        message = Message(
            event="self-report-due", ref_kind="self_period", ref_id=row.period, facts=facts,
            dedupe=f"s:{row.id}:{(on - due_on).days}",
        )  # fmt: skip
        messages.tell(session, roll.of_enterprise(row.enterprise_id), message, at)


def _tell_of_missed(session: Session, roll: Roll, due_on: date, at: datetime) -> None:
    """Give each town the number of those who missed the day that has just passed; the list stands behind it."""
    by_town: dict[tuple[int | None, int, int, str], list[UUID]] = defaultdict(list)
    for row in session.scalars(_unsigned(due_on)):
        by_town[row.town_id, row.district_id, row.city_id, row.period].append(row.enterprise_id)
    for (town, district, city, period), missed in by_town.items():
        people = roll.of_place(Place(town=town, district=district, city=city), Audience.TOWN_OFFICER)
        message = Message(
            event="self-report-missed", ref_kind="self_periods", ref_id=f"period={period}&flag=missed",
            dedupe=f"sm:{town or district}:{period}", facts={"n": len(missed), "period": period},
        )  # fmt: skip
        messages.tell(session, people, message, at)


def _unsigned(due_on: date) -> Select[SelfPeriod]:
    return select(SelfPeriod).where(
        SelfPeriod.due_on == due_on, SelfPeriod.first_signed_at.is_(None), SelfPeriod.waived.is_(None)
    )
