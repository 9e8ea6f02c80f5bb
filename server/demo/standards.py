"""A standard that the demo's department wrote: a version that holds, and the draft of the next with a gap."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from grids.policy import local_day
from server import standards
from server.store.tables import Checklist, ChecklistVersion, StandardDraft

_TAKEN: Final = ("G03", "G06", "G08", "G11", "G12", "G13", "G16", "G17", "G18")
"""What a shop needs of the general list."""
_HEADER: Final = {
    "name": "示范·商贸经营单位自查标准", "name_en": "Demo: standard for commerce", "classes": ["commerce"], "tags": [],
}  # fmt: skip


def write(session: Session, district: int, department: UUID, at: datetime) -> None:
    """Put it in, as the department would have written it over a month ago."""
    general = next(each for each in standards.read() if each["code"] == "general")
    by_code = {item["code"]: item for item in general["version"][-1]["items"]}
    items: list[dict[str, Any]] = [{**by_code[code], "code": f"SM{n:02d}"} for n, code in enumerate(_TAKEN, start=1)]
    row = Checklist(code="demo-commerce", district_id=district, **_HEADER)
    session.add(row)
    session.flush()
    since = local_day(at) - timedelta(days=45)
    session.add(ChecklistVersion(checklist_id=row.id, number=1, valid_from=since, items=items, published_by=department))
    more = {
        "code": "SM10", "category": "S05", "level": "general", "title": "货架与灯具、喷头保持距离",
        "title_en": "Shelves away from lamps and sprinklers", "do": "货架顶与灯具、喷头留出距离",
        "how": "量货架顶与喷头的距离",
        "how_en": "", "law": "", "law_en": "",
    }  # fmt: skip
    session.add(
        StandardDraft(
            checklist_id=row.id, revision=2, header=_HEADER, items=[*items, more], touched_by=department,
            touched_at=at - timedelta(days=5),
        )
    )  # fmt: skip
