"""Acts on notices: issuing, signing for, revoking the link. The rules are in grids/notices.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from grids import commands as c
from grids import hazard_life, notices
from grids import inspections as inspection_rules
from grids.commands import NoticeKind
from grids.errors import Refusal
from grids.hazards import State
from grids.permissions import Role
from grids.policy import local_day
from server.acts import inspection_papers
from server.acts.deed import Deed, Done, Handlers, Happened
from server.acts.hazards import note
from server.store import authorities, hazards, inspections, places, serials
from server.store.tables import Enterprise, HazardRow, InspectionRow, NoticeItemRow, NoticeRow


def issue(deed: Deed, command: c.IssueNotice) -> Done:
    """Give the paper its number and put every hazard on it, or none."""
    enterprise = places.enterprise(deed.session, command.enterprise)
    place = places.place_of(enterprise)
    roles = deed.allowed(command, place)
    second = deed.second(command.second_inspector, place)
    notices.check_signers(command, deed.person, second)
    if deed.session.get(NoticeRow, command.notice) is not None:
        raise Refusal("already-done", step=command.kind)
    case = _case(deed, command)
    row = _new_row(deed, command, enterprise, case)
    deed.session.add(row)
    deed.session.flush()
    events = tuple(_put(deed, command, item, no, roles) for no, item in enumerate(command.items, start=1))
    if case is not None:
        inspection_papers.frozen(deed, case, c.DocumentKind.ORDER, c.Said(), notice=row)
    return Done(place=place, roles=roles, events=events, facts={"notice": str(command.notice)})


def acknowledge(deed: Deed, command: c.AcknowledgeNotice) -> Done:
    """Sign for the paper: every item that is open goes into work."""
    row = _load(deed, command.notice)
    place = replace(places.place_of(row), notice=row.id)
    roles = deed.allowed(command, place)
    inspections.counts(deed.session, row.id)
    if row.acknowledged_at is not None:
        raise Refusal("already-done", step=command.kind)
    row.acknowledged_at, row.acknowledged_by = deed.at, command.signed_by
    row.acknowledged_phone, row.intention = command.phone, command.intention
    row.funds_planned = command.funds_planned
    events = []
    for hazard_row in _items(deed, row):
        if hazard_row.state == State.OPEN.value:
            now = hazards.value(hazard_row)
            outcome = hazard_life.acknowledged(now)
            hazards.write(hazard_row, outcome.hazard)
            events.append(note(deed, hazard_row, outcome, before=now.state, roles=roles, command=command))
    return Done(place=place, roles=roles, events=tuple(events), facts={"notice": str(row.id)})


def revoke_link(deed: Deed, command: c.RevokeNoticeLink) -> Done:
    """Make the link and QR code of the paper stop working."""
    row = _load(deed, command.notice)
    place = places.place_of(row)
    roles = deed.allowed(command, place)
    if row.link_revoked_at is not None:
        raise Refusal("already-done", step=command.kind)
    row.link_revoked_at = deed.at
    return Done(place=place, roles=roles, facts={"notice": str(row.id)})


def _case(deed: Deed, command: c.IssueNotice) -> InspectionRow | None:
    """Load the case whose order this is: its number is that of the case's chain."""
    if command.inspection is None:
        return None
    case = inspections.load(deed.session, command.inspection)
    if command.notice_kind is not NoticeKind.RECTIFICATION_ORDER or case.enterprise_id != command.enterprise:
        raise Refusal("unknown-thing", thing="inspection")
    inspection_rules.order(inspections.value(deed.session, case), deed.person, command.kind)
    inspections.licensed(deed.session, case, deed.act_at)
    return case


def _number(deed: Deed, command: c.IssueNotice, series: int, area: str, case: InspectionRow | None) -> str:
    day = local_day(deed.at)
    if case is not None:
        return inspections.numbered(deed.session, case, c.DocumentKind.ORDER, day)[0]
    serial = serials.following(deed.session, command.notice_kind.value, series, day.year)
    return notices.number(command.notice_kind, area, day.year, serial)


def _new_row(deed: Deed, command: c.IssueNotice, enterprise: Enterprise, case: InspectionRow | None) -> NoticeRow:
    by_inspectors = command.notice_kind is NoticeKind.RECTIFICATION_ORDER
    series = enterprise.district_id if by_inspectors else (enterprise.town_id or enterprise.district_id)
    area = places.area_name(deed.session, series)
    authority = authorities.on_day(deed.session, series, local_day(deed.at))
    return NoticeRow(
        id=command.notice,
        number=_number(deed, command, series, area, case),
        kind=command.notice_kind.value,
        enterprise_id=enterprise.id,
        issued_by=deed.person.id,
        second_id=command.second_inspector,
        issuer=authority.name if authority else area,
        issued_at=deed.at,
        due_on=max(item.due_on for item in command.items),
        link_expires_at=deed.at + timedelta(days=deed.policy.link_days),
        **places.placed_as(enterprise),
    )


def _put(deed: Deed, command: c.IssueNotice, item: c.NoticeItem, no: int, roles: frozenset[Role]) -> Happened:
    row = hazards.load(deed.session, item.hazard)
    if row.enterprise_id != command.enterprise:
        raise Refusal("not-in-notice", hazard=str(item.hazard))
    now = hazards.value(row)
    notices.check_source(command.notice_kind, now.source)
    outcome = hazard_life.noticed(now, command.notice, item.due_on, deed.policy, local_day(deed.at))
    hazards.write(row, outcome.hazard)
    deed.session.add(
        NoticeItemRow(
            notice_id=command.notice, hazard_id=item.hazard, item_no=no, due_on=item.due_on, demand=item.demand
        )
    )
    return note(deed, row, outcome, before=now.state, roles=roles, command=command)


def _load(deed: Deed, notice_id: object) -> NoticeRow:
    row = deed.session.scalars(select(NoticeRow).where(NoticeRow.id == notice_id).with_for_update()).one_or_none()
    if row is None:
        raise Refusal("not-found", thing="notice")
    return row


def _items(deed: Deed, row: NoticeRow) -> list[HazardRow]:
    query = (
        select(HazardRow)
        .join(NoticeItemRow, NoticeItemRow.hazard_id == HazardRow.id)
        .where(NoticeItemRow.notice_id == row.id)
        .order_by(NoticeItemRow.item_no)
        .with_for_update(of=HazardRow)
    )
    return list(deed.session.scalars(query))


HANDLERS: Final[Handlers] = {
    c.AcknowledgeNotice: acknowledge,
    c.IssueNotice: issue,
    c.RevokeNoticeLink: revoke_link,
}
