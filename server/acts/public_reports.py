"""Acts on reports of the public: taken in, looked at, passed on, settled, rewarded. Rules: grids/public_reports.py."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import exists, select

from grids import commands as c
from grids import public_reports as rules
from grids.errors import Conflict, Refusal
from grids.hazards import Source
from grids.levels import Level
from grids.permissions import Role
from grids.policy import local_day
from server import public_reports as receiving
from server.acts import hazards
from server.acts.deed import Deed, Done, Handlers
from server.public_reports import Told
from server.store import accidents, places
from server.store import public_reports as kept
from server.store.tables import (
    AccidentRow,
    FileRecord,
    HazardRow,
    PhotoRow,
    PublicReport,
    PublicReporter,
    PublicReporterReading,
    PublicReportEvent,
    PublicReportPhoto,
)


def take(deed: Deed, command: c.TakeReport) -> Done:
    """Write down a report that came another way than by the page, where both the area and the pin are one's own."""
    rules.check_channel(command.channel, command.external_id)
    deed.allowed_now(command, places.place_of_area(places.area(deed.session, command.area)))
    if deed.session.get(PublicReport, command.report) is not None:
        raise Refusal("already-done", step=command.kind)
    told = Told(
        subject=command.subject, words=command.words, place=command.place, point=command.point, town=command.area,
        enterprise_named=command.enterprise_named, is_employee=command.is_employee, name="", contact="", photos=(),
    )  # fmt: skip
    row = receiving.write(deed.session, told, command.channel, deed.at, command.report)
    roles = deed.allowed_now(command, kept.place_of(row))  # the pin, if there is one, says who checks it
    row.external_id, row.feedback_due_on = command.external_id.strip(), command.feedback_due_on
    return _done(deed, row, roles, "report-taken", {"channel": command.channel.value})


def accept(deed: Deed, command: c.AcceptReport) -> Done:
    """Take a report out of quarantine."""
    row, roles = _open(deed, command)
    _same_version(row, command.expected_version)
    kept.write(row, rules.accept(kept.value(row)))
    return _done(deed, row, roles, "report-accepted")


def transfer(deed: Deed, command: c.TransferReport) -> Done:
    """Give a report to another town, or to the district."""
    row, roles = _open(deed, command)
    area = places.area(deed.session, command.to_area)
    if area.level not in {Level.TOWN.value, Level.DISTRICT.value}:
        raise Refusal("unknown-thing", thing="area")
    town = area.id if area.level == Level.TOWN.value else None
    district = area.id if town is None else (area.district_id or 0)
    before = kept.place_of(row)
    after = rules.transfer(kept.value(row), town, district, roles, kept.numbers_on(local_day(deed.at)))
    kept.write(row, after)
    row.village_id, row.unit_id = None, None
    deed.session.flush()
    receiving.tell_office(deed.session, row, deed.at)
    done = _done(deed, row, roles, "report-transferred", {"to": area.name, "reason": command.reason})
    return Done(place=before, roles=done.roles, facts=done.facts)


def discard(deed: Deed, command: c.DiscardReport) -> Done:
    """Set aside what is no report of a hazard."""
    row, roles = _open(deed, command)
    kept.write(row, rules.discard(kept.value(row), local_day(deed.at)))
    row.reason, row.feedback = command.reason, command.feedback
    return _done(deed, row, roles, "report-discarded", {"reason": command.reason, "feedback": command.feedback})


def settle(deed: Deed, command: c.SettleReport) -> Done:
    """Answer a report; what is true of it goes on the one list of hazards, open."""
    row, roles = _open(deed, command)
    _same_version(row, command.expected_version)
    found = command.found
    after = rules.settle(
        kept.value(row), command.finding, local_day(deed.at),
        has_proof=(found is None) is not (command.accident is None), has_evidence=bool(command.photos),
    )  # fmt: skip
    made = None if found is None else _record(deed, row, command, found)
    if command.accident is not None:
        _check_accident(deed, command.accident, row)
    kept.write(row, after)
    row.reason, row.feedback = command.reason, command.feedback
    row.hazard_id, row.accident_id = None if found is None else found.hazard, command.accident
    _keep_photos(deed, row, command.photos)
    body = {"finding": command.finding.value, "reason": command.reason, "feedback": command.feedback}
    done = _done(deed, row, roles, "report-settled", body)
    if made is None:
        return Done(place=done.place, roles=roles, photos=tuple(p.sha256 for p in command.photos), facts=done.facts)
    return Done(place=made.place, roles=roles, events=made.events, photos=made.photos, facts=done.facts)


def reward(deed: Deed, command: c.RewardReport) -> Done:
    """Record what was decided about a reward."""
    row, roles = _open(deed, command)
    limits = rules.reward_limits(_ground(deed, row, command), kept.numbers_on(local_day(deed.at)))
    kept.write(row, rules.reward(kept.value(row), command.reward, command.amount_yuan, limits))
    row.reward_yuan, row.reward_decision = command.amount_yuan, command.decision
    row.reward_fine_yuan, row.reward_concealed = command.fine_yuan, command.concealed_deaths
    body = {
        "reward": command.reward.value, "amount_yuan": command.amount_yuan, "fine_yuan": command.fine_yuan,
        "concealed_deaths": command.concealed_deaths, "decision": command.decision,
    }  # fmt: skip
    return _done(deed, row, roles, "report-rewarded", body)


def open_reporter(deed: Deed, command: c.OpenReporter) -> Done:
    """Keep that somebody reads who made a report, and why; the name itself is answered by its own route."""
    row, roles = _open(deed, command)
    if deed.session.get(PublicReporter, row.id) is None:
        raise Refusal("report-nobody")
    deed.session.add(
        PublicReporterReading(
            act_id=deed.act_id,
            report_id=row.id,
            person_id=deed.person.id,
            person_name=deed.person.name,
            at=deed.at,
            reason=command.reason,
        )
    )
    return Done(place=kept.place_of(row), roles=roles)


def _record(deed: Deed, row: PublicReport, command: c.SettleReport, found: c.FoundHazard) -> Done:
    """Put the hazard on the list in the words of who checked; the reporter's photos only where they were chosen."""
    enterprise = places.enterprise(deed.session, found.enterprise)
    roles = deed.allowed_now(command, places.place_of(enterprise))
    hazard = c.RecordHazard(
        hazard=found.hazard, enterprise=found.enterprise, found_at=deed.act_at, place=found.place,
        description=found.description, category=found.category, level=found.level, fix=found.fix,
        photos=(*command.photos, *_shown(deed, row, found)), due_on=found.due_on, suggestion=found.suggestion,
        interim_measures=found.interim_measures,
    )  # fmt: skip
    return hazards.record_as(deed, hazard, enterprise, roles, Source.TOWN if found.is_hidden else Source.REPORT)


def _check_accident(deed: Deed, accident: UUID, row: PublicReport) -> None:
    """Refuse an accident that is not on file in the district of the report."""
    record = deed.session.get(FileRecord, accident)
    if record is None or deed.session.get(AccidentRow, accident) is None:
        raise Refusal("not-found", thing="accident")
    if places.place_of(places.enterprise(deed.session, record.enterprise_id)).district != row.district_id:
        raise Refusal("not-found", thing="accident")


def _ground(deed: Deed, row: PublicReport, command: c.RewardReport) -> rules.RewardGround:
    """Say what a reward is reckoned by; concealed deaths count only where the report told of an accident on file."""
    hazard = None if row.hazard_id is None else deed.session.get_one(HazardRow, row.hazard_id)
    record = None if row.accident_id is None else deed.session.get_one(FileRecord, row.accident_id)
    worst = None if record is None else accidents.grade_of(record.fields)
    return rules.RewardGround(
        level=c.HazardLevel.GENERAL if hazard is None else c.HazardLevel(hazard.level), fine_yuan=command.fine_yuan,
        concealed_deaths=command.concealed_deaths, grade=worst,
    )  # fmt: skip


def _shown(deed: Deed, row: PublicReport, found: c.FoundHazard) -> tuple[c.Photo, ...]:
    """Take photos of the report that have arrived; they say when the report came, not who took them."""
    wanted = {sha256.lower() for sha256 in found.shown}
    query = select(PublicReportPhoto.sha256).where(
        PublicReportPhoto.report_id == row.id, PublicReportPhoto.role == "report",
        exists().where(PhotoRow.sha256 == PublicReportPhoto.sha256),
    )  # fmt: skip
    if not wanted <= set(deed.session.scalars(query)):
        raise Refusal("report-photo")
    return tuple(c.Photo(sha256=sha256, taken_at=row.received_at) for sha256 in sorted(wanted))


def _keep_photos(deed: Deed, row: PublicReport, photos: c.Photos) -> None:
    """Keep what the check on site showed beside the report, also where there is no hazard."""
    for place, sha256 in enumerate(dict.fromkeys(photo.sha256.lower() for photo in photos)):
        if deed.session.get(PublicReportPhoto, (row.id, sha256)) is None:
            deed.session.add(PublicReportPhoto(report_id=row.id, sha256=sha256, role="check", place=place))


def _open(deed: Deed, command: c.PublicReportStep) -> tuple[PublicReport, frozenset[Role]]:
    """Load and lock a report, and check who acts where it is checked now."""
    row = kept.load(deed.session, command.report)
    return row, deed.allowed_now(command, kept.place_of(row))


def _same_version(row: PublicReport, expected: int | None) -> None:
    if expected not in {None, row.version}:
        raise Conflict("moved-on", version=row.version)


def _done(
    deed: Deed, row: PublicReport, roles: frozenset[Role], event: str, body: dict[str, Any] | None = None
) -> Done:
    deed.session.add(
        PublicReportEvent(
            report_id=row.id,
            event=event,
            act_id=deed.act_id,
            at=deed.at,
            person_id=deed.person.id,
            person_name=deed.person.name,
            body=body or {},
        )
    )
    return Done(place=kept.place_of(row), roles=roles, facts={"report": str(row.id), "version": row.version})


HANDLERS: Final[Handlers] = {
    c.AcceptReport: accept,
    c.DiscardReport: discard,
    c.OpenReporter: open_reporter,
    c.RewardReport: reward,
    c.SettleReport: settle,
    c.TakeReport: take,
    c.TransferReport: transfer,
}
