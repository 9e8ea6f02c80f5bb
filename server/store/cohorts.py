"""A cohort's members by what commands name: the cohort and the enterprise."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from grids.errors import Refusal
from server.store import places
from server.store.tables import Cohort, CohortMember, Enterprise


def enterprise(session: Session, cohort: UUID, wanted: UUID) -> Enterprise:
    """Find an enterprise of a cohort's district. Raises: Refusal `not-found`."""
    found = session.get(Cohort, cohort)
    row = places.enterprise(session, wanted)
    if found is None or found.district_id != row.district_id:
        raise Refusal("not-found", thing="cohort")
    return row


def member(session: Session, cohort: UUID, wanted: UUID) -> CohortMember | None:
    """Find and lock the live entry of an enterprise, if there is one."""
    own = (CohortMember.cohort_id == cohort) & (CohortMember.enterprise_id == wanted)
    query = select(CohortMember).where(own, CohortMember.removed_at.is_(None)).with_for_update()
    return session.scalars(query).one_or_none()
