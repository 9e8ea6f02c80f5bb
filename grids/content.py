"""Which standards an enterprise is looked at by: what is published for its class and grade, else by class and topics.

Source: 武政办发〔2013〕20号 三-2 (the content differs by class and grade); docs/plans.md (content and frequency). The
phone's mirror is pwa/src/domain/content.ts; tests/scenarios/content.json keeps both sides in step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Why(StrEnum):
    """Why a standard is offered."""

    PUBLISHED = "published"
    PUBLISHED_ALL = "published_all"
    TOPIC = "topic"
    CLASS = "class"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The standards by grade that hold from a day on for a class, or without one for a whole district."""

    supervision_class: str | None
    valid_from: date
    grades: Mapping[str, Sequence[str]]
    """Grade (`none`: not graded) -> codes of standards in their order; a grade with none may be left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of a standard; no classes mean every class, no topics that none is asked for."""

    id: int
    code: str
    classes: Sequence[str]
    tags: Sequence[str]
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What decides about an enterprise."""

    supervision_class: str
    grade: str | None
    tags: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A version that is offered, and why."""

    version: int
    why: Why


def offered(versions: Iterable[Version], published: Iterable[Published], kind: Kind, on: date) -> tuple[Offer, ...]:
    """List what an enterprise may be looked at by on a day, what comes first first.

    What is published for its class and grade comes in the order of the department, then what a topic of its file asks
    for. Where nothing is published that holds, every version for its class and topics, the most particular first.
    Only versions in force are offered. What is published for a class goes before what is published for the district;
    what a class names is offered whatever the standard is written for, what a district names only to whom it is
    written for: nobody means a shop to be looked at by the list of chemical plants.
    """
    now = [each for each in versions if _holds(each, on)]
    written = sorted((each for each in now if _is_for(each, kind)), key=_particular)
    row = _row(published, kind.supervision_class, on)
    named = () if row is None else row.grades.get(kind.grade or "none", ())
    of_class = row is not None and row.supervision_class is not None
    able = now if of_class else written
    first = [each for code in dict.fromkeys(named) for each in able if each.code == code]
    if not first:
        return tuple(Offer(version=each.id, why=_why(each)) for each in written)
    why = Why.PUBLISHED if of_class else Why.PUBLISHED_ALL
    rest = [each for each in written if each.tags and each not in first]
    return (
        *(Offer(version=each.id, why=why) for each in first),
        *(Offer(version=each.id, why=Why.TOPIC) for each in rest),
    )


def carried(published: Sequence[Published], today: date) -> tuple[Published, ...]:
    """Keep what holds today or begins later; of what was published for one day the last said stands.

    Nothing is kept where nobody names a standard: what is offered is the same without.
    """
    held: dict[tuple[str | None, date], Published] = {}
    for each in published:
        held[each.supervision_class, each.valid_from] = each
    begun: dict[str | None, date] = {}
    for of, start in held:
        if start <= today:
            begun[of] = max(begun.get(of, start), start)
    kept = tuple(each for (of, start), each in held.items() if start >= begun.get(of, start))
    return kept if any(codes for each in kept for codes in each.grades.values()) else ()


def _row(published: Iterable[Published], supervision_class: str, on: date) -> Published | None:
    """Choose what holds on a day: the last that is not after it, of the class, else of the district."""
    found: dict[str | None, Published] = {}
    for each in published:
        before = found.get(each.supervision_class)
        if each.valid_from <= on and (before is None or before.valid_from <= each.valid_from):
            found[each.supervision_class] = each
    return found.get(supervision_class) or found.get(None)


def _holds(version: Version, on: date) -> bool:
    return version.valid_from <= on and (version.valid_to is None or on < version.valid_to)


def _is_for(version: Version, kind: Kind) -> bool:
    of_class = not version.classes or kind.supervision_class in version.classes
    return of_class and (not version.tags or not set(version.tags).isdisjoint(kind.tags))


def _particular(version: Version) -> tuple[int, int]:
    return (-2 * bool(version.tags) - bool(version.classes), version.id)


def _why(version: Version) -> Why:
    if version.tags:
        return Why.TOPIC
    return Why.CLASS if version.classes else Why.ALL
