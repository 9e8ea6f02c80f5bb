"""What a phone carries of published content: the standards by class and grade, once a district."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from grids.content import Published, carried
from grids.permissions import Scope
from server.reads import scope as bind


def of_phone(session: Session, seen: Scope, today: date, districts: Sequence[int] | None = None) -> list[str]:
    """Return what holds in the districts of a scope, or in some of them, today or later, as JSON texts by district.

    A district where nobody names a standard has none.
    """
    bound = bind.content(seen)
    named = "" if districts is None else "AND f.district_id = ANY(:named)"
    sql = text(bind.statement("content").format(scope=bound.sql, filter=named))
    values = {**bound.values, **({} if districts is None else {"named": list(districts)})}
    rows = session.execute(sql, values)
    told = []
    for district, of_district in groupby(rows, key=lambda row: row.district_id):
        kept = carried([_published(row) for row in of_district], today)
        if kept:
            document = {"id": district, "sets": [_shown(each) for each in kept]}
            told.append(json.dumps(document, ensure_ascii=False, separators=(",", ":")))
    return told


def _published(row: Row[Any]) -> Published:
    named = {each["grade"]: tuple(each.get("checklists", ())) for each in row.grades}
    grades = {grade: codes for grade, codes in named.items() if codes}
    return Published(supervision_class=row.supervision_class, valid_from=row.valid_from, grades=grades)


def _shown(each: Published) -> dict[str, Any]:
    start = each.valid_from.isoformat()
    return {"supervision_class": each.supervision_class, "valid_from": start, "grades": dict(each.grades)}
