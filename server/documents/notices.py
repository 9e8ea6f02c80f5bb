"""The paper of a notice: reminder of the grid, or rectification order of two licensed inspectors.

Source: docs/rules.md 0.1 (two papers), 2.5 (fields of the forms).
"""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

import segno
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from grids.commands import NoticeKind
from grids.errors import Refusal
from grids.policy import local_day
from server import catalogue, photos
from server.documents import place_map, printing, scenes
from server.documents.wording import Words
from server.photos import PhotoStore
from server.store import authorities, places
from server.store.laws import law_of
from server.store.tables import (
    Enterprise,
    Evidence,
    HazardRow,
    InspectionPaper,
    NoticeItemRow,
    NoticeRow,
    PersonRow,
    PhotoRow,
)

_PHOTOS_AN_ITEM: Final = 2
_FEW: Final = 4
_ONE_ROW: Final = 5
"""With few items and photos everything is to fit on one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One hazard on the paper."""

    number: int
    row: HazardRow
    demand: str
    due_on: date
    law: str
    shots: Sequence[Shot]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A photo on the paper; without `source`, `missing` is the sentence that says why."""

    number: int
    sha256: str
    taken: str
    missing: str
    source: str = ""


def render_notice(session: Session, store: PhotoStore, notice_id: UUID, link: str, lang: str) -> bytes:
    """Return the paper of a notice as PDF; made once and kept until something on it changes.

    Raises: Refusal("not-found"); apart.ChildFailedError when the typesetter fails.
    """
    return printing.pdf(notice_page(session, store, notice_id, link, lang), store.papers)


def notice_page(session: Session, store: PhotoStore, notice_id: UUID, link: str, lang: str) -> str:
    """Return the paper as HTML that needs nothing from anywhere else."""
    notice = session.get(NoticeRow, notice_id)
    if notice is None:
        raise Refusal("not-found", thing="notice")
    enterprise = session.get_one(Enterprise, notice.enterprise_id)
    words = Words(lang)
    items = _items(session, store, notice, words)
    numbered = [(item.number, item.row) for item in items]
    compact = len(items) <= _FEW and sum(len(item.shots) for item in items) <= _ONE_ROW
    return printing.page(
        "notice.html",
        t=words,
        notice=notice,
        is_order=notice.kind == NoticeKind.RECTIFICATION_ORDER.value,
        enterprise=enterprise,
        items=items,
        compact=compact,
        terms=_terms(items, words),
        signers=_signers(session, notice),
        seal=_seal(session, notice),
        authority=words.remedies(places.area_name(session, notice.district_id)),
        town=places.area_name(session, notice.town_id),
        void=_void(session, notice, lang),
        place=scenes.drawn(session, enterprise, numbered, words("map.north"), low=compact),
        qr=Markup(segno.make(link, error="m").svg_inline(border=0, scale=1, omitsize=True)),  # noqa: S704 - made here
        link=link,
    )


def picture(store: PhotoStore, sha256: str) -> str:
    """Return a photo as the source of an image inside the page; nothing where the stored bytes are gone or changed.

    A paper is printed all the same: `./wangge verify` is what names damaged storage.
    """
    try:
        content = photos.print_copy(store, sha256)
    except (Refusal, photos.StorageError):
        return ""
    return "data:image/jpeg;base64," + base64.b64encode(content).decode()


def _items(session: Session, store: PhotoStore, notice: NoticeRow, words: Words) -> list[Item]:
    query = (
        select(NoticeItemRow, HazardRow)
        .join(HazardRow, HazardRow.id == NoticeItemRow.hazard_id)
        .where(NoticeItemRow.notice_id == notice.id)
        .order_by(NoticeItemRow.item_no)
    )
    found = []
    for item, hazard in session.execute(query):
        shots = _shots(session, hazard, item.item_no, words)
        found.append(
            Item(
                number=item.item_no, row=hazard, demand=item.demand, due_on=item.due_on,
                law=law_of(session, hazard, words.language),
                shots=[replace(shot, source=picture(store, shot.sha256)) for shot in shots[:_PHOTOS_AN_ITEM]],
                more=max(0, len(shots) - _PHOTOS_AN_ITEM),
            )
        )  # fmt: skip
    return found


def _shots(session: Session, hazard: HazardRow, number: int, words: Words) -> list[Shot]:
    query = (
        select(Evidence, PhotoRow.sha256)
        .outerjoin(PhotoRow, PhotoRow.sha256 == Evidence.sha256)
        .where(Evidence.hazard_id == hazard.id, Evidence.role == "before")
        .order_by(Evidence.id)
    )
    return [
        Shot(
            number=number, sha256=shown.sha256, taken=words.minute(shown.taken_at),
            missing=words("photo.lost" if stored else "photo.owed"),
        )
        for shown, stored in session.execute(query)
    ]  # fmt: skip


def _void(session: Session, notice: NoticeRow, lang: str) -> str:
    """Write what stands across an order whose document does not count, and why."""
    void = InspectionPaper.notice_id == notice.id, InspectionPaper.state == "voided"
    reason = session.scalar(select(InspectionPaper.void_reason).where(*void))
    return "" if reason is None else catalogue.text("inspections", "voided", lang, {"reason": reason})


def _terms(items: Sequence[Item], words: Words) -> list[tuple[str, str]]:
    """Say which items are due on which day, earliest first."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for item in items:
        by_day[item.due_on].append(item.number)
    return [(_listed(by_day[on], words), words.day(on)) for on in sorted(by_day)]


def _listed(numbers: Sequence[int], words: Words) -> str:
    """Write item numbers as the forms do: 1、3至6."""
    return place_map.run(numbers).replace(",", words("comma")).replace("–", words("to"))


def _signers(session: Session, notice: NoticeRow) -> list[tuple[str, str]]:
    """Return who signs the paper, each with the number of the licence, if there is one."""
    people = [
        session.get_one(PersonRow, person) for person in (notice.issued_by, notice.second_id) if person is not None
    ]
    return [(person.name, person.licence_no or "") for person in people]


def _seal(session: Session, notice: NoticeRow) -> str:
    """Name what the seal says: the authority's of the day of issue, where it signed this paper."""
    for area in (notice.town_id, notice.district_id):
        authority = authorities.on_day(session, area, local_day(notice.issued_at))
        if authority is not None and authority.name == notice.issuer:
            return authority.seal_name
    return notice.issuer
