"""What waits for somebody: notices that nobody signed for, acts whose predecessor never came."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grids.escalation import Audience, Ladder
from grids.levels import Place
from grids.policy import local_day
from server import messages
from server.jobs.telling import notice_facts
from server.messages import Fact, Message
from server.recipients import Roll
from server.store.places import place_of, place_of_area
from server.store.tables import ActReceived, Area, Enterprise, GrantRow, GridUnit, NoticeRow, PersonRow


def tell_of_unsigned_notices(session: Session, hours: int, ladder: Ladder, morning: datetime, at: datetime) -> None:
    """Tell the issuer and the grid officer of each notice that nobody signed for in time, once.

    Unit: hours since it was issued, counted at 08:00. Source: docs/rules.md 3.1 row 8.
    """
    latest = morning - timedelta(hours=hours)
    earliest = latest - timedelta(days=ladder.catch_up_days)
    query = select(NoticeRow).where(
        NoticeRow.acknowledged_at.is_(None),
        NoticeRow.voided_at.is_(None),
        NoticeRow.issued_at <= latest,
        NoticeRow.issued_at > earliest,
    )
    roll = Roll(session, at)
    for notice in session.scalars(query.order_by(NoticeRow.issued_at)):
        message = Message(
            event="notice-unacknowledged",
            ref_kind="notice",
            ref_id=str(notice.id),
            dedupe=f"n:{notice.id}:unsigned",
            facts=notice_facts(session, notice) | {"hours": hours},
        )
        people = roll.of_place(place_of(notice), Audience.OFFICER) | {notice.issued_by}
        if messages.tell(session, people, message, at):
            messages.send_outside(session, message)


def tell_of_held_acts(session: Session, ladder: Ladder, morning: datetime, at: datetime) -> None:
    """Show each town office the acts of its people that have waited too long for the act before them.

    Unit: hours since they arrived, counted at 08:00. Source: field contract, chains by parent.
    """
    query = (
        select(ActReceived, PersonRow)
        .join(PersonRow, PersonRow.id == ActReceived.person_id)
        .where(ActReceived.status == "held", ActReceived.received_at <= morning - timedelta(hours=ladder.held_hours))
        .order_by(ActReceived.received_at)
    )
    by_place: dict[Place, list[tuple[ActReceived, PersonRow]]] = defaultdict(list)
    for act, person in session.execute(query):
        by_place[_home(session, person.id)].append((act, person))
    roll = Roll(session, at)
    for place, waiting in by_place.items():
        facts: dict[str, Fact] = {
            "n": len(waiting),
            "people": "、".join(sorted({person.name for _, person in waiting})),
            "hours": ladder.held_hours,
            "since_on": local_day(waiting[0][0].received_at).isoformat(),
        }
        dedupe = f"h:{place.town or place.district}:{local_day(morning)}"
        message = Message(event="acts-held", ref_kind="acts", ref_id="held", dedupe=dedupe, facts=facts)
        messages.tell(session, roll.of_place(place, Audience.TOWN_OFFICER), message, at)


def _home(session: Session, person_id: UUID) -> Place:
    """Find where a person works: at an enterprise, in a grid unit, or in an area."""
    grant = session.scalars(select(GrantRow).where(GrantRow.person_id == person_id).order_by(GrantRow.id)).first()
    if grant is None:
        return Place()
    if grant.enterprise_id is not None:
        row = session.get_one(Enterprise, grant.enterprise_id)
        return Place(town=row.town_id, district=row.district_id, city=row.city_id)
    if grant.unit_id is not None:
        unit = session.get_one(GridUnit, grant.unit_id)
        return Place(town=unit.town_id, district=unit.district_id, city=unit.city_id)
    if grant.area_id is not None:
        place = place_of_area(session.get_one(Area, grant.area_id))
        return Place(town=place.town, district=place.district, city=place.city)
    return Place()
