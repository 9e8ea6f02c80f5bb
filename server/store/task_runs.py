"""Runs that make tasks, as rows: one at a time in a district; one that died keeps nobody away for long."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from grids.policy import local_day
from server.store.policy import plans_on
from server.store.tables import Area, TaskRun
from server.store.tables.base import UNFINISHED_RUN


def districts(session: Session) -> Sequence[Area]:
    """List the districts."""
    return session.scalars(select(Area).where(Area.level == "district").order_by(Area.id)).all()


def dead_since(at: datetime) -> datetime:
    """Return the moment before which a run that did not end is over. Source: tables/plans.toml, run_hours."""
    return at - timedelta(hours=plans_on(local_day(at)).tasks.run_hours)


def is_under_way(session: Session, district: int, at: datetime) -> bool:
    """Tell whether tasks of a district are being made; a run that died is put down as failed.

    The district is locked, so that of two who ask at once one begins.
    """
    session.execute(select(Area.id).where(Area.id == district).with_for_update(key_share=True))
    own = (TaskRun.district_id == district, TaskRun.state.in_(UNFINISHED_RUN))
    session.execute(update(TaskRun).where(*own, TaskRun.at < dead_since(at)).values(state="failed", finished_at=at))
    return session.scalar(select(TaskRun.id).where(*own).limit(1)) is not None


def begin(session: Session, run: UUID, district: Area, at: datetime, by: UUID | None = None) -> UUID:
    """Write a run down that a job will do."""
    session.add(
        TaskRun(
            id=run, city_id=district.city_id, district_id=district.id, seed=secrets.token_hex(8), state="waiting",
            by_person=by, at=at,
        )
    )  # fmt: skip
    return run


def lock(district: int) -> str:
    """Name the lock that lets jobs of a district do one run after the other."""
    return f"tasks-{district}"
