"""The story of a member of a cohort: its last version, and the rules' value of it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from grids.enterprises import Status
from grids.models import Showing
from server.store.tables import CohortMember, Enterprise, ModelStory

UP: Final = "m.removed_at IS NULL AND s.down_at IS NULL AND e.status = ANY(:visited) AND e.district_id = l.district_id"
"""Which stories all see, in SQL: of member `m`, its last version `s`, enterprise `e` and cohort `l`.

As grids/models.py `is_up` says of a member whose enterprise still lies in the cohort's district.
"""


def last(session: Session, member: CohortMember) -> ModelStory | None:
    """Return the last version of a member's story, if there is one."""
    query = select(ModelStory).where(ModelStory.member_id == member.id).order_by(ModelStory.number.desc()).limit(1)
    return session.scalars(query).one_or_none()


def showing(member: CohortMember, enterprise: Enterprise, story: ModelStory | None) -> Showing:
    """Read the rules' value off the rows."""
    return Showing(
        is_chosen=member.removed_at is None, status=Status(enterprise.status),
        versions=0 if story is None else story.number, is_down=story is not None and story.down_at is not None,
    )  # fmt: skip
