"""Acts on lists that departments publish: drafted from the data, moved by hand, published, given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy import func, insert, select

from grids import commands as c
from grids import published_lists as rules
from grids.enterprises import LOOKED_AFTER
from grids.errors import Refusal
from grids.levels import Level, Place
from grids.permissions import Role
from grids.policy import local_day
from grids.published_lists import ListSource, ListState
from server.acts.deed import Deed, Done, Handlers
from server.store import places
from server.store.policy import lists_on
from server.store.tables import Enterprise, ListedEnterprise, PublishedList

_Step = c.MoveListed | c.PublishList | c.WithdrawList


def draft(deed: Deed, command: c.DraftList) -> Done:
    """Put every enterprise of the classes, each of which must be one's own, on the list the data say."""
    district = places.area(deed.session, command.district)
    if district.level != Level.DISTRICT.value:
        raise Refusal("unknown-thing", thing="district")
    classes = sorted(set(command.classes))
    place, roles = _allowed(deed, command, Place(district=district.id, city=district.city_id), classes)
    own = (PublishedList.district_id == district.id) & (PublishedList.department == command.department)
    if deed.session.scalar(select(PublishedList.id).where(own, PublishedList.state == ListState.DRAFT.value)):
        raise Refusal("list-draft")
    if deed.session.get(PublishedList, command.list) is not None:
        raise Refusal("already-done", step=command.kind)
    rows = _rows(deed, command, classes)
    if not rows:
        raise Refusal("list-empty")
    deed.session.add(
        PublishedList(
            id=command.list, city_id=district.city_id, district_id=district.id, department=command.department,
            classes=classes, number=None, state=ListState.DRAFT.value, revision=1, drafted_by=deed.person.id,
            drafted_at=deed.at,
        )
    )  # fmt: skip
    deed.session.flush()
    deed.session.execute(insert(ListedEnterprise), rows)
    return Done(place=place, roles=roles, facts={"listed": len(rows)})


def move(deed: Deed, command: c.MoveListed) -> Done:
    """Put an enterprise of a draft onto another list."""
    row, place, roles = _draft(deed, command)
    rules.check_draft(ListState(row.state), row.revision, command.base_revision)
    entry = deed.session.get(ListedEnterprise, (row.id, command.enterprise), with_for_update=True)
    if entry is None:
        raise Refusal("not-found", thing="enterprise")
    entry.kind, entry.source, entry.reason = command.list_kind.value, ListSource.HAND.value, command.reason
    row.revision += 1
    return Done(place=place, roles=roles, facts={"revision": row.revision})


def publish(deed: Deed, command: c.PublishList) -> Done:
    """Publish a draft: from now on it is never changed."""
    row, place, roles = _draft(deed, command)
    rules.check_draft(ListState(row.state), row.revision, command.base_revision)
    own = (PublishedList.district_id == row.district_id) & (PublishedList.department == row.department)
    last = deed.session.scalar(select(func.max(PublishedList.number)).where(own)) or 0
    row.state, row.number, row.note = ListState.PUBLISHED.value, last + 1, command.note
    row.published_by, row.published_at, row.published_on = deed.person.id, deed.at, local_day(deed.at)
    return Done(place=place, roles=roles, facts={"number": row.number})


def withdraw(deed: Deed, command: c.WithdrawList) -> Done:
    """Give a draft up."""
    row, place, roles = _draft(deed, command)
    rules.check_draft(ListState(row.state), row.revision)
    row.state, row.note = ListState.WITHDRAWN.value, command.reason
    return Done(place=place, roles=roles)


def _rows(deed: Deed, command: c.DraftList, classes: list[str]) -> list[dict[str, UUID | str]]:
    """Draft from the data; what was moved by hand in the version before stays moved, unless it is locked since."""
    policy, moved = lists_on(local_day(deed.at)), _moved(deed, command)
    query = select(Enterprise.id, Enterprise.name, Enterprise.scale, Enterprise.direct_since).where(
        Enterprise.district_id == command.district, Enterprise.supervision_class.in_(classes),
        Enterprise.status.in_(LOOKED_AFTER),
    )  # fmt: skip
    found: list[dict[str, UUID | str]] = []
    for own, name, scale, since in deed.session.execute(query):
        kind, source = rules.drafted(scale, policy, is_locked=since is not None)
        row: dict[str, UUID | str] = {
            "list_id": command.list, "enterprise_id": own, "kind": kind.value, "source": source.value, "reason": "",
            "name": name,
        }  # fmt: skip
        found.append(row if source is ListSource.FLAG else {**row, **moved.get(own, {})})
    return found


def _moved(deed: Deed, command: c.DraftList) -> dict[UUID, dict[str, str]]:
    """Return what was moved by hand in the version that was published last."""
    own = (PublishedList.district_id == command.district) & (PublishedList.department == command.department)
    published = select(PublishedList.id).where(own, PublishedList.number.is_not(None))
    last = published.order_by(PublishedList.number.desc()).limit(1).scalar_subquery()
    by_hand = (ListedEnterprise.list_id == last) & (ListedEnterprise.source == ListSource.HAND.value)
    rows = deed.session.scalars(select(ListedEnterprise).where(by_hand))
    return {row.enterprise_id: {"kind": row.kind, "source": row.source, "reason": row.reason} for row in rows}


def _draft(deed: Deed, command: _Step) -> tuple[PublishedList, Place, frozenset[Role]]:
    row = _load(deed, command.list)
    place, roles = _allowed(deed, command, Place(district=row.district_id, city=row.city_id), row.classes)
    return row, place, roles


def _allowed(
    deed: Deed, command: c.PublishedListStep, district: Place, classes: Sequence[str]
) -> tuple[Place, frozenset[Role]]:
    """Ask for every class of a list; a department's right may end with its own."""
    placed = [replace(district, supervision_class=name) for name in classes]
    roles = [deed.allowed_now(command, place) for place in placed]
    return placed[0], frozenset.intersection(*roles)


def _load(deed: Deed, wanted: UUID) -> PublishedList:
    query = select(PublishedList).where(PublishedList.id == wanted).with_for_update()
    row = deed.session.scalars(query).one_or_none()
    if row is None:
        raise Refusal("not-found", thing="list")
    return row


HANDLERS: Final[Handlers] = {
    c.DraftList: draft,
    c.MoveListed: move,
    c.PublishList: publish,
    c.WithdrawList: withdraw,
}
