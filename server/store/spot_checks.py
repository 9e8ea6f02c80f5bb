"""Spot checks as rows: who can be drawn, what of their reports is looked at, and what the draw gives again."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from grids import self_checks, spot_checks
from grids.commands import SpotStratum
from grids.errors import Refusal
from grids.policy import HERE
from grids.spot_checks import Drawn, Framed, SpotPolicy
from server.store.tables import SpotCheckRow, SpotFrame, SpotTarget

_STRATA: TypeAdapter[tuple[SpotStratum, ...]] = TypeAdapter(tuple[SpotStratum, ...])
_TITLE: Final = 120
_FRAME: Final = text(
    "SELECT e.id AS enterprise, e.town_id AS town, e.supervision_class, e.grade, coalesce(s.zero, false) AS zero "
    "FROM self_period s JOIN enterprise e ON e.id = s.enterprise_id "
    "WHERE s.period = :period AND s.waived IS NULL AND (s.checks > 0 OR s.report_id IS NOT NULL) "
    "AND e.status = 'active' AND e.district_id = :district "
    "AND (CAST(:class AS text) IS NULL OR e.supervision_class = :class)"
)
_ANSWERS: Final = text(
    "SELECT DISTINCT ON (s.enterprise_id, a.said ->> 'item') s.enterprise_id AS enterprise, a.said ->> 'item' AS code, "
    "a.said ->> 'result' AS said, i.item ->> 'title' AS title, i.item ->> 'title_en' AS title_en "
    "FROM self_check s JOIN checklist_version v ON v.id = s.checklist_version_id "
    "CROSS JOIN LATERAL jsonb_array_elements(s.answers) a(said) "
    "LEFT JOIN LATERAL (SELECT item FROM jsonb_array_elements(v.items) x(item) "
    "WHERE item ->> 'code' = a.said ->> 'item' LIMIT 1) i ON true "
    "WHERE s.enterprise_id = ANY(:ids) AND s.period = ANY(:periods) "
    "AND a.said ->> 'result' IN ('ok', 'not_applicable') "
    "ORDER BY s.enterprise_id, a.said ->> 'item', s.finished_at DESC"
)
_HAZARDS: Final = text(
    "SELECT h.enterprise_id AS enterprise, h.id, h.state, h.place, h.description FROM hazard h "
    "WHERE h.enterprise_id = ANY(:ids) AND h.source = 'self_check' AND h.found_at >= :first AND h.found_at < :until "
    "AND h.state NOT IN ('void', 'merged', 'invalid') ORDER BY h.enterprise_id, h.found_at"
)


def order_of(session: Session, spot_check: UUID) -> SpotCheckRow:
    """Find an order and lock it, or refuse."""
    found = session.scalars(select(SpotCheckRow).where(SpotCheckRow.id == spot_check).with_for_update()).one_or_none()
    if found is None:
        raise Refusal("not-found", thing="spot_check")
    return found


def target_of(session: Session, target: UUID) -> SpotTarget:
    """Find one enterprise of a sample and lock it, or refuse."""
    found = session.scalars(select(SpotTarget).where(SpotTarget.id == target).with_for_update()).one_or_none()
    if found is None:
        raise Refusal("not-found", thing="spot_target")
    return found


def frame_now(session: Session, district: int, supervision_class: str | None, period: str) -> list[Framed]:
    """List who could be drawn today: active enterprises that checked themselves in the period or reported for it."""
    values = {"period": period, "district": district, "class": supervision_class}
    return [Framed(**row._mapping) for row in session.execute(_FRAME, values)]  # noqa: SLF001


def keep_frame(session: Session, spot_check: UUID, frame: Sequence[Framed]) -> None:
    """Keep who could be drawn, as it is now."""
    rows = [
        {
            "spot_check_id": spot_check, "enterprise_id": one.enterprise, "town_id": one.town,
            "supervision_class": one.supervision_class, "grade": one.grade, "zero": one.zero,
        }
        for one in frame
    ]  # fmt: skip
    session.execute(insert(SpotFrame), rows)


def kept_frame(session: Session, spot_check: UUID) -> list[Framed]:
    """Read who could be drawn when the order was given."""
    rows = session.scalars(select(SpotFrame).where(SpotFrame.spot_check_id == spot_check))
    return [
        Framed(
            enterprise=row.enterprise_id, town=row.town_id, supervision_class=row.supervision_class, grade=row.grade,
            zero=row.zero,
        )
        for row in rows
    ]  # fmt: skip


def draw_again(session: Session, row: SpotCheckRow, seed: str) -> tuple[Drawn, ...]:
    """Draw from what the order kept: with its own seed it gives its own sample."""
    return spot_checks.draw(kept_frame(session, row.id), _STRATA.validate_python(row.strata), seed)


def written(strata: Sequence[SpotStratum]) -> list[dict[str, Any]]:
    """Write strata as a row keeps them."""
    kept: list[dict[str, Any]] = json.loads(_STRATA.dump_json(tuple(strata)))
    return kept


def items_of(
    session: Session, enterprises: Collection[UUID], period: str, seed: str, policy: SpotPolicy
) -> dict[UUID, list[dict[str, Any]]]:
    """Return what of each self-report is looked at: answers, hazards it names, hazards it says are gone."""
    whole = self_checks.period(period)
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    codes: dict[UUID, list[str]] = defaultdict(list)
    values: dict[str, Any] = {"ids": list(enterprises), "periods": _quarters(whole)}
    answers = session.execute(_ANSWERS, values).all()
    for row in answers:
        codes[row.enterprise].append(row.code)
    shown = {own: spot_checks.shown_answers(listed, own, seed, policy) for own, listed in codes.items()}
    for row in answers:
        if row.code in shown[row.enterprise]:
            found[row.enterprise].append(
                {"item": f"answer:{row.code}", "kind": "answer", "said": row.said, "title": row.title or row.code,
                 "title_en": row.title_en or row.title or row.code}
            )  # fmt: skip
    first = datetime.combine(whole.first, time.min, tzinfo=HERE)
    until = datetime.combine(whole.last + timedelta(days=1), time.min, tzinfo=HERE)
    for row in session.execute(_HAZARDS, {"ids": list(enterprises), "first": first, "until": until}):
        kind = "closing" if row.state == "closed" else "hazard"
        title = f"{row.place} {row.description}"[:_TITLE]
        found[row.enterprise].append(
            {"item": f"{kind}:{row.id}", "kind": kind, "said": row.state, "title": title, "title_en": title}
        )
    return found


def _quarters(whole: self_checks.Period) -> list[str]:
    """Name the quarters whose self-checks a period holds."""
    return [f"{whole.code}Q{n}" for n in range(1, 5)] if whole.is_year else [whole.code]
