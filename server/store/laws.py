"""The legal basis of a hazard, in the words of the checklist it was found by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from grids.policy import local_day
from server.store.tables import ChecklistVersion, HazardRow, VisitRow


def law_of(session: Session, hazard: HazardRow, language: str) -> str:
    """Return the legal basis of a hazard that was found by a checklist item, as the version of its visit says.

    Before the visit is finished no version is noted yet: then the one that held when the hazard was found.
    """
    if hazard.check_item is None:
        return ""
    visit = session.get(VisitRow, hazard.visit_id) if hazard.visit_id else None
    used = visit.checklist_version_id if visit else None
    query = select(ChecklistVersion).where(ChecklistVersion.items.contains([{"code": hazard.check_item}]))
    if used is not None:
        query = query.where(ChecklistVersion.id == used)
    else:
        query = query.where(ChecklistVersion.valid_from <= local_day(hazard.found_at))
    version = session.scalars(query.order_by(ChecklistVersion.valid_from.desc()).limit(1)).first()
    items: list[dict[str, Any]] = version.items if version else []
    item: dict[str, Any] = next((each for each in items if each["code"] == hazard.check_item), {})
    return str((item.get("law_en") if language == "en" else None) or item.get("law") or "")
