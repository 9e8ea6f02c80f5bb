"""What a standard must have before it holds, what changed between versions, and what a scored one comes to.

Source: 武政办发〔2013〕20号 三-3 (a standard by each department; what to do and how, what to supervise and how; a rule
and a basis for everything); docs/rules.md 3.8 (standard item).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from grids.commands import AnswerResult, HazardLevel, StandardItem
from grids.errors import Fact, Refusal

CATEGORIES: Final = frozenset({f"B{n:02d}" for n in range(1, 14)} | {f"S{n:02d}" for n in range(1, 12)})
"""The 24 classes of the national guide of 2012. Source: docs/rules.md 2.8."""

AHEAD_DAYS: Final = 366
"""A version is decided for the coming year at most, as boundaries are (tables/grid_load.toml)."""


class Severity(StrEnum):
    """An error stops publishing, a warning is shown."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong or doubtful in a draft, at an item (by its place in the list, from 1) or at none."""

    code: str
    severity: Severity
    row: int | None = None
    item: str | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a draft is checked against: criteria that exist, item codes that other standards of the place use."""

    criteria: Collection[str]
    taken: Collection[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An item that is in both versions and says something else; the fields by name."""

    code: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What a version says that the one before it did not, by item code."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Points kept of points that could be had; items that do not apply count in neither."""

    got: float
    of: float


def findings(items: Sequence[StandardItem], known: Known) -> tuple[Finding, ...]:
    """List what is wrong or doubtful in a draft, in the order of its items.

    Source: docs/rules.md R11 (every item has a clause), R12 (two faces), 3.8.
    """
    if not items:
        return (Finding(code="no-items", severity=Severity.ERROR),)
    times = Counter(item.code for item in items)
    found = [
        Finding(code=code, severity=severity, row=row, item=item.code, facts=facts)
        for row, item in enumerate(items, start=1)
        for code, severity, facts in _of_item(item, times, known)
    ]
    scored = sum(item.points is not None for item in items)
    if 0 < scored < len(items):
        facts: dict[str, Fact] = {"n": len(items) - scored, "of": len(items)}
        found.append(Finding(code="points-missing", severity=Severity.ERROR, facts=facts))
    return tuple(found)


def check_publishing(found: Iterable[Finding], valid_from: date, last_from: date | None, today: date) -> None:
    """Refuse to publish a draft with errors, one for a past day, or one not after the version before it.

    Raises: Refusal `standard-faults`, `bad-date`.
    """
    errors = [each for each in found if each.severity is Severity.ERROR]
    if errors:
        first = errors[0]
        raise Refusal("standard-faults", n=len(errors), row=first.row or 0, item=first.item or "", lack=first.code)
    earliest = today if last_from is None else max(today, last_from + timedelta(days=1))
    latest = today + timedelta(days=AHEAD_DAYS)
    if not earliest <= valid_from <= latest:
        raise Refusal("bad-date", earliest=earliest.isoformat(), latest=latest.isoformat())


def differences(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Differences:
    """Say what changed between two versions, by item code; a field that is empty on both sides is the same.

    >>> differences([{"code": "A", "law": "1"}, {"code": "B"}], [{"code": "A", "law": "2", "do": ""}]).removed
    ('B',)
    """
    before, after = ({str(item["code"]): item for item in items} for items in (old, new))
    changed = []
    for code in (code for code in after if code in before):
        names = sorted({*before[code], *after[code]})
        told = tuple(name for name in names if (before[code].get(name) or None) != (after[code].get(name) or None))
        if told:
            changed.append(Change(code=code, fields=told))
    return Differences(
        added=tuple(code for code in after if code not in before),
        removed=tuple(code for code in before if code not in after),
        changed=tuple(changed),
    )


def score(items: Sequence[Mapping[str, Any]], answers: Mapping[str, tuple[AnswerResult, float]]) -> Score | None:
    """Count the points of a scored standard: full points less what was taken off, none for what nobody looked at.

    Unit: points of the standard. Error: none. Source: ours, after the form of standardization sheets (item, score,
    deduction); an item that does not apply is taken out of both sides, as those sheets do.
    """
    scored = [item for item in items if item.get("points") is not None]
    if not scored:
        return None
    got = of = 0.0
    for item in scored:
        result, off = answers.get(str(item["code"]), (AnswerResult.NOT_CHECKED, 0.0))
        if result is AnswerResult.NOT_APPLICABLE:
            continue
        of += item["points"]
        if result is not AnswerResult.NOT_CHECKED:
            got += max(0.0, item["points"] - off)
    return Score(got=round(got, 2), of=round(of, 2))


def uncovered(classes: Iterable[str], standards: Iterable[Collection[str]]) -> tuple[str, ...]:
    """Return the classes for which no standard holds that was written for them; one for every class is not enough.

    Source: docs/rules.md R11 (a department with no standard is shown red).
    """
    covered = {each for of in standards for each in of}
    return tuple(sorted(set(classes) - covered))


def _of_item(item: StandardItem, times: Counter[str], known: Known) -> Iterator[tuple[str, Severity, dict[str, Fact]]]:
    for code, severity, is_wrong in _TESTS:
        if is_wrong(item):
            yield code, severity, {}
    if times[item.code] > 1:
        yield "code-twice", Severity.ERROR, {"n": times[item.code]}
    if item.code in known.taken:
        yield "code-taken", Severity.ERROR, {}
    for criterion in item.criteria:
        if criterion not in known.criteria:
            yield "criterion-unknown", Severity.ERROR, {"said": criterion}


_TESTS: Final[tuple[tuple[str, Severity, Callable[[StandardItem], bool]], ...]] = (
    ("category-unknown", Severity.ERROR, lambda item: item.category not in CATEGORIES),
    ("no-clause", Severity.ERROR, lambda item: not item.law.strip()),
    ("no-do", Severity.ERROR, lambda item: not item.do.strip()),
    ("no-how", Severity.ERROR, lambda item: item.points is None and not item.how.strip()),
    ("no-deduction", Severity.ERROR, lambda item: item.points is not None and not item.deduction.strip()),
    ("major-without-criterion", Severity.WARNING, lambda item: item.level is HazardLevel.MAJOR and not item.criteria),
    ("no-evidence", Severity.WARNING, lambda item: not item.evidence),
    ("no-frequency", Severity.WARNING, lambda item: item.frequency is None),
)
"""What is wrong with an item by itself. A scored item verifies by its deduction, every other one says how."""
