"""The round of the day: terms that come near or have passed, unsigned notices, acts that wait, self-reports.

The round is done once for each day, from 08:00 on; days that were missed while the machine was off are made up for.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid4

from procrastinate import JobContext
from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from grids.escalation import ONE_BY_ONE, Ladder, Rung, rung_on
from grids.key_list import KeySource, KeyState
from grids.policy import HERE
from server import messages
from server.jobs import self_reporting
from server.jobs.app import jobs
from server.jobs.hands import TRY_AGAIN, database_of, now
from server.jobs.telling import hazard_facts
from server.jobs.waiting import tell_of_held_acts, tell_of_unsigned_notices
from server.messages import Fact, Message
from server.recipients import Roll
from server.store import hazards, installation
from server.store.policy import ladder_on, policy_on
from server.store.tables import GradeReview, HazardRow, KeyEntry

FROM_HOUR: Final = 8
"""Nobody is called before eight in the morning."""
_DONE_KEY: Final = "escalated_until"
_NAMED: Final = 3


@jobs.periodic(cron="*/15 * * * *")
@jobs.task(name="go_round", queueing_lock="go-round", pass_context=True, retry=TRY_AGAIN)
def go_round(context: JobContext, timestamp: int) -> None:
    """Do the rounds of all days that have none yet."""
    del timestamp
    at = now()
    database = database_of(context)
    with database.session() as session:
        days = days_to_do(session, at)
    for on in days:
        with database.transaction() as session:
            escalate(session, on, at)


def days_to_do(session: Session, at: datetime) -> Sequence[date]:
    """List the days whose round is still to be done, today from 08:00 on.

    Unit: days in Asia/Shanghai. Error: none; a database that never had a round begins today.
    """
    here = at.astimezone(HERE)
    last = here.date() if here.hour >= FROM_HOUR else here.date() - timedelta(days=1)
    done = installation.done_until(session, _DONE_KEY)
    if done is None:
        return [last] if last == here.date() else []
    first = max(done, last - timedelta(days=ladder_on(last).catch_up_days)) + timedelta(days=1)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def escalate(session: Session, on: date, at: datetime) -> None:
    """Do the round of one day; a second time tells nobody anything new."""
    ladder = ladder_on(on)
    tell_of_terms(session, ladder, on, at)
    morning = datetime.combine(on, time(FROM_HOUR), tzinfo=HERE)
    tell_of_unsigned_notices(session, policy_on(on).acknowledge_hours, ladder, morning, at)
    tell_of_held_acts(session, ladder, morning, at)
    self_reporting.tell(session, on, at)
    installation.mark_done(session, _DONE_KEY, on)


def tell_of_terms(session: Session, ladder: Ladder, on: date, at: datetime) -> None:
    """Tell of every hazard that reaches a rung on this day: people one by one, offices by a list."""
    roll = Roll(session, at)
    lists: dict[tuple[str, int], _Listed] = defaultdict(_Listed)
    for hazard in session.scalars(_with_rung(ladder, on)):
        rung = rung_on(ladder, hazards.value(hazard), on)
        if rung is None:
            continue
        if rung.days == policy_on(on).treatment.key_list_days:
            _propose_for_key_list(session, hazard, rung, at)
        listed = lists[hazard.level, rung.days]
        listed.hazards.append(hazard)
        for person, audience in roll.of_hazard(hazard, rung.tell).items():
            if audience in ONE_BY_ONE:
                messages.tell(session, [person], _of_one(session, hazard, rung), at)
            else:
                listed.by_person[person].append(hazard)
    for (level, days), listed in lists.items():
        _tell_lists(session, level, days, listed, (on, at))


def _propose_for_key_list(session: Session, hazard: HazardRow, rung: Rung, at: datetime) -> None:
    """Propose the enterprise for the key list, once a hazard. Source: docs/rules.md 3.1, ladder D+7."""
    values = {"enterprise_id": hazard.enterprise_id, "hazard_id": hazard.id, "reason": "key_list", "times": rung.days}
    session.execute(insert(GradeReview).values(**values, at=at).on_conflict_do_nothing())
    entry = {"id": uuid4(), "enterprise_id": hazard.enterprise_id, "hazard_id": hazard.id, "proposed_at": at}
    proposed = {"state": KeyState.PROPOSED.value, "source": KeySource.LADDER.value}
    session.execute(insert(KeyEntry).values(**entry, **proposed).on_conflict_do_nothing())


@dataclass(slots=True)
class _Listed:
    """The hazards of one level that reach one rung today, and which person hears of which."""

    hazards: list[HazardRow] = field(default_factory=list)
    by_person: dict[UUID, list[HazardRow]] = field(default_factory=lambda: defaultdict(list))


def _tell_lists(session: Session, level: str, days: int, listed: _Listed, when: tuple[date, datetime]) -> None:
    on, at = when
    for person, theirs in listed.by_person.items():
        messages.tell(session, [person], _of_many(level, days, theirs, on), at)
    messages.send_outside(session, _of_many(level, days, listed.hazards, on))


def _with_rung(ladder: Ladder, on: date) -> Select[HazardRow]:
    due = {on - timedelta(days=rung.days) for rungs in ladder.rungs.values() for rung in rungs}
    return select(HazardRow).where(HazardRow.due_on.in_(due)).order_by(HazardRow.ledger_no)


def _event(days: int) -> str:
    return "overdue" if days > 0 else "due-soon" if days < 0 else "due-today"


def _of_one(session: Session, hazard: HazardRow, rung: Rung) -> Message:
    return Message(
        event=_event(rung.days),
        ref_kind="hazard",
        ref_id=str(hazard.id),
        dedupe=f"t:{hazard.id}:{hazard.due_on}:{rung.days}",
        facts=hazard_facts(session, hazard) | {"days": abs(rung.days)},
    )


def _of_many(level: str, days: int, which: Sequence[HazardRow], on: date) -> Message:
    named = "、".join(hazard.ledger_no for hazard in which[:_NAMED])
    facts: dict[str, Fact] = {
        "n": len(which), "days": abs(days), "level": level, "first": named + ("…" if len(which) > _NAMED else ""),
    }  # fmt: skip
    return Message(
        event=f"{_event(days)}-list",
        ref_kind="hazards",
        ref_id=f"level={level}&due_on={on - timedelta(days=days)}",
        dedupe=f"l:{level}:{days}:{on}",
        facts=facts,
    )
