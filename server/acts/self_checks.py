"""Acts of self-inspection: a check, a signed report, an answer to it. The rules are in grids/self_checks.py."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import select, update

from grids import commands as c
from grids import self_checks as rules
from grids import standards
from grids.commands import AnswerResult
from grids.errors import Refusal
from grids.hazards import Source
from grids.policy import local_day
from grids.self_checks import Decision, PeriodState, Rhythm
from server.acts.deed import Deed, Done, Handlers
from server.store import places, self_checks
from server.store.policy import self_checks_on
from server.store.tables import ChecklistVersion, HazardRow, SelfCheck, SelfPeriod, SelfReport


def submit(deed: Deed, command: c.SubmitSelfCheck) -> Done:
    """Put a self-check on record, by the version of the list it was begun with."""
    enterprise = places.enterprise(deed.session, command.enterprise)
    place = places.place_of(enterprise)
    roles = deed.allowed(command, place)
    if deed.session.get(SelfCheck, command.self_check) is not None:
        raise Refusal("already-done", step=command.kind)
    version = deed.session.get(ChecklistVersion, command.checklist_version)
    if version is None:
        raise Refusal("unknown-thing", thing="checklist_version")
    policy = self_checks_on(local_day(deed.at))
    rules.check(command, [item["code"] for item in version.items], deed.at, policy)
    found = _hazards(deed, command)
    row = _row(deed, command, version)
    deed.session.add(row)
    deed.session.flush()
    deed.session.execute(update(HazardRow).where(HazardRow.id.in_(found)).values(self_check_id=row.id))
    deed.keep(command.photos, "self_check", enterprise_id=enterprise.id, self_check_id=row.id)
    for period in (rules.quarter_of(local_day(row.finished_at)), rules.year_of(local_day(row.finished_at))):
        owed = self_checks.ensure(deed.session, enterprise, period, deed.at, policy)
        owed.checks += 1
        months = self_checks.months(deed.session, enterprise.id, period)
        owed.state = _after(owed, months).value
    facts = {"period": row.period, "hazards": row.hazards, "checked": row.checked}
    return Done(place=place, roles=roles, photos=tuple(photo.sha256 for photo in command.photos), facts=facts)


def sign(deed: Deed, command: c.SignSelfReport) -> Done:
    """Hand the report of a period in as the principal signed it; earlier versions stay."""
    enterprise = places.enterprise(deed.session, command.enterprise)
    place = places.place_of(enterprise)
    roles = deed.allowed(command, place)
    if deed.session.get(SelfReport, command.report) is not None:
        raise Refusal("already-done", step=command.kind)
    period = rules.period(command.period)
    policy = self_checks_on(local_day(deed.at))
    owed = self_checks.ensure(deed.session, enterprise, period, deed.at, policy)
    figures = self_checks.figures(deed.session, enterprise.id, period)
    after = rules.sign(self_checks.standing(owed), command, figures, deed.at)
    n = len(_versions(deed, owed)) + 1
    deed.session.add(
        SelfReport(
            id=command.report, enterprise_id=enterprise.id, period=period.code, n=n, figures=asdict(figures),
            principal=command.principal, signature=command.signature.lower(), signed_at=command.signed_at,
            received_at=deed.at, late=local_day(deed.at) > owed.due_on, by_person=deed.person.id,
            reason=command.reason, **places.placed_as(enterprise),
        )
    )  # fmt: skip
    owed.state, owed.first_signed_at, owed.corrections = after.state.value, after.first_signed_at, after.corrections
    owed.late, owed.report_id = after.is_late(), command.report
    owed.zero = figures.general_found + figures.major_found == 0
    signed = c.Photo(sha256=command.signature, taken_at=command.signed_at)
    deed.keep((signed,), "signature", enterprise_id=enterprise.id)
    return Done(place=place, roles=roles, photos=(command.signature,), facts={"n": n, "late": owed.late})


def decide(deed: Deed, command: c.DecideSelfReport) -> Done:
    """Accept a report or send it back; only the newest version of a period can be."""
    row = deed.session.get(SelfReport, command.report)
    if row is None:
        raise Refusal("not-found", thing="self_report")
    place = places.place_of(row)
    roles = deed.allowed_now(command, place)
    own = (SelfPeriod.enterprise_id == row.enterprise_id) & (SelfPeriod.period == row.period)
    owed = deed.session.scalars(select(SelfPeriod).where(own).with_for_update()).one()
    if owed.report_id != row.id:
        raise Refusal("self-report-state", standing=owed.state)
    owed.state = rules.decide(PeriodState(owed.state), command).value
    row.decision = (Decision.ACCEPTED if command.accepted else Decision.RETURNED).value
    row.decided_by, row.decided_at, row.opinion = deed.person.id, deed.at, command.opinion
    return Done(place=place, roles=roles)


def _after(owed: SelfPeriod, months: int) -> PeriodState:
    """Say where a period stands after one more check; a year begins with the first and ends with its report."""
    now, how_often = PeriodState(owed.state), Rhythm(owed.rhythm)
    if how_often is Rhythm.YEARLY:
        return PeriodState.STARTED if now is PeriodState.DUE else now
    return rules.after_check(now, how_often, months)


def _versions(deed: Deed, owed: SelfPeriod) -> list[int]:
    own = (SelfReport.enterprise_id == owed.enterprise_id) & (SelfReport.period == owed.period)
    return list(deed.session.scalars(select(SelfReport.n).where(own)))


def _hazards(deed: Deed, command: c.SubmitSelfCheck) -> list[Any]:
    """Return the hazards that the answers name; each is one the enterprise found itself."""
    named = {answer.hazard for answer in command.answers if answer.hazard is not None}
    own = (HazardRow.enterprise_id == command.enterprise) & (HazardRow.source == Source.SELF_CHECK.value)
    found = set(deed.session.scalars(select(HazardRow.id).where(HazardRow.id.in_(named), own)))
    if found != named:
        raise Refusal("unknown-thing", thing="hazard")
    return sorted(found)


def _row(deed: Deed, command: c.SubmitSelfCheck, version: ChecklistVersion) -> SelfCheck:
    enterprise = places.enterprise(deed.session, command.enterprise)
    on = local_day(command.finished_at)
    answers = [_answer(answer) for answer in command.answers]
    seen = [answer for answer in command.answers if answer.result is not AnswerResult.NOT_CHECKED]
    points = standards.score(version.items, {a.item: (a.result, a.off or 0.0) for a in command.answers})
    return SelfCheck(
        id=command.self_check, enterprise_id=enterprise.id, period=rules.quarter_of(on).code,
        month=rules.month_of(on), checklist_version_id=version.id, area=command.area, checker=command.checker,
        started_at=command.started_at, finished_at=command.finished_at, received_at=deed.at,
        by_person=deed.person.id, answers=answers, mark=self_checks.mark(answers), checked=len(seen),
        of_items=len(version.items),
        hazards=sum(answer.result is AnswerResult.HAZARD for answer in command.answers),
        photos=len(command.photos), points=points and points.got, of_points=points and points.of,
        remark=command.remark, **places.placed_as(enterprise),
    )  # fmt: skip


def _answer(answer: c.SelfAnswer) -> dict[str, Any]:
    stored = {name: value for name, value in asdict(answer).items() if value not in (None, "")}
    return {**stored, "result": answer.result.value, **({"hazard": str(answer.hazard)} if answer.hazard else {})}


HANDLERS: Final[Handlers] = {
    c.SubmitSelfCheck: submit,
    c.SignSelfReport: sign,
    c.DecideSelfReport: decide,
}
