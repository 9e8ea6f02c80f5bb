"""Acts on an enterprise's life: registered, stopped, resumed, gone, merged and taken back, supervised directly."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from grids import commands as c
from grids.base_fields import check_fields
from grids.enterprise_life import check_merge, check_undo
from grids.enterprises import PositionQuality, Status
from grids.errors import Refusal
from grids.levels import Place
from grids.permissions import Role
from grids.policy import local_day
from server.acts.base_facts import check_code_free, note_reason, step
from server.acts.deed import Deed, Done, Handlers, point
from server.acts.enterprises import follow_point
from server.store import moving, places
from server.store.code_lists import codes_on
from server.store.file_tables import base_fields, file_policy_on
from server.store.tables import Enterprise, EnterpriseMerge, GridUnit


def register(deed: Deed, command: c.RegisterEnterprise) -> Done:
    """Enter an enterprise: by the town it counts at once, found by somebody in the field it waits for the town.

    Source: docs/rules.md 3.10 (candidate, unlicensed units), R50.
    """
    unit = deed.session.get(GridUnit, command.unit)
    if unit is None or unit.valid_to is not None:
        raise Refusal("unknown-thing", thing="unit")
    place = places.place_of_unit(
        unit, Place(enterprise=command.enterprise, supervision_class=command.supervision_class)
    )
    roles = deed.allowed_now(command, place)
    if deed.session.get(Enterprise, command.enterprise) is not None:
        raise Refusal("already-done", step=command.kind)
    given = {"name": command.name, "address": command.address, "supervision_class": command.supervision_class}
    facts = check_fields({**given, "uscc": command.uscc or ""}, base_fields(), codes_on(local_day(deed.at)))
    if command.uscc:
        check_code_free(deed, None, str(facts["uscc"]))
    if command.unlicensed and not command.photos:
        raise Refusal("photo-needed", step=command.kind)
    status = Status.ACTIVE if Role.TOWN_OFFICER in roles else Status.CANDIDATE
    row = Enterprise(
        id=command.enterprise, **facts, unlicensed=command.unlicensed, status=status.value,
        status_since=local_day(deed.at), listed_on=local_day(deed.at), unit_id=unit.id, unit_source="manual",
        unit_reason=command.reason, village_id=unit.village_id, town_id=unit.town_id, district_id=unit.district_id,
        city_id=unit.city_id, tags=[], flags=[] if command.uscc else ["no-uscc"],
    )  # fmt: skip
    if command.fix is not None:
        row.point, row.position_quality = point(command.fix), PositionQuality.SITE.value
        row.position_accuracy_m, row.crs_source = command.fix.radius_m, "wgs84"
        row.verified_at, row.verified_by = deed.act_at, deed.person.id
    deed.session.add(row)
    deed.session.flush()
    moving.begin(deed.session, [row.id], deed.at, deed.person.id)
    if command.fix is not None:
        row.unit_source = "point"
        follow_point(deed, row)
    note_reason(deed, row, command.reason)
    deed.keep(command.photos, "file", enterprise_id=row.id)
    return Done(place=place, roles=roles, photos=tuple(p.sha256 for p in command.photos), facts={"status": row.status})


def set_status(deed: Deed, command: c.SetStatus) -> Done:
    """Let the town decide the status; nothing else takes an enterprise out of a denominator.

    Source: docs/rules.md 3.10 (implied prevention), 3.6.
    """
    row, place, roles = _row(deed, command)
    check_fields({"status": command.status}, base_fields(), codes_on(local_day(deed.at)))
    step(deed, row, command.status)
    row.version += 1
    deed.session.flush()
    note_reason(deed, row, command.reason)
    deed.keep(command.photos, "file", enterprise_id=row.id)
    return Done(place=place, roles=roles, photos=tuple(p.sha256 for p in command.photos))


def merge(deed: Deed, command: c.MergeEnterprises) -> Done:
    """Let an entry go on in another: its papers and hazards stay its own and are shown with the other's.

    Source: docs/rules.md 3.10 (keeps the master's id, redirects, reversible for 30 days).
    """
    row, place, roles = _row(deed, command)
    master = places.enterprise(deed.session, command.master)
    deed.allowed(command, places.place_of(master))
    check_merge(
        row.id, master.id, statuses=(row.status, master.status), codes=(row.uscc, master.uscc),
        same_district=row.district_id == master.district_id,
    )  # fmt: skip
    deed.session.add(
        EnterpriseMerge(
            id=command.merge, enterprise_id=row.id, master_id=master.id, status_before=row.status,
            reason=command.reason, by_person=deed.person.id, at=deed.at,
        )
    )  # fmt: skip
    row.status, row.status_since, row.merged_into = Status.MERGED.value, local_day(deed.at), master.id
    _told(deed, row, command.reason)
    return Done(place=place, roles=roles)


def undo_merge(deed: Deed, command: c.UndoMerge) -> Done:
    """Let a merged entry be an enterprise again, as it was."""
    row, place, roles = _row(deed, command)
    standing = EnterpriseMerge.enterprise_id == row.id, EnterpriseMerge.undone_at.is_(None)
    merged = deed.session.scalars(select(EnterpriseMerge).where(*standing).with_for_update()).one_or_none()
    if merged is None:
        raise Refusal("not-found", thing="merge")
    check_undo(merged.at, deed.at, file_policy_on(local_day(deed.at)))
    if row.uscc is not None:
        check_code_free(deed, row.id, row.uscc)
    merged.undone_at, merged.undone_by, merged.undone_reason = deed.at, deed.person.id, command.reason
    row.status, row.status_since, row.merged_into = merged.status_before, local_day(deed.at), None
    _told(deed, row, command.reason)
    return Done(place=place, roles=roles)


def lock(deed: Deed, command: c.LockSupervision) -> Done:
    """Note that a department supervises directly and keeps the data, or no longer. Source: docs/rules.md 3.10, R29."""
    row, place, roles = _row(deed, command)
    if (row.direct_since is not None) is command.locked:
        raise Refusal("already-done", step=command.kind)
    row.direct_since = (command.since or local_day(deed.at)) if command.locked else None
    row.version += 1
    return Done(place=place, roles=roles)


def _row(
    deed: Deed, command: c.SetStatus | c.MergeEnterprises | c.UndoMerge | c.LockSupervision
) -> tuple[Enterprise, Place, frozenset[Role]]:
    row = places.enterprise(deed.session, command.enterprise, lock=True)
    place = places.place_of(row)
    return row, place, deed.allowed(command, place)


def _told(deed: Deed, row: Enterprise, reason: str) -> None:
    row.version += 1
    deed.session.flush()
    note_reason(deed, row, reason)


HANDLERS: Final[Handlers] = {
    c.LockSupervision: lock,
    c.MergeEnterprises: merge,
    c.RegisterEnterprise: register,
    c.SetStatus: set_status,
    c.UndoMerge: undo_merge,
}
