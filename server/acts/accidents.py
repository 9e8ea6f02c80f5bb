"""Acts on accidents: reported with type, casualties and who was told when; supplemented, every version kept."""

from __future__ import annotations

from typing import Any, Final

from grids import accidents as rules
from grids import commands as c
from grids.errors import Conflict, Refusal
from grids.policy import local_day
from server.acts.deed import Deed, Done, Handlers
from server.store import accidents as kept
from server.store import files, places
from server.store.policy import accident_editions, accidents_on
from server.store.tables import AccidentRow, AccidentSupplement, FileRecord


def report(deed: Deed, command: c.ReportAccident) -> Done:
    """Keep an accident as a record of the enterprise's file, with what the record has no place for beside it."""
    enterprise = places.enterprise(deed.session, command.enterprise, lock=True)
    place = places.place_of(enterprise)
    roles = deed.allowed(command, place)
    if deed.session.get(FileRecord, command.record) is not None:
        raise Refusal("already-done", step=command.kind)
    told = rules.Told(happened_at=command.happened_at, told_at=command.told_at, sent_up_at=command.sent_up_at)
    rules.check_times(told, deed.at)
    day = local_day(command.happened_at)
    kind = rules.type_of(accident_editions(), command.accident_type, day)
    row = AccidentRow(
        record_id=command.record, type_code=kind.code, happened_at=command.happened_at, told_at=command.told_at,
        sent_up_at=command.sent_up_at, place=command.place, brief=command.brief,
    )  # fmt: skip
    side = files.sides(kept.fields(row, kind, _numbers(command)), day, None)
    files.add(deed.session, enterprise, command.record, kept.TOPIC, side, deed.person.id, deed.at)
    deed.session.flush()
    deed.session.add(row)
    deed.session.flush()
    kept.link(deed.session, command.record, enterprise.id, command.hazards)
    return Done(place=place, roles=roles, facts={"record": str(command.record), "grade": kept.grade_of(side).value})


def supplement(deed: Deed, command: c.SupplementAccident) -> Done:
    """Tell what was not known: casualties, loss, who was told, hazards behind it. What was told before stays."""
    row = kept.load(deed.session, command.record)
    record = files.record(deed.session, command.record)
    enterprise = places.enterprise(deed.session, record.enterprise_id, lock=True)
    place = places.place_of(enterprise)
    roles = deed.allowed(command, place)
    if command.expected_version not in {None, record.version}:
        raise Conflict("moved-on", version=record.version)
    row.told_at = command.told_at or row.told_at
    row.sent_up_at = command.sent_up_at or row.sent_up_at
    rules.check_times(kept.told(row), deed.at)
    given = {name: value for name, value in _numbers(command).items() if value is not None}
    side = files.sides({**record.fields, **given}, record.valid_from, record.valid_to)
    files.change(record, side, deed.person.id, deed.at)
    deed.session.flush()
    deed.session.refresh(record)
    if command.hazards is not None:
        kept.link(deed.session, command.record, enterprise.id, command.hazards)
    day = local_day(row.happened_at)
    kind = rules.type_of(accident_editions(), row.type_code, day)
    last = rules.may_supplement_until(row.happened_at, kind, accidents_on(day))
    deed.session.add(
        AccidentSupplement(
            act_id=deed.act_id, record_id=row.record_id, version=record.version, at=deed.at,
            by_person=deed.person.id, reason=command.reason, late=bool(given) and local_day(deed.at) > last,
        )
    )  # fmt: skip
    return Done(place=place, roles=roles, facts={"record": str(row.record_id), "version": record.version})


def _numbers(command: c.ReportAccident | c.SupplementAccident) -> dict[str, Any]:
    names = ("deaths", "serious_injuries", "loss_yuan")
    return {name: getattr(command, name) for name in names}


HANDLERS: Final[Handlers] = {
    c.ReportAccident: report,
    c.SupplementAccident: supplement,
}
