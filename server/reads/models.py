"""Model enterprises that are shown to all, and the versions of a story for who may publish it.

Source: 常安〔2016〕21号 二(三) (docs/rules.md 1, R62). All of a district read it: no person, no hazard, no grade.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session, aliased

from grids.enterprises import VISITED
from grids.errors import Refusal
from grids.permissions import MAY, Person
from grids.policy import local_day
from server.reads import scope as bind
from server.store import models, places
from server.store.policy import models_on
from server.store.tables import Cohort, CohortMember, Enterprise, ModelStory, PersonRow

_OPENING: Final = 160
"""How much of a story a list shows. Unit: characters."""
_FILTERS: Final = {
    "id": "AND m.id = :id",
    "supervision_class": "AND e.supervision_class = :supervision_class",
    "town": "AND e.town_id = :town",
    "after_at": "AND (s.published_at, m.id) < (:after_at, :after_id)",
    "after_id": "",
}
_CARD: Final = ("id", "name", "supervision_class", "industry", "town_id", "town", "department", "year", "title")
_COLUMN: Final = {"supervision_class": "supervision_class", "town": "town_id"}


def listed(
    session: Session, person: Person, wanted: Mapping[str, Any], at: datetime, after: tuple[datetime, int] | None,
    limit: int,
) -> dict[str, Any]:  # fmt: skip
    """List cards, the last published first, and how many there are of each trade and town.

    `next` is when the last one was published and its id; `after` is that of the page before.
    """
    asked = {name: value for name, value in wanted.items() if value not in (None, "")}
    begin = {} if after is None else {"after_at": after[0], "after_id": after[1]}
    rows = _rows(session, person, {**asked, **begin}, at, limit + 1)
    counted = _counted(session, person, at)
    narrow = [(name, asked[name]) for name in ("supervision_class", "town") if name in asked]
    total = sum(row["n"] for row in counted if all(row[_COLUMN[name]] == value for name, value in narrow))
    return {
        "items": [_card(row) for row in rows[:limit]], "total": total,
        "next": (rows[limit - 1]["published_at"], rows[limit - 1]["id"]) if len(rows) > limit else None,
        **_choices(counted),
    }  # fmt: skip


def one(session: Session, person: Person, member: int, at: datetime) -> dict[str, Any]:
    """Return a story that is up; to who may publish it also one that is not, and every version.

    Raises: Refusal `not-found`.
    """
    up = _rows(session, person, {"id": member}, at, 1)
    kept = _kept(session, person, member, at)
    if not up and kept is None:
        raise Refusal("not-found", thing="model")
    shown = {**_card(up[0]), "body": up[0]["body"]} if up else None
    return {"id": member, "shown": shown, "kept": kept}


def has_photo(session: Session, person: Person, member: int, sha256: str, at: datetime) -> bool:
    """Tell whether a photo is shown by a story that is up, or by a version that the person may publish."""
    up = _rows(session, person, {"id": member}, at, 1)
    if up and sha256 in up[0]["photos"]:
        return True
    kept = _kept(session, person, member, at)
    return kept is not None and any(sha256 in version["photos"] for version in kept["versions"])


def _rows(
    session: Session, person: Person, asked: Mapping[str, Any], at: datetime, limit: int
) -> list[dict[str, Any]]:  # fmt: skip
    bound = bind.models(places.of_person(session, person.id, at))
    condition = " ".join(_FILTERS[name] for name in asked)
    sql = bind.statement("models").format(scope=bound.sql, up=models.UP, filter=condition)
    values = {**bound.values, **asked, "visited": sorted(VISITED), "limit": limit}
    return [dict(row._mapping) for row in session.execute(text(sql), values)]  # noqa: SLF001


def _card(row: Mapping[str, Any]) -> dict[str, Any]:
    opening = " ".join(row["body"].split())
    cut = opening if len(opening) <= _OPENING else opening[: _OPENING - 1] + "…"
    told = {name: row[name] for name in _CARD}
    return {**told, "opening": cut, "photos": row["photos"], "published_at": row["published_at"],
            "is_demo": row["is_demo"]}  # fmt: skip


def _counted(session: Session, person: Person, at: datetime) -> list[dict[str, Any]]:
    """Count the stories that are up by trade and town."""
    bound = bind.models(places.of_person(session, person.id, at))
    found = bind.statement("models").format(scope=bound.sql, up=models.UP, filter="")
    sql = f"SELECT supervision_class, town_id, town, count(*) AS n FROM ({found}) f GROUP BY 1, 2, 3"
    values = {**bound.values, "visited": sorted(VISITED), "limit": None}
    return [dict(row._mapping) for row in session.execute(text(sql), values)]  # noqa: SLF001


def _choices(counted: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Sum by trade and by town: no single choice leads to an empty page, a trade and a town together may."""
    classes: Counter[str] = Counter()
    towns: Counter[tuple[str, int]] = Counter()
    for row in counted:
        classes[row["supervision_class"]] += row["n"]
        if row["town_id"] is not None:
            towns[row["town"], row["town_id"]] += row["n"]
    return {
        "classes": [{"supervision_class": name, "n": n} for name, n in sorted(classes.items())],
        "towns": [{"id": own, "name": name, "n": n} for (name, own), n in sorted(towns.items())],
    }


def _kept(session: Session, person: Person, member: int, at: datetime) -> dict[str, Any] | None:
    """Return all versions of a member's story, and what may be done with it, for who may publish it there.

    Nothing where the enterprise has left the cohort's district: no act on it is taken there, and none here.
    """
    row = session.get(CohortMember, member)
    if row is None:
        return None
    enterprise = session.get_one(Enterprise, row.enterprise_id)
    if enterprise.district_id != session.get_one(Cohort, row.cohort_id).district_id:
        return None
    if not MAY["publish-model"] & person.roles(places.place_of(enterprise)):
        return None
    versions = _versions(session, member)
    if not versions:
        return None
    now = models.showing(row, enterprise, models.last(session, row))
    may = (["publish-model"] if now.may_be_published else []) + (["withdraw-model"] if now.is_up else [])
    policy = models_on(local_day(at))
    return {
        "cohort_id": row.cohort_id, "enterprise_id": enterprise.id, "name": enterprise.name,
        "removed_at": row.removed_at, "removed_reason": row.removed_reason, "versions": versions, "may": may,
        "story_max": policy.story_max, "photos_max": policy.photos_max,
    }  # fmt: skip


def _versions(session: Session, member: int) -> list[dict[str, Any]]:
    """List the versions of a story, the last one first."""
    by, down = aliased(PersonRow), aliased(PersonRow)
    query = (
        select(ModelStory, by.name, down.name).join(by, by.id == ModelStory.published_by)
        .outerjoin(down, down.id == ModelStory.down_by).where(ModelStory.member_id == member)
        .order_by(ModelStory.number.desc())
    )  # fmt: skip
    return [
        {
            "number": story.number, "title": story.title, "body": story.body, "photos": story.photos,
            "published_by_name": name, "published_at": story.published_at,
            "down_by_name": taker, "down_at": story.down_at, "down_reason": story.down_reason,
        }
        for story, name, taker in session.execute(query)
    ]  # fmt: skip
