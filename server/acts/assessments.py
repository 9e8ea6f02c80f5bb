"""Acts on assessments: open, score, self-assess, appeal, answer, decide. The rules are in grids/assessments.py."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Final
from uuid import uuid4

from sqlalchemy import func, select

from grids import assessments as rules
from grids import commands as c
from grids.assessments import AssessmentState
from grids.commands import ObjectKind
from grids.errors import Refusal
from grids.levels import Place
from grids.offices import OfficeKind, check_own, of_key
from grids.permissions import Role
from grids.policy import local_day
from server.acts.attaching import attached
from server.acts.deed import Deed, Done, Handlers
from server.reads import assessment_counts
from server.store import assessments, offices, places
from server.store.policy import assessments_on
from server.store.tables import (
    AssessmentAppeal,
    AssessmentDecision,
    AssessmentEntry,
    AssessmentRow,
    AssessmentSheet,
)


def open_(deed: Deed, command: c.OpenAssessment) -> Done:
    """Open it in the district of its objects, with a sheet for every one."""
    keys = tuple(dict.fromkeys(command.objects))
    there = _object(deed, command.object_kind, keys[0])[0]
    place = Place(district=there.district, city=there.city)
    roles = deed.allowed_now(command, place)
    today = local_day(deed.at)
    period = rules.check_open(command, assessment_counts.known(command.object_kind), today, assessments_on(today))
    if deed.session.get(AssessmentRow, command.assessment) is not None:
        raise Refusal("already-done", step=command.kind)
    row = AssessmentRow(
        id=command.assessment, district_id=place.district, city_id=place.city, title=command.title.strip(),
        object_kind=command.object_kind.value, period_first=period.first, period_last=period.last,
        pass_percent=command.pass_percent, source=command.source.strip(),
        items=[asdict(each) for each in command.items], state=AssessmentState.OPEN.value, opened_at=deed.at,
        opened_by=deed.person.id,
    )  # fmt: skip
    deed.session.add(row)
    deed.session.flush()
    deed.session.add_all([_sheet(deed, row, place, key) for key in keys])
    return Done(place=place, roles=roles, facts={"sheets": len(keys)})


def _sheet(deed: Deed, row: AssessmentRow, place: Place, key: str) -> AssessmentSheet:
    """Make the sheet of an object of the district, or refuse."""
    there, name = _object(deed, ObjectKind(row.object_kind), key)
    if there.district != place.district:
        raise Refusal("assessment-unfit", fault="object")
    return AssessmentSheet(
        id=uuid4(), assessment_id=row.id, object=key, name=name, enterprise_id=there.enterprise
    )  # fmt: skip


def _object(deed: Deed, kind: ObjectKind, key: str) -> tuple[Place, str]:
    """Find an object by its key: where it is and what it is called today; or refuse."""
    if not assessments.is_of(kind, key):
        raise Refusal("assessment-unfit", fault="object")
    if kind is ObjectKind.ENTERPRISE:
        firm = places.enterprise(deed.session, assessments.enterprise_of(key))
        return Place(enterprise=firm.id, district=firm.district_id, city=firm.city_id), firm.name
    office = of_key(key)
    place = offices.place_of(deed.session, office)
    if office.kind is OfficeKind.DEPARTMENT and not offices.has_people(deed.session, office, deed.at):
        raise Refusal("unknown-thing", thing="office")
    if office.kind is OfficeKind.TOWN:  # the town is assessed, not its office
        return place, offices.area_of(deed.session, office).name
    return place, offices.name_on(deed.session, office, local_day(deed.at))


def score(deed: Deed, command: c.ScoreAssessment) -> Done:
    """Keep the district's points behind those before them."""
    sheet = assessments.sheet(deed.session, command.sheet)
    row, place, roles = _district(deed, command, sheet)
    item = assessments.item(row, command.item)
    points = rules.check_score(AssessmentState(row.state), item, command.points, command.reason, command.kind)
    _enter(deed, command, "district", points, sheet)
    return Done(place=place, roles=roles)


def assess_own(deed: Deed, command: c.AssessOwnWork) -> Done:
    """Keep what an office gives itself; the district's points stand beside it."""
    row, sheet, place, roles = _of_office(deed, command)
    item = assessments.item(row, command.item)
    points = rules.check_score(AssessmentState(row.state), item, command.points, command.reason, command.kind)
    _enter(deed, command, "own", points, sheet)
    return Done(place=place, roles=roles)


def appeal(deed: Deed, command: c.AppealAssessment) -> Done:
    """Keep an appeal against an item; one that is not answered yet is not doubled."""
    row, sheet, place, roles = _of_office(deed, command)
    rules.check_state(AssessmentState(row.state), AssessmentState.OPEN, command.kind)
    item = assessments.item(row, command.item)
    deed.session.add(
        AssessmentAppeal(
            id=command.appeal, sheet_id=sheet.id, item=item.key, reason=command.reason,
            attachments=_attached(deed, command), by_person=deed.person.id, at=deed.at,
        )
    )  # fmt: skip
    return Done(place=place, roles=roles)


def answer(deed: Deed, command: c.AnswerAppeal) -> Done:
    """Accept an appeal, and its points are the item's; or refuse it with a reason."""
    query = select(AssessmentAppeal).where(AssessmentAppeal.id == command.appeal).with_for_update()
    found = deed.session.scalars(query).one_or_none()
    if found is None:
        raise Refusal("not-found", thing="assessment")
    sheet = assessments.sheet(deed.session, found.sheet_id)
    row, place, roles = _district(deed, command, sheet)
    points = rules.check_answer(
        AssessmentState(row.state), assessments.item(row, found.item), accepted=command.accepted,
        points=command.points, reason=command.reason,
    )  # fmt: skip
    if found.answered_at is not None:
        raise Refusal("already-done", step=command.kind)
    found.accepted, found.answer = command.accepted, command.reason.strip()
    found.answered_by, found.answered_at = deed.person.id, deed.at
    if points is not None:
        deed.session.add(
            AssessmentEntry(
                id=uuid4(), sheet_id=sheet.id, item=found.item, of_whom="district", points=points,
                reason=command.reason.strip(), appeal_id=found.id, by_person=deed.person.id, at=deed.at,
            )
        )  # fmt: skip
    return Done(place=place, roles=roles)


def decide(deed: Deed, command: c.DecideAssessment) -> Done:
    """Decide it: every sheet is written down as it stands, and is not counted again."""
    row = assessments.load(deed.session, command.assessment, lock=True)
    place, roles = _place(deed, command, row)
    own, today = assessments.sheets(deed.session, row.id), local_day(deed.at)
    lines = assessments.scored(deed.session, row, own, assessment_counts.shares(deed.session, row, own, today))
    totals = {str(sheet): rules.total(told) for sheet, told in lines.items()}
    appeals = sum(assessments.open_appeals(deed.session, lines).values())
    rules.check_decision(
        AssessmentState(row.state), assessments.period(row), today, totals.values(), appeals, command.honours,
        command.criticisms,
    )  # fmt: skip
    named = {sheet.id: sheet.name for sheet in own}
    if any(each.sheet not in named for each in command.criticisms):
        raise Refusal("unknown-thing", thing="sheet")
    before = select(func.count()).where(AssessmentDecision.assessment_id == row.id)
    decision = AssessmentDecision(
        id=command.decision, assessment_id=row.id, n=(deed.session.scalar(before) or 0) + 1, at=deed.at,
        by_person=deed.person.id, opinion=command.opinion.strip(),
        honours=[asdict(each) for each in command.honours],
        criticisms=[
            {"sheet": str(each.sheet), "name": named[each.sheet], "reason": each.reason,
             "due_on": each.due_on.isoformat()} for each in command.criticisms
        ],
    )  # fmt: skip
    deed.session.add(decision)
    deed.session.flush()
    ranks = rules.ranking(totals, assessments_on(today))
    deed.session.add_all(
        assessments.result(decision.id, sheet, told, ranks.get(str(sheet)), row.pass_percent)
        for sheet, told in lines.items()
    )
    row.state = AssessmentState.DECIDED.value
    return Done(place=place, roles=roles, facts={"n": decision.n, "sheets": len(lines)})


def withdraw(deed: Deed, command: c.WithdrawAssessment) -> Done:
    """Withdraw the decision that stands; what it said stays readable, and the assessment is open again."""
    row = assessments.load(deed.session, command.assessment, lock=True)
    place, roles = _place(deed, command, row)
    rules.check_state(AssessmentState(row.state), AssessmentState.DECIDED, command.kind)
    decision = assessments.standing(deed.session, row.id)
    if decision is not None:
        decision.withdrawn_at, decision.withdrawn_by = deed.at, deed.person.id
        decision.withdraw_reason = command.reason
    row.state = AssessmentState.OPEN.value
    return Done(place=place, roles=roles)


def cancel(deed: Deed, command: c.CancelAssessment) -> Done:
    """Call it off; what was written stays readable."""
    row = assessments.load(deed.session, command.assessment, lock=True)
    place, roles = _place(deed, command, row)
    rules.check_state(AssessmentState(row.state), AssessmentState.OPEN, command.kind)
    row.state, row.cancelled_at, row.cancel_reason = AssessmentState.CANCELLED.value, deed.at, command.reason
    return Done(place=place, roles=roles)


def _place(deed: Deed, command: c.AssessmentStep, row: AssessmentRow) -> tuple[Place, frozenset[Role]]:
    place = Place(district=row.district_id, city=row.city_id)
    return place, deed.allowed_now(command, place)


def _district(
    deed: Deed, command: c.AssessmentStep, sheet: AssessmentSheet
) -> tuple[AssessmentRow, Place, frozenset[Role]]:
    """Find the assessment of a sheet and lock it, so that no score slips in beside a decision."""
    row = assessments.load(deed.session, sheet.assessment_id, lock=True)
    place, roles = _place(deed, command, row)
    return row, place, roles


def _of_office(
    deed: Deed, command: c.AssessOwnWork | c.AppealAssessment
) -> tuple[AssessmentRow, AssessmentSheet, Place, frozenset[Role]]:
    """Find the sheet of the person's own office, or refuse."""
    sheet = assessments.sheet(deed.session, command.sheet)
    row = assessments.load(deed.session, sheet.assessment_id, lock=True)
    if sheet.enterprise_id is not None:
        deed.allowed_now(command, Place(district=row.district_id, city=row.city_id))
        raise Refusal("office-not-yours")
    place = offices.place_of(deed.session, of_key(sheet.object))
    roles = deed.allowed_now(command, place)
    check_own(deed.person.grants, sheet.object)
    return row, sheet, place, roles


def _enter(
    deed: Deed, command: c.ScoreAssessment | c.AssessOwnWork, whose: str, points: Decimal, sheet: AssessmentSheet
) -> None:
    if deed.session.get(AssessmentEntry, command.entry) is not None:
        raise Refusal("already-done", step=command.kind)
    deed.session.add(
        AssessmentEntry(
            id=command.entry, sheet_id=sheet.id, item=command.item, of_whom=whose, points=points,
            reason=command.reason.strip(), attachments=_attached(deed, command), by_person=deed.person.id, at=deed.at,
        )
    )  # fmt: skip


def _attached(deed: Deed, command: c.ScoreAssessment | c.AssessOwnWork | c.AppealAssessment) -> list[dict[str, object]]:
    return attached(deed, command.attachments, assessments_on(local_day(deed.at)).attachments_max)


HANDLERS: Final[Handlers] = {
    c.AnswerAppeal: answer,
    c.AppealAssessment: appeal,
    c.AssessOwnWork: assess_own,
    c.CancelAssessment: cancel,
    c.DecideAssessment: decide,
    c.OpenAssessment: open_,
    c.ScoreAssessment: score,
    c.WithdrawAssessment: withdraw,
}
