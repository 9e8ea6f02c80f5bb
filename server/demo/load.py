"""Load the demo district: once, whole or not at all, and never beside real people or real places."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from grids.policy import local_day
from server import photos, standards
from server.config import Settings
from server.db import Database
from server.demo import (
    accidents,
    assessments,
    filed,
    graded,
    inspections,
    lists,
    models,
    offices,
    onboarding,
    outlines,
    planned,
    public_reports,
    self_checks,
    spot_checks,
    standing_rows,
    story,
    told_rows,
)
from server.demo import ground as land
from server.demo import standards as written_standards
from server.demo.copying import Progress, Rows, copy
from server.demo.drawings import all_drawings
from server.demo.people import CAST, FIRST_UNIT, Member
from server.demo.rounds import DAYS
from server.people import hash_password
from server.sentences import sentence
from server.store.policy import grading_on, policy_on, self_checks_on
from server.store.tables import Area, Enterprise, GridUnit, Installation, PersonRow

_MARK: Final = "demo"
_HOLDER: Final = "#link"
_NOT_PEOPLE: Final = "#%"
"""Accounts of the product itself; nobody signs in with them."""
_LOCK: Final = 320412
_STATES_BEFORE: Final = """
WITH gone AS (
  UPDATE enterprise_state s SET valid_from = e.status_since FROM enterprise e
  WHERE e.id = s.enterprise_id AND e.is_demo AND e.status NOT IN ('active', 'candidate')
    AND e.listed_on < e.status_since
  RETURNING s.*, e.listed_on
)
INSERT INTO enterprise_state (enterprise_id, name, status, unit_id, village_id, town_id, district_id, city_id,
  supervision_class, valid_from, valid_to)
SELECT enterprise_id, name, 'active', unit_id, village_id, town_id, district_id, city_id, supervision_class, listed_on,
  valid_from FROM gone
"""
"""The demo's enterprises that are gone were at work before: their history says so."""


Drawn = dict[str, tuple[dict[str, bytes], dict[str, bytes]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReport:
    """Who can sign in (nobody: the demo may not be here), and how much was put in by this call."""

    people: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)


def load(
    database: Database,
    settings: Settings,
    progress: Progress | None = None,
    *,
    at: datetime | None = None,
    scale: float = 1.0,
    seed: int = story.SEED,
) -> DemoReport:
    """Put the demo in where it may be and is not yet; give its people `settings.demo_password`.

    Beside real people, or divisions, units or enterprises that are not the demo's, nothing is touched. `scale` is the
    share of 3,000 enterprises; everything else follows.
    """
    if settings.demo_password is None:
        raise ValueError("the demo people need a password: settings.demo_password")
    until = (at or datetime.now(UTC)).replace(microsecond=0)
    with database.transaction() as session:
        checklists = standards.load(session, local_day(until))
        checklist_days = standards.days(session)
        if not _may_be_here(session):
            return DemoReport()
        if _is_here(session):
            _keep_password(session, settings.demo_password)
            return DemoReport(people=CAST)
        holder = _holder(session)
    drawn = all_drawings()
    pictures = {name: (tuple(before), tuple(after)) for name, (before, after) in drawn.items()}
    setting = story.Setting(
        until=until, scale=scale, seed=seed, policy=policy_on(local_day(until)), holder=holder,
        checklists=checklists, checklist_days=checklist_days, pictures=pictures,
    )  # fmt: skip
    tell_of = progress or _silent
    what = sentence("demo.part-story")
    told = story.tell(land.lay(settings.metric_srid), setting, lambda done, of: tell_of(what, done, of))
    with database.transaction() as session:
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        if _is_here(session):
            return DemoReport(people=CAST)
        report = _write(session, settings, told, tell_of)
        self_checks.finish(session)
        district = told.world.ground.district
        written_standards.write(session, district, told.people.department.id, until)
        onboarding.finish(session, (district, told.world.ground.city), until)
        accidents.write(session, until)
        public_reports.write(session, told)
        offices.write(session, told.world, told.people)
        _keep_pictures(session, settings, drawn, told.people.named(CAST[0]).id, tell_of)
        shots = sorted(sha256 for before, _ in drawn.values() for sha256 in before)
        spot_checks.check(session, district, told.world.ground.units[FIRST_UNIT].town.id, shots, until)
        lists.write(session, district, until)
        assessments.write(session, district, until)
        models.write(session, drawn, until)
        inspections.write(session, until, min(sha for both in drawn.values() for sha in both[0]))
        session.add(Installation(key=_MARK, value={"until": until.isoformat(), "seed": seed, "scale": scale}))
        session.execute(text("ANALYZE"))
    outlines.bring(database, until)
    onboarding.bring(database, until)
    return report


def _may_be_here(session: Session) -> bool:
    """Say whether nobody real is here, and nothing real that came before the demo."""
    real = select(PersonRow.id).where(~PersonRow.is_demo, PersonRow.username.not_like(_NOT_PEOPLE)).limit(1)
    if session.scalar(real) is not None:
        return False
    if _is_here(session):
        return True
    return all(session.scalar(select(table.id).limit(1)) is None for table in (Area, GridUnit, Enterprise))


def _is_here(session: Session) -> bool:
    return session.get(Installation, _MARK) is not None


def _keep_password(session: Session, password: str) -> None:
    """Let the demo people sign in with the password of this start, whatever it was before."""
    stored = session.scalar(select(PersonRow.password_hash).where(PersonRow.username == CAST[0])) or ""
    try:
        PasswordHasher().verify(stored, password)
    except VerificationError:
        session.execute(update(PersonRow).where(PersonRow.is_demo).values(password_hash=hash_password(password)))


def _holder(session: Session) -> Member:
    row = session.scalars(select(PersonRow).where(PersonRow.username == _HOLDER)).one()
    return Member(id=row.id, username=row.username, name=row.name, phone="", licence=None, rights=())


def _write(session: Session, settings: Settings, told: story.Story, progress: Progress) -> DemoReport:
    counts: dict[str, int] = {}
    what = sentence("demo.part-rows")
    parts = list(_parts(settings, told))
    total, done = sum(len(part.rows) for part in parts), 0
    for part in parts:
        copy(session, part, _Bar(progress, what, done, total))
        done += len(part.rows)
        counts[part.table] = counts.get(part.table, 0) + len(part.rows)
    session.execute(text(_STATES_BEFORE))
    for table in (Area, GridUnit):
        ids = func.pg_get_serial_sequence(table.__tablename__, "id")
        session.execute(select(func.setval(ids, select(func.max(table.id)).scalar_subquery())))
    district = (told.world.ground.district, told.world.ground.city)
    graded.grade(session, district, told.people.named("department").id, told.world.until, story.SEED)
    planned.plan(session, district, told.people, told.world.until, story.SEED)
    return DemoReport(people=CAST, counts=counts)


def _parts(settings: Settings, told: story.Story) -> Iterator[Rows]:
    """Give all rows in the order in which they refer to each other."""
    world, ground, people = told.world, told.world.ground, told.people
    on = local_day(world.until)
    since = world.until - timedelta(days=DAYS + 60)
    numbering = told_rows.Numbering(world)
    numbering.number(told.told)
    yield from standing_rows.of_ground(ground, people, on)
    yield standing_rows.of_people(people, hash_password(settings.demo_password or ""), since)
    yield from standing_rows.of_firms(told.firms, told.last_visits(), world, on)
    yield standing_rows.of_rights(people, since)
    yield told_rows.of_visits(world, told.told)
    yield told_rows.of_notices(world, told.told)
    yield from told_rows.of_hazards(world, told.told)
    yield told_rows.of_stops(told.told)
    yield from told_rows.of_listings(world, told.told)
    yield told_rows.of_items(told.told)
    yield told_rows.of_evidence(told.told)
    yield told_rows.of_requests(world, told.told)
    yield numbering.rows()
    yield filed.of_files(told.firms, grading_on(on).default, world.until, story.SEED)
    inspected = self_checks.tell(world, told.standards, told.firms, told.told.lives, self_checks_on(on))
    yield from self_checks.rows(inspected)
    yield self_checks.duties(world, told.firms)


def _keep_pictures(session: Session, settings: Settings, drawn: Drawn, person: UUID, progress: Progress) -> None:
    """Store the drawings as photos, through the door that photos come by."""
    store = photos.PhotoStore.of(settings)
    pictures = [picture for both in drawn.values() for series in both for picture in series.items()]
    what, at = sentence("demo.part-photos"), datetime.now(UTC)
    for done, (sha256, jpeg) in enumerate(pictures, start=1):
        photos.put(store, session, sha256, io.BytesIO(jpeg), person_id=person, at=at)
        progress(what, done, len(pictures))


@dataclass(frozen=True, slots=True)
class _Bar:
    """Tells of one part's rows as a share of all rows."""

    progress: Progress
    what: str
    before: int
    total: int

    def __call__(self, done: int) -> None:
        self.progress(self.what, self.before + done, self.total)


def _silent(_what: str, _done: int, _total: int | None) -> None:
    """Hear of progress and say nothing."""
