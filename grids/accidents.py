"""Accidents: their grade, the list of types that held on the day, and whether everybody was told in time.

Source: 生产安全事故报告和调查处理条例 (State Council Order 493) arts 3, 9, 11, 13; GB 6441-1986 and GB 6441-2025.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from grids.errors import Refusal
from grids.policy import local_day


class AccidentGrade(StrEnum):
    """Grades of State Council Order 493 art 3, the worst last."""

    GENERAL = "general"
    LARGER = "larger"
    SERIOUS = "serious"
    EXTRAORDINARY = "extraordinary"


GRADES: Final = tuple(AccidentGrade)


class Timeliness(StrEnum):
    """Whether somebody was told in time. `missed` is not told at all though the hours are over."""

    ON_TIME = "on_time"
    LATE = "late"
    WAITS = "waits"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccidentPolicy:
    """Thresholds and hours. Unit: people, yuan, hours, days. Source: tables/accidents.toml."""

    deaths: Mapping[str, int]
    serious_injuries: Mapping[str, int]
    loss_yuan: Mapping[str, int]
    tell_hours: int
    send_up_hours: int
    supplement_days: int
    supplement_days_short: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccidentType:
    """One type of one edition.

    `was` names the types of the edition before that it takes up, in whole or in part; `is_short` is supplemented within
    the shorter time of fires and of roads.
    """

    code: str
    name: str
    name_en: str
    edition: str
    is_short: bool = False
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A list of types and the days on which it holds."""

    id: str
    valid_from: date
    valid_to: date | None
    types: tuple[AccidentType, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """When an accident happened and who was told when; none is not yet."""

    happened_at: datetime
    told_at: datetime | None
    sent_up_at: datetime | None


def grade(deaths: int, serious_injuries: int, loss_yuan: int | None, numbers: AccidentPolicy) -> AccidentGrade:
    """Return the worst grade that deaths, serious injuries or direct loss reach, each by itself; thresholds count in.

    Error: none; an unknown loss counts as nothing, so a grade may rise once it is known. Source: Order 493 art 3.
    """
    reached = [
        name
        for name in GRADES[1:]
        if deaths >= numbers.deaths[name.value]
        or serious_injuries >= numbers.serious_injuries[name.value]
        or (loss_yuan or 0) >= numbers.loss_yuan[name.value]
    ]
    return reached[-1] if reached else AccidentGrade.GENERAL


def editions(table: Sequence[Mapping[str, Any]]) -> tuple[Edition, ...]:
    """Read the dated lists of types, oldest first; each ends where the next begins."""
    ordered = sorted(table, key=lambda row: row["valid_from"])
    ends = [row["valid_from"] for row in ordered[1:]] + [None]
    return tuple(_edition(row, end) for row, end in zip(ordered, ends, strict=True))


def _edition(row: Mapping[str, Any], end: date | None) -> Edition:
    types = tuple(
        AccidentType(
            code=f"{row['prefix']}{place:02d}", name=each["name"], name_en=each["en"], edition=row["id"],
            is_short=each.get("short", False), was=tuple(each.get("was", ())),
        )
        for place, each in enumerate(row["types"], start=1)
    )  # fmt: skip
    return Edition(id=row["id"], valid_from=row["valid_from"], valid_to=end, types=types)


def on_day(lists: Sequence[Edition], day: date) -> Edition:
    """Return the edition that holds on a day. Source: GB 6441-2025, which takes the place of that of 1986."""
    held = [each for each in lists if each.valid_from <= day]
    return held[-1] if held else lists[0]


def type_of(lists: Sequence[Edition], code: str, day: date) -> AccidentType:
    """Return a type by its code, or refuse a code that is not of the edition of that day."""
    for each in on_day(lists, day).types:
        if each.code == code:
            return each
    raise Refusal("accident-type", given=code)


def today_of(lists: Sequence[Edition], code: str) -> str | None:
    """Return the code of the newest edition that a type of any edition became, or none where it was split up."""
    newest = lists[-1].types
    if any(each.code == code for each in newest):
        return code
    became = [each.code for each in newest if code in each.was]
    return became[0] if len(became) == 1 else None


def check_times(told: Told, at: datetime) -> None:
    """Refuse an accident of the future, and one told before it happened or passed on before it was told."""
    moments = [told.happened_at, *(each for each in (told.told_at, told.sent_up_at) if each is not None)]
    if moments != sorted(moments) or moments[-1] > at:
        raise Refusal("accident-time")


def check_by_hand(*, is_reported: bool) -> None:
    """Refuse to change or end by hand the record of an accident that was reported: it is supplemented.

    What was only written into the file stays a record like any other. Source: Order 493 art 13.
    """
    if is_reported:
        raise Refusal("accident-supplement")


def enterprise_told(told: Told, at: datetime, numbers: AccidentPolicy) -> Timeliness:
    """Tell whether the enterprise told the authority within the hour. Source: Order 493 art 9."""
    return _judged(told.told_at, told.happened_at, numbers.tell_hours, at)


def authority_told(told: Told, at: datetime, numbers: AccidentPolicy) -> Timeliness | None:
    """Tell whether the authority passed it on within its hours; none while nobody told it. Source: Order 493 art 11."""
    if told.told_at is None:
        return None
    return _judged(told.sent_up_at, told.told_at, numbers.send_up_hours, at)


def may_supplement_until(happened_at: datetime, kind: AccidentType | None, numbers: AccidentPolicy) -> date:
    """Return the last day on which a change of the casualties is a supplement; later ones are marked.

    Unit: days after the day it happened. Source: Order 493 art 13 (30 days; 7 for fires and on roads).
    """
    days = numbers.supplement_days_short if kind is not None and kind.is_short else numbers.supplement_days
    return local_day(happened_at) + timedelta(days=days)


def _judged(done: datetime | None, since: datetime, hours: int, at: datetime) -> Timeliness:
    last = since + timedelta(hours=hours)
    if done is not None:
        return Timeliness.ON_TIME if done <= last else Timeliness.LATE
    return Timeliness.WAITS if at <= last else Timeliness.MISSED
