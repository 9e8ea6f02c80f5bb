"""The monthly sample of closings: drawn once for each district and month, from a seed that is kept with it."""

import secrets
from datetime import date, datetime, timedelta

from procrastinate import JobContext
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from grids import sampling
from grids.policy import HERE, local_day
from grids.sampling import Closing
from server.jobs.app import jobs
from server.jobs.hands import TRY_AGAIN, database_of, now
from server.store.policy import policy_on
from server.store.tables import Area, HazardRow, SampleDraw, SampleItem

_CLOSED = text(
    "SELECT DISTINCT ON (h.id) h.id, h.town_id, h.level = 'major' AS major, h.source = 'inspection' OR n.kind = "
    "'rectification_order' AS ordered, h.reopened > 0 AS reopened, "
    "h.source = 'self_check' AND v.role LIKE '%enterprise%' AS by_enterprise "
    "FROM hazard_event v JOIN hazard h ON h.id = v.hazard_id LEFT JOIN notice n ON n.id = h.notice_id "
    "WHERE v.state_after = 'closed' AND v.state_before <> 'closed' AND h.state = 'closed' "
    "AND v.at >= :first AND v.at < :until AND h.district_id = :district ORDER BY h.id, v.id DESC"
)


@jobs.periodic(cron="30 1 * * *")
@jobs.task(name="draw_samples", queueing_lock="draw-samples", pass_context=True, retry=TRY_AGAIN)
def draw_samples(context: JobContext, timestamp: int) -> None:
    """Draw the sample of the month that is over, wherever there is none yet."""
    del timestamp
    with database_of(context).transaction() as session:
        draw_all(session, now())


def draw_all(session: Session, at: datetime) -> int:
    """Draw for every district the month before this one; say how many draws were made."""
    last = local_day(at).replace(day=1) - timedelta(days=1)
    return sum(draw(session, district, last.replace(day=1), at) for district in _districts(session))


def draw(session: Session, district: int, month: date, at: datetime, seed: str | None = None) -> bool:
    """Draw one month of one district, unless it was drawn before.

    Source: docs/rules.md 3.1, re-inspection sampling; tables/treatment.toml. The seed is random unless one is given.
    """
    until = (month + timedelta(days=31)).replace(day=1)
    share, seed = policy_on(month).treatment.sample_share, seed or secrets.token_hex(8)
    values = {"district_id": district, "month": f"{month:%Y-%m}", "seed": seed, "share": share, "drawn_at": at}
    closings = closed_in(session, district, month, until)
    made = insert(SampleDraw).values(**values, closings=len(closings)).on_conflict_do_nothing()
    own = session.scalar(made.returning(SampleDraw.id))
    if own is None:
        return False
    chosen = sampling.draw(closings, share, seed)
    named = session.execute(select(HazardRow.id, HazardRow.enterprise_id).where(HazardRow.id.in_(chosen)))
    owners = {row.id: row.enterprise_id for row in named}
    session.add_all(
        SampleItem(draw_id=own, hazard_id=hazard, enterprise_id=owners[hazard], chosen=why.value)
        for hazard, why in chosen.items()
    )
    return True


def closed_in(session: Session, district: int, month: date, until: date) -> list[Closing]:
    """List what was closed in a month and still is."""
    days = {"first": _midnight(month), "until": _midnight(until), "district": district}
    return [
        Closing(
            hazard=row.id, town=row.town_id, major=row.major, ordered=bool(row.ordered), reopened=row.reopened,
            by_enterprise=row.by_enterprise,
        )
        for row in session.execute(_CLOSED, days)
    ]  # fmt: skip


def _districts(session: Session) -> list[int]:
    """List the districts that have hazards."""
    has_hazards = select(HazardRow.id).where(HazardRow.district_id == Area.id).exists()
    return list(session.scalars(select(Area.id).where(Area.level == "district", has_hazards)))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=HERE)
