"""What the demo's authority keeps of accidents: the minute, who was told when, the hazards behind; all made up."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from grids.accidents import on_day
from grids.policy import HERE
from server.store.policy import accident_editions
from server.store.tables import AccidentHazard, AccidentRow, FileRecord, HazardRow

_PLACES: Final = ("一车间", "装卸区", "维修间", "厂区道路", "二车间")
_BRIEF: Final = "作业人员违反操作规程，造成一人受伤，已送医。（演示数据）"
_TOLD_MINUTES: Final = (25, 40, 55, 35, 190, None)
"""Minutes after it happened: most within the hour, one late, one that nobody told."""


def write(session: Session, until: datetime) -> None:
    """Keep accidents of the last two years beside their records."""
    day = FileRecord.fields["happened_on"].astext
    since = (until - timedelta(days=730)).date().isoformat()
    query = select(FileRecord).where(FileRecord.topic == "accident", FileRecord.is_demo, day >= since)
    for n, record in enumerate(session.scalars(query.order_by(day.desc(), FileRecord.id)).all()):
        _keep(session, record, n)


def _keep(session: Session, record: FileRecord, n: int) -> None:
    on = date.fromisoformat(record.fields["happened_on"])
    named = {each.name: each.code for each in on_day(accident_editions(), on).types}
    happened = datetime.combine(on, time(8 + n % 9, (n * 7) % 60), tzinfo=HERE)
    minutes = _TOLD_MINUTES[n % len(_TOLD_MINUTES)]
    told = None if minutes is None else happened + timedelta(minutes=minutes)
    session.add(
        AccidentRow(
            record_id=record.id, type_code=named[record.fields["accident_type"]], happened_at=happened, told_at=told,
            sent_up_at=None if told is None else told + timedelta(minutes=50 if n % 5 else 150),
            place=_PLACES[n % len(_PLACES)], brief=_BRIEF,
        )
    )  # fmt: skip
    session.flush()
    before = select(HazardRow.id).where(
        HazardRow.enterprise_id == record.enterprise_id, HazardRow.found_at < happened
    )  # fmt: skip
    hazard = session.scalars(before.order_by(HazardRow.found_at.desc()).limit(1)).first()
    if hazard is not None:
        session.add(AccidentHazard(record_id=record.id, hazard_id=hazard))
