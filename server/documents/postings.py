"""Posting sheets: one A4 page a grid unit, on which the public reads whose it is and what to tell them.

Source: docs/rules.md 3.5 (made anew when boundaries change); Work Safety Law art. 74 (everybody may report).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup
from sqlalchemy.orm import Session

from grids.permissions import Scope
from server.documents import place_map, printing, scenes
from server.documents.map_frame import frame
from server.documents.wording import Words
from server.reads import postings
from server.reads.postings import Posting

_MAP_MM: Final = (172.0, 96.0)
_ROW_MM: Final = 9.5
_LINE_MM: Final = 6.0
_ROWS: Final = 3
_LEAST_MM: Final = 50.0
"""What is named beyond head, A and B takes its room from the map, so that one page is enough."""
_LETTERS: Final = 1.35
_REPORTS: Final = range(1, 7)
_NAMED: Final = 10
_SMALL_KM2: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page: what it says, and its map."""

    of: Posting
    people: Sequence[tuple[str, str, str]]
    place: str
    area: str
    neighbours: str
    map: Markup


def unit_page(session: Session, seen: Scope, unit_id: int, at: datetime, language: str) -> str:
    """Return the sheet of a unit as HTML that needs nothing from anywhere else.

    Raises: Refusal("not-found").
    """
    posting = postings.of_unit(session, seen, unit_id, at)
    return _unit_page(_sheet(session, posting, Words(language)), language)


def town_page(session: Session, seen: Scope, town_id: int, at: datetime, language: str) -> str:
    """Return the sheets of a town as one paper with numbered pages.

    Raises: Refusal("not-found").
    """
    return _town_page(_sheets(session, postings.of_town(session, seen, town_id, at), language), language)


def pages_of_town(session: Session, seen: Scope, town_id: int, at: datetime, language: str) -> list[str]:
    """Return the paper of a town, then that of each of its units.

    Raises: Refusal("not-found").
    """
    sheets = _sheets(session, postings.of_town(session, seen, town_id, at), language)
    return [_town_page(sheets, language), *(_unit_page(sheet, language) for sheet in sheets)]


def _unit_page(sheet: Sheet, language: str) -> str:
    return _page([sheet], language, f"{sheet.of.name} {sheet.of.code}", is_bundle=False)


def _town_page(sheets: Sequence[Sheet], language: str) -> str:
    return _page(sheets, language, "".join(sheets[0].of.place[:2]), is_bundle=True)


def _sheets(session: Session, found: Sequence[Posting], language: str) -> list[Sheet]:
    return [_sheet(session, posting, Words(language)) for posting in found]


def _page(sheets: Sequence[Sheet], language: str, named: str, *, is_bundle: bool) -> str:
    """Fill the page; nothing on it changes from day to day: it is typeset again only when something it shows does."""
    words = Words(language)
    return printing.page(
        "posting.html",
        t=words,
        title=f"{words('posting.title')} {named}",
        sheets=sheets,
        is_bundle=is_bundle,
        reports=[words(f"posting.report.{no}") for no in _REPORTS],
    )


def _sheet(session: Session, posting: Posting, words: Words) -> Sheet:
    people = _people(posting, words)
    return Sheet(
        of=posting,
        people=people,
        place=words("posting.place.join").join(posting.place),
        area=words("posting.area.km2", km2=_km2(posting.area_m2)),
        neighbours=_neighbours(posting.neighbours, words),
        map=_map(session, posting, words, _height_mm(posting, len(people))),
    )


def _people(posting: Posting, words: Words) -> list[tuple[str, str, str]]:
    """List role, name and phone; a post that nobody holds keeps its line, to be filled in by hand."""
    rows = [(words("posting.head"), *posting.head)]
    for part in ("A", "B", ""):
        held = [each for each in posting.officers if each.part == part]
        rows += [(words(f"posting.part.{part}"), each.name, each.phone) for each in held]
        if not held and part:
            rows.append((words(f"posting.part.{part}"), "", ""))
    return rows


def _neighbours(names: Sequence[str], words: Words) -> str:
    """Name the neighbours clockwise from the north; of very many the first and the number."""
    if not names:
        return words("posting.neighbours.none")
    listed = words("comma").join(names[:_NAMED])
    return listed if len(names) <= _NAMED else words("posting.neighbours.more", names=listed, n=len(names))


def _km2(area_m2: float) -> str:
    """Write an area so that small units keep two digits.

    >>> _km2(1_234_567), _km2(12_345)
    ('1.23', '0.012')
    """
    km2 = area_m2 / 1_000_000
    return f"{km2:.2f}" if km2 >= _SMALL_KM2 else f"{km2:.3f}"


def _height_mm(posting: Posting, people: int) -> float:
    """Return how high the map may be beside what else stands on the page."""
    used = _ROW_MM * (people - _ROWS) + (_LINE_MM if posting.address else 0)
    return max(_MAP_MM[1] - used, _LEAST_MM)


def _map(session: Session, posting: Posting, words: Words, height_mm: float) -> Markup:
    window = frame(posting.shape, _MAP_MM[0], height_mm, least_m=300, margin=1.35)
    seen = scenes.around(session, posting.id, posting.name, posting.shape)
    drawn = place_map.draw(seen, window, north=words("map.north"), with_marks=False, letters=_LETTERS)
    return Markup(drawn)  # noqa: S704 - drawn here, names in it are escaped
