"""Acts on trainings: plan, sign in, list who came, take the quiz, cancel. The rules are in grids/trainings.py."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from grids import commands as c
from grids import trainings as rules
from grids.errors import Refusal
from grids.levels import Place
from grids.offices import check_own, of_key
from grids.permissions import Role
from grids.policy import local_day
from server.acts.attaching import attached
from server.acts.deed import Deed, Done, Handlers
from server.store import offices, places, trainings
from server.store.circulars import ENTERPRISE
from server.store.policy import circulars_on, trainings_on
from server.store.tables import (
    GridUnit,
    TrainingAttendance,
    TrainingInvited,
    TrainingResult,
    TrainingRow,
)
from server.store.trainings import PERSON

_CODE_BYTES: Final = 9


def plan(deed: Deed, command: c.PlanTraining) -> Done:
    """Plan a session and write who should come; one that nobody should come to is refused."""
    place = offices.place_of(deed.session, of_key(command.office))
    roles = deed.allowed_now(command, place)
    office = check_own(deed.person.grants, command.office)
    today = local_day(deed.at)
    most = circulars_on(today).attachments_max
    rules.check_plan(command, trainings_on(today), most)
    if deed.session.get(TrainingRow, command.training) is not None:
        raise Refusal("already-done", step=command.kind)
    row = TrainingRow(
        id=command.training, office=office.key, office_name=offices.name_on(deed.session, office, today),
        topic=command.topic.value, form=command.form.value, title=command.title.strip(), starts_at=command.starts_at,
        ends_at=command.ends_at, venue=command.venue,
        audience={
            "roles": list(command.roles), "towns": list(command.towns),
            "enterprises": None if command.enterprises is None else asdict(command.enterprises),
        },
        materials=attached(deed, command.materials, most), quiz=trainings.QUIZ.dump_python(command.quiz, mode="json"),
        pass_percent=command.pass_percent, sign_code=secrets.token_urlsafe(_CODE_BYTES), planned_at=deed.at,
        planned_by=deed.person.id, **offices.stored(deed.session, office),
    )  # fmt: skip
    deed.session.add(row)
    deed.session.flush()
    n = trainings.invite(deed.session, row, office, command, deed.at)
    if n == 0:
        raise Refusal("training-unfit", fault="audience")
    return Done(place=place, roles=roles, facts={"invited": n})


def sign_in(deed: Deed, command: c.SignInTraining) -> Done:
    """Note that somebody is there; a guest who was not invited is noted beside those who were."""
    row = trainings.load(deed.session, command.training)
    place, name = _subject(deed, row, command.subject, command)
    roles = deed.allowed_now(command, place)
    rules.check_sign_in(trainings.value(row), command.code, deed.act_at, trainings_on(local_day(deed.act_at)))
    _came(deed, row, command.subject, command.name.strip() or name, "code")
    return Done(place=place, roles=roles)


def list_attendance(deed: Deed, command: c.ListAttendance) -> Done:
    """Enter those who came from the organiser's list; only who should come stands on it."""
    row = trainings.load(deed.session, command.training)
    place, roles = _organiser(deed, row, command)
    rules.check_list(trainings.value(row), deed.act_at, trainings_on(local_day(deed.act_at)))
    wanted = {each.subject for each in command.attendees}
    query = select(TrainingInvited.subject).where(
        TrainingInvited.training_id == row.id, TrainingInvited.subject.in_(wanted)
    )
    known = set(deed.session.scalars(query))
    for each in command.attendees:
        if each.subject not in known:
            raise Refusal("training-subject", name=each.name)
        _came(deed, row, each.subject, each.name.strip(), "list")
    return Done(place=place, roles=roles, facts={"n": len(command.attendees)})


def take_quiz(deed: Deed, command: c.TakeQuiz) -> Done:
    """Mark a try and keep it; how many were right is told, and never which."""
    row = trainings.load(deed.session, command.training)
    place, _ = _subject(deed, row, command.subject, command)
    roles = deed.allowed_now(command, place)
    came = select(func.count()).where(
        TrainingAttendance.training_id == row.id, TrainingAttendance.subject == command.subject
    )
    done = select(func.count()).where(TrainingResult.training_id == row.id, TrainingResult.person_id == deed.person.id)
    tries = deed.session.scalar(done) or 0
    policy = trainings_on(local_day(deed.act_at))
    has_come = bool(deed.session.scalar(came))
    rules.check_quiz(trainings.value(row), deed.act_at, policy, came=has_come, tries=tries)
    mark = rules.mark(trainings.QUIZ.validate_python(row.quiz), command.answers, row.pass_percent)
    deed.session.add(
        TrainingResult(
            training_id=row.id, person_id=deed.person.id, n=tries + 1, subject=command.subject,
            answers=list(command.answers), at=deed.act_at, **asdict(mark),
        )
    )  # fmt: skip
    return Done(place=place, roles=roles, facts={**asdict(mark), "tries_left": policy.quiz_tries - tries - 1})


def cancel(deed: Deed, command: c.CancelTraining) -> Done:
    """Call a session off."""
    row = trainings.load(deed.session, command.training, lock=True)
    place, roles = _organiser(deed, row, command)
    if row.cancelled_at is not None:
        raise Refusal("already-done", step=command.kind)
    row.cancelled_at, row.cancel_reason = deed.at, command.reason
    return Done(place=place, roles=roles)


def _organiser(deed: Deed, row: TrainingRow, command: c.Command) -> tuple[Place, frozenset[Role]]:
    place = offices.place_of(deed.session, of_key(row.office))
    roles = deed.allowed_now(command, place)
    check_own(deed.person.grants, row.office)
    return place, roles


def _came(deed: Deed, row: TrainingRow, subject: str, name: str, way: str) -> None:
    """Note it once: who is noted already stays as noted first."""
    values = {
        "training_id": row.id, "subject": subject, "name": name, "way": way, "at": deed.act_at,
        "by_person": deed.person.id,
    }  # fmt: skip
    deed.session.execute(insert(TrainingAttendance).values(values).on_conflict_do_nothing())


def _subject(deed: Deed, row: TrainingRow, subject: str, command: c.Command) -> tuple[Place, str]:
    """Return where somebody learns for: the own enterprise, or where they work within the session's area.

    Raises: Refusal `office-not-yours` for another's name, `area-not-yours` where the session is not of their area.
    """
    if subject.startswith(ENTERPRISE):
        return _own_enterprise(deed, subject, command)
    if subject != f"{PERSON}{deed.person.id}":
        raise Refusal("office-not-yours")
    here = offices.place_of(deed.session, of_key(row.office))
    areas = (place for place in _places(deed) if row.area_id in {place.village, place.town, place.district, place.city})
    return next(areas, here), deed.person.name


def _own_enterprise(deed: Deed, subject: str, command: c.Command) -> tuple[Place, str]:
    try:
        enterprise = UUID(subject.removeprefix(ENTERPRISE))
    except ValueError as error:
        raise Refusal("unknown-thing", thing="enterprise") from error
    row = places.enterprise(deed.session, enterprise)
    place = replace(places.place_of(row), enterprise=row.id)
    deed.allowed_now(command, place)
    if not any(grant.role is Role.ENTERPRISE and grant.enterprise == row.id for grant in deed.person.grants):
        raise Refusal("office-not-yours")
    return place, deed.person.name


def _places(deed: Deed) -> Iterator[Place]:
    """Give where the person works, grant by grant, each so that its own right covers it."""
    for grant in deed.person.grants:
        if grant.units:
            unit = deed.session.get_one(GridUnit, min(grant.units))
            yield places.place_of_unit(unit, Place())
        elif grant.area is not None:
            place = places.place_of_area(places.area(deed.session, grant.area))
            yield replace(place, supervision_class=min(grant.classes) if grant.classes else None)


HANDLERS: Final[Handlers] = {
    c.CancelTraining: cancel,
    c.ListAttendance: list_attendance,
    c.PlanTraining: plan,
    c.SignInTraining: sign_in,
    c.TakeQuiz: take_quiz,
}
