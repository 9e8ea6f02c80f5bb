"""What a checker's phone holds of spot checks: only the enterprises that are the person's own to check."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

_TARGETS = text(
    "SELECT t.enterprise_id, json_build_object('id', t.id, 'title', c.title, 'period', c.period, 'due_on', c.due_on, "
    "'checker_id', t.checker_id, 'second_id', t.second_id, 'items', t.items)::text AS told "
    "FROM spot_target t JOIN spot_check c ON c.id = t.spot_check_id "
    "WHERE t.state = 'waiting' AND :me IN (t.checker_id, t.second_id) AND t.enterprise_id = ANY(:ids) "
    "ORDER BY c.due_on, t.id"
)


def with_targets(session: Session, docs: list[str], me: UUID, ids: Sequence[UUID]) -> list[str]:
    """Put the spot checks that wait for a person into the documents of their enterprises, as `spot`."""
    found: dict[str, list[str]] = {}
    for row in session.execute(_TARGETS, {"me": me, "ids": list(ids)}):
        found.setdefault(str(row.enterprise_id), []).append(row.told)
    if not found:
        return docs
    return [_with(doc, found.get(str(json.loads(doc)["id"]))) for doc in docs]


def _with(doc: str, told: list[str] | None) -> str:
    return doc if told is None else f'{doc[:-1]},"spot":[{",".join(told)}]}}'
