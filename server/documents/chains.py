"""The record of a hazard: who did what when, by the phone's clock and the server's, with every photo and receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final, get_args
from uuid import UUID

from geoalchemy2.shape import to_shape
from sqlalchemy import select
from sqlalchemy.orm import Session

from grids.commands import HazardStep, ListingStep, ListLevel, NoticeStep
from grids.errors import Refusal
from server.documents import printing, scenes
from server.documents.notices import picture
from server.documents.wording import Words
from server.photos import PhotoStore
from server.store import places
from server.store.tables import (
    ActReceived,
    Enterprise,
    Evidence,
    HazardEventRow,
    HazardRow,
    NoticeRow,
    PersonRow,
    PhotoRow,
)

_NOT_FACTS: Final = frozenset(
    {"kind", "hazard", "enterprise", "visit", "notice", "notice_kind", "photos", "fix", "found_at", "done_at",
     "inspected_at", "ordered_at", "examined_at", "checked_at", "listing", "consented", "confirmed", "category",
     "check_item", "expected_version", "granted", "approved", "passed", "phone", "items"}
)  # fmt: skip
"""Fields that are said elsewhere on the record, or are no facts of the case."""
_ORDER: Final = {
    command.kind: {field.name: no for no, field in enumerate(fields(command))}
    for command in (*get_args(HazardStep), *get_args(NoticeStep), *get_args(ListingStep))
}
"""What an act says, in the order in which its command declares it; the database keeps another."""
_WIDE: Final = ("enterprise", "place", "description")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened."""

    number: int
    row: HazardEventRow
    details: Sequence[tuple[str, str]]
    where: str
    photos: Sequence[str]
    receipt: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A photo of the record; without `source`, `missing` is the sentence that says why."""

    role: str
    sha256: str
    taken: str
    where: str
    source: str
    missing: str


def render_chain(session: Session, store: PhotoStore, hazard_id: UUID, lang: str) -> bytes:
    """Return the record of a hazard as PDF; made once and kept until something new happens.

    Raises: Refusal("not-found"); apart.ChildFailedError when the typesetter fails.
    """
    return printing.pdf(chain_page(session, store, hazard_id, lang), store.papers)


def chain_page(session: Session, store: PhotoStore, hazard_id: UUID, lang: str) -> str:
    """Return the record as HTML that needs nothing from anywhere else."""
    hazard = session.get(HazardRow, hazard_id)
    if hazard is None:
        raise Refusal("not-found", thing="hazard")
    words = Words(lang)
    enterprise = session.get_one(Enterprise, hazard.enterprise_id)
    steps = _steps(session, hazard, words)
    facts = _facts(session, hazard, enterprise, words)
    return printing.page(
        "chain.html",
        t=words,
        hazard=hazard,
        enterprise=enterprise,
        wide=[(words(f"fact.{name}"), facts[name]) for name in _WIDE],
        short=[(words(f"fact.{name}"), value) for name, value in facts.items() if name not in _WIDE],
        steps=steps,
        as_of=words.moment(steps[-1].row.at if steps else hazard.recorded_at),
        shots=_shots(session, store, hazard, words),
        place=scenes.drawn(session, enterprise, [(1, hazard)], words("map.north")),
    )


def _facts(session: Session, hazard: HazardRow, enterprise: Enterprise, words: Words) -> dict[str, str]:
    finder = session.get_one(PersonRow, hazard.found_by)
    notice = session.get(NoticeRow, hazard.notice_id) if hazard.notice_id else None
    place = "—"
    if hazard.point is not None and hazard.point_from == "fix":
        point = to_shape(hazard.point)
        place = words.position(point.x, point.y, hazard.point_radius_m)
    return {
        "ledger_no": hazard.ledger_no, "state": words.state(hazard.state), "enterprise": enterprise.name,
        "place": hazard.place, "description": hazard.description, "level": words(f"level.{hazard.level}"),
        "category": words(f"category.{hazard.category}"), "source": words(f"source.{hazard.source}"),
        "found_by": finder.name, "found_at": words.moment(hazard.found_at), "position": place,
        "notice": "—" if notice is None else notice.number, "due_on": words.day(hazard.due_on),
        "original_due_on": words.day(hazard.original_due_on), "closed_at": words.moment(hazard.closed_at),
    }  # fmt: skip


def _steps(session: Session, hazard: HazardRow, words: Words) -> list[Step]:
    query = (
        select(HazardEventRow, ActReceived.receipt)
        .outerjoin(ActReceived, ActReceived.id == HazardEventRow.act_id)
        .where(HazardEventRow.hazard_id == hazard.id)
        .order_by(HazardEventRow.id)
    )
    return [
        Step(
            number=no, row=row, receipt=receipt, where=_where(row.body, words),
            details=_details(session, hazard, row.body, words),
            photos=[photo["sha256"] for photo in row.body.get("photos", [])],
        )
        for no, (row, receipt) in enumerate(session.execute(query), start=1)
    ]  # fmt: skip


def _where(body: Mapping[str, Any], words: Words) -> str:
    fix = body.get("fix")
    return words.position(fix["lon"], fix["lat"], fix.get("radius_m")) if fix else ""


def _details(session: Session, hazard: HazardRow, body: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """Say what the act said, each field by its name; of a notice, what it says of this hazard."""
    order = _ORDER.get(body.get("kind", ""), {})
    names = sorted(body, key=lambda name: order.get(name, len(order)))
    said = {name: body[name] for name in names if name not in _NOT_FACTS and body[name] not in (None, "", [])}
    own = next((item for item in body.get("items", []) if item["hazard"] == str(hazard.id)), None)
    if own is not None:
        said |= {"demand": own["demand"], "due_on": own["due_on"]}
    return [(words(f"field.{name}"), _value(session, name, value, words)) for name, value in said.items()]


def _value(session: Session, name: str, value: Any, words: Words) -> str:  # noqa: ANN401 - any field of a command
    match name:
        case "level" | "measure" | "outcome" | "decision" | "evaluation" | "milestones":
            return _term(name, value, words)
        case "to_area":
            return places.area_name(session, value)
        case "second_inspector":
            person = session.get(PersonRow, UUID(value))
            return str(value) if person is None else person.name
        case "master":
            master = session.get(HazardRow, UUID(value))
            return str(value) if master is None else master.ledger_no
        case _ if name.endswith(("_on", "deadline")):
            return words.day(date.fromisoformat(value))
        case _ if isinstance(value, list):
            return words("comma").join(str(each) for each in value)
        case _:
            return str(value)


def _term(name: str, value: Any, words: Words) -> str:  # noqa: ANN401 - a term or a part of a plan
    """Say a term by its word, an evaluation and milestones by their lines."""
    match name:
        case "level":
            return words(f"{'list_level' if value in list(ListLevel) else 'level'}.{value}")
        case "evaluation":
            on = words.day(date.fromisoformat(value["evaluated_on"]))
            return words("evaluation.line", **{**value, "by": words(f"evaluator.{value['by']}"), "evaluated_on": on})
        case "milestones":
            dated = [{**each, "due_on": words.day(date.fromisoformat(each["due_on"]))} for each in value]
            return words("comma").join(words("milestone.line", **each) for each in dated)
        case _:
            return words(f"{name}.{value}")


def _shots(session: Session, store: PhotoStore, hazard: HazardRow, words: Words) -> list[Shown]:
    query = (
        select(Evidence, PhotoRow.sha256)
        .outerjoin(PhotoRow, PhotoRow.sha256 == Evidence.sha256)
        .where(Evidence.hazard_id == hazard.id)
        .order_by(Evidence.taken_at, Evidence.id)
    )
    found = []
    for shown, stored in session.execute(query):
        point = None if shown.fix is None else to_shape(shown.fix)
        where = "" if point is None else words.position(point.x, point.y, shown.fix_radius_m)
        found.append(
            Shown(
                role=words(f"photo.role.{shown.role}"), sha256=shown.sha256, taken=words.moment(shown.taken_at),
                where=where, source=picture(store, shown.sha256) if stored else "",
                missing=words("photo.lost" if stored else "photo.owed"),
            )
        )  # fmt: skip
    return found
