"""Who may still listen: sign-ins that were not ended, with the scope their grants give now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.permissions import Scope, scope
from server.store import people

_STANDING: Final = text(
    "SELECT s.token_sha256 AS token, s.person_id, (SELECT string_agg(g::text, ' ' ORDER BY g.id) FROM person_grant g "
    "WHERE g.person_id = s.person_id AND g.valid_from <= :at AND (g.valid_to IS NULL OR g.valid_to > :at)) AS held "
    "FROM sign_in_session s JOIN person p ON p.id = s.person_id "
    "WHERE s.token_sha256 = ANY(:tokens) AND s.revoked_at IS NULL AND s.expires_at > :at AND p.active"
)


@dataclass(slots=True)
class Standing:
    """The scopes of those who listen; worked out anew only for whom the grants changed."""

    _known: dict[UUID, tuple[str | None, Scope]] = field(default_factory=dict)

    def scopes(self, session: Session, tokens: Iterable[str], at: datetime) -> dict[str, Scope]:
        """Return the scope of each sign-in that still stands, in one question for all of them."""
        rows = session.execute(_STANDING, {"tokens": sorted(set(tokens)), "at": at}).all()
        known = {row.person_id: self._scope(session, row.person_id, row.held, at) for row in rows}
        self._known = known
        return {row.token: known[row.person_id][1] for row in rows}

    def _scope(self, session: Session, person_id: UUID, held: str | None, at: datetime) -> tuple[str | None, Scope]:
        before = self._known.get(person_id)
        if before is not None and before[0] == held:
            return before
        person = people.person_at(session, person_id, at)
        return held, scope(() if person is None else person.grants)
