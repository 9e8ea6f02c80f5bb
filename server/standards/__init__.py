"""The checklists that ship: read from the files here and put into the database, version by version.

An item names its articles as `安全生产法 36.4` (article, paragraph) or `安全生产法 97(3)` (article, item); both
languages of the citation are made from that. A version with `builds_on` says only what it adds to an earlier one.
"""

from __future__ import annotations

import functools
import re
import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from server.store.tables import Checklist, ChecklistVersion

LAWS: Final[dict[str, tuple[str, str, str]]] = {
    "安全生产法": ("安全生产法", "Work Safety Law", "2021"),
    "消防法": ("消防法", "Fire Protection Law", "2021"),
    "应急条例": ("生产安全事故应急条例", "Regulation on Response to Work Accidents", "2019"),
    "工贸判定标准": ("工贸企业重大事故隐患判定标准", "Major Hazard Criteria for Industry and Trade", "2023"),
}
"""Short name in the files -> name on the screen, in Chinese and English, and the year of the text that was read."""

_CITED: Final = re.compile(r"(\S+) (\d+)(?:\.(\d+))?(?:\((\d+)\))?")
_DIGITS: Final = "零一二三四五六七八九"
_HERE: Final = Path(__file__).parent


def load(session: Session, on: date) -> dict[str, int]:
    """Put every version that is not there yet, and return the id of the version of each list that holds on a day.

    A version that is there stays as it is, because finished checks refer to it: a change of items is a new number.
    """
    for standard in read():
        checklist = _header(session, standard)
        for version in standard["version"]:
            _version(session, checklist, version)
        _end_earlier(session, checklist)
    holding = select(Checklist.code, ChecklistVersion.id).join(
        ChecklistVersion, ChecklistVersion.checklist_id == Checklist.id
    )
    holding = holding.where(
        ChecklistVersion.valid_from <= on,
        ChecklistVersion.valid_to.is_(None) | (ChecklistVersion.valid_to > on),
    )
    return {row.code: row.id for row in session.execute(holding)}


def days(session: Session) -> dict[str, list[tuple[date, int]]]:
    """Return the versions of each list with the day each begins, the oldest first."""
    query = select(Checklist.code, ChecklistVersion.valid_from, ChecklistVersion.id).join(
        ChecklistVersion, ChecklistVersion.checklist_id == Checklist.id
    )
    found: dict[str, list[tuple[date, int]]] = {}
    for row in session.execute(query.order_by(ChecklistVersion.number)):
        found.setdefault(row.code, []).append((row.valid_from, row.id))
    return found


def read() -> list[dict[str, Any]]:
    """Read the files, with every item as it is stored."""
    found = [tomllib.loads(file.read_text("utf-8")) for file in sorted(_HERE.glob("*.toml"))]
    for standard in found:
        written: dict[int, list[dict[str, Any]]] = {}
        for version in standard["version"]:
            items = version.pop("item", None) or _built(version, written)
            written[version["number"]] = items
            version["items"] = [_item(item) for item in items]
    return found


@functools.cache
def criteria() -> tuple[dict[str, Any], ...]:
    """Return the criteria of major hazards, each with its standard; `condensed` means: not the official wording."""
    told = _catalogue("major_criteria")
    common = {name: told[name] for name in ("standard", "standard_en", "source", "condensed")}
    common["valid_from"] = told["valid_from"].isoformat()
    return tuple({**common, **each} for each in told["criterion"])


@functools.cache
def criterion_ids() -> frozenset[str]:
    """Return the ids of all criteria."""
    return frozenset(each["id"] for each in criteria())


@functools.cache
def hazard_classes() -> tuple[dict[str, str], ...]:
    """Return the 24 classes of hazards with examples."""
    return tuple(_catalogue("hazard_classes")["class"])


def cite(reference: str, *, dated: bool = False) -> tuple[str, str]:
    """Write a reference in Chinese and in English, with `dated` the year of the law's text too.

    >>> cite("安全生产法 36.4")
    ('安全生产法 第三十六条第四款', 'Work Safety Law, art. 36(4)')
    >>> cite("安全生产法 97(3)", dated=True)
    ('安全生产法（2021） 第九十七条第（三）项', 'Work Safety Law (2021), art. 97, item 3')
    """
    match = _CITED.fullmatch(reference)
    if match is None or match[1] not in LAWS:
        raise LookupError(f"no such law: {reference}")
    law, article, paragraph, point = match.groups()
    chinese, english, year = LAWS[law]
    if dated:
        chinese, english = f"{chinese}（{year}）", f"{english} ({year})"
    in_chinese = f"{chinese} 第{_numeral(int(article))}条" + (f"第{_numeral(int(paragraph))}款" if paragraph else "")
    in_english = f"{english}, art. {article}" + (f"({paragraph})" if paragraph else "")
    if point:
        return f"{in_chinese}第（{_numeral(int(point))}）项", f"{in_english}, item {point}"
    return in_chinese, in_english


def _catalogue(name: str) -> dict[str, Any]:
    return tomllib.loads((_HERE / "catalogues" / f"{name}.toml").read_text("utf-8"))


def _built(version: dict[str, Any], written: dict[int, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Lay what a version adds over the items of the one it builds on."""
    faces = {face["code"]: face for face in version.pop("faces")}
    items = [{**item, **faces.pop(item["code"])} for item in written[version.pop("builds_on")]]
    if faces:
        raise LookupError(f"no such items: {sorted(faces)}")
    return items


def _item(written: dict[str, Any]) -> dict[str, Any]:
    """Make an item as it is stored; those of a version before the two faces stay exactly as they were."""
    return _two_faced(written) if "do" in written else _plain(written)


def _two_faced(written: dict[str, Any]) -> dict[str, Any]:
    laws = [cite(reference, dated=True) for reference in written["law"]]
    penalties = [cite(reference, dated=True) for reference in written.get("penalty", ())]
    said = {name: written[name] for name in ("do", "do_en", "do_how", "do_how_en", "evidence", "frequency")}
    return {
        **_plain(written),
        **said,
        "look": written.get("look", written["title"]),
        "look_en": written.get("look_en", written["title_en"]),
        "law": "；".join(chinese for chinese, _ in laws),
        "law_en": "; ".join(english for _, english in laws),
        "penalty": "；".join(chinese for chinese, _ in penalties),
        "penalty_en": "; ".join(english for _, english in penalties),
        "criteria": written.get("criteria", []),
    }


def _plain(written: dict[str, Any]) -> dict[str, Any]:
    cited = [cite(reference) for reference in written["law"]]
    return {
        "code": written["code"],
        "category": written["category"],
        "level": written.get("level", "general"),
        "title": written["title"],
        "title_en": written["title_en"],
        "how": written["how"],
        "how_en": written["how_en"],
        "law": "；".join(chinese for chinese, _ in cited),
        "law_en": "; ".join(english for _, english in cited),
    }


def _numeral(number: int) -> str:
    """Write a number below 200 as articles are counted.

    >>> _numeral(7), _numeral(10), _numeral(36), _numeral(102)
    ('七', '十', '三十六', '一百零二')
    """
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def _header(session: Session, standard: dict[str, Any]) -> int:
    said = {name: standard[name] for name in ("name", "name_en", "classes", "tags")}
    row = insert(Checklist).values(code=standard["code"], **said)
    row = row.on_conflict_do_update(index_elements=["code"], set_=said)
    return session.scalars(row.returning(Checklist.id)).one()


def _version(session: Session, checklist: int, version: dict[str, Any]) -> None:
    row = insert(ChecklistVersion).values(
        checklist_id=checklist, number=version["number"], valid_from=version["valid_from"], items=version["items"]
    )
    session.execute(row.on_conflict_do_nothing(index_elements=["checklist_id", "number"]))


def _end_earlier(session: Session, checklist: int) -> None:
    """Let each version end on the day the next one begins."""
    days = session.execute(
        select(ChecklistVersion.id, ChecklistVersion.valid_from)
        .where(ChecklistVersion.checklist_id == checklist)
        .order_by(ChecklistVersion.number)
    ).all()
    for (version, _), (_, begins) in pairwise(days):
        ends = update(ChecklistVersion).where(ChecklistVersion.id == version, ChecklistVersion.valid_to.is_(None))
        session.execute(ends.values(valid_to=begins))
