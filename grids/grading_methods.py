"""The form of a grading method: factors with weights, caps, bands and vetoes, written by a department as data.

A factor reads one measure of an enterprise and turns it into points; a new factor or weight needs no code.
Source: docs/rules.md 2.9.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Final, Literal

from annotated_types import Ge, Gt, Le, MaxLen, MinLen

from grids.errors import Refusal
from grids.units import Line, Note, Strict

Points = Annotated[float, Ge(-100), Le(100)]
Months = Annotated[int, Gt(0), Le(120)]
Slug = Annotated[str, MinLen(1), MaxLen(60)]


class Course(StrEnum):
    """What is counted of the course of things: hazards, visits, self-reports and notices, as they are on record."""

    MAJOR_FOUND = "major_found"
    MAJOR_OVERDUE = "major_overdue"
    OVERDUE = "overdue"
    REOPENED = "reopened"
    REFUSED = "refused"
    MISSED_REPORTS = "missed_reports"
    UNTRUE_ITEMS = "untrue_items"
    HIDDEN_HAZARDS = "hidden_hazards"
    UNANSWERED_NOTICES = "unanswered_notices"


class Test(StrEnum):
    """What a field of a record is tested for."""

    IN = "in"
    EMPTY = "empty"
    FILLED = "filled"
    EXPIRED = "expired"
    OLDER = "older"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Strict):
    """One test of a record: `in` these values, `empty`, `filled`, `expired`, or `older` than so many months."""

    test: Test
    field: Slug | None = None
    values: Annotated[tuple[Line, ...], MaxLen(40)] = ()
    months: Months | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMeasure(Strict):
    """A basic fact of the file."""

    of: Literal["field"] = "field"
    field: Literal[
        "scale", "employees", "annual_output_yuan", "revenue_yuan", "assets_yuan", "supervision_class", "key_list"
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagMeasure(Strict):
    """Whether the file carries a tag: 1 or 0."""

    of: Literal["tag"] = "tag"
    tag: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMeasure(Strict):
    """Records of a topic of the file: how many, or the largest, least or sum of a field.

    `where`: any of these groups, each with all of its tests. `months`: only those whose `dated` field lies so near.
    """

    of: Literal["records"] = "records"
    topic: Slug
    take: Literal["count", "max", "min", "sum"] = "count"
    field: Slug | None = None
    where: Annotated[tuple[Annotated[tuple[Condition, ...], MinLen(1), MaxLen(10)], ...], MaxLen(10)] = ()
    dated: Slug | None = None
    months: Months | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseMeasure(Strict):
    """What happened in so many months."""

    of: Literal["course"] = "course"
    what: Course
    months: Months = 12


Measure = FieldMeasure | TagMeasure | RecordMeasure | CourseMeasure


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Strict):
    """From this number on, so many points."""

    at_least: float
    points: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps(Strict):
    """Points by the highest step that is reached; under all of them none."""

    kind: Literal["steps"] = "steps"
    steps: Annotated[tuple[Step, ...], MinLen(1), MaxLen(20)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word(Strict):
    """For this value, so many points."""

    word: Line
    points: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Strict):
    """Points by value; a value that is not listed is as if unknown."""

    kind: Literal["words"] = "words"
    words: Annotated[tuple[Word, ...], MinLen(1), MaxLen(60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Each(Strict):
    """So many points for each, at most so many."""

    kind: Literal["each"] = "each"
    points: Points
    most: Points


Scale = Steps | Words | Each


class Unknown(StrEnum):
    """What a factor counts whose measure nobody knows: anything it could be, nothing, or the worst."""

    RANGE = "range"
    ZERO = "zero"
    WORST = "worst"


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor(Strict):
    """One factor. Without a title the catalogues name it by its id."""

    id: Slug
    title: Annotated[str, MaxLen(100)] = ""
    measure: Measure
    scale: Scale
    unknown: Unknown = Unknown.RANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Strict):
    """Factors that share a cap: added up, or the greatest with a share of the others."""

    id: Slug
    title: Annotated[str, MaxLen(100)] = ""
    cap: Annotated[float, Gt(0), Le(100)] | None = None
    combine: Literal["sum", "max_plus"] = "sum"
    share: Annotated[float, Ge(0), Le(1)] = 0.2
    factors: Annotated[tuple[Factor, ...], MinLen(1), MaxLen(60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Veto(Strict):
    """What makes an enterprise D whatever it scored."""

    id: Slug
    title: Annotated[str, MaxLen(100)] = ""
    measure: Measure
    at_least: float = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands(Strict):
    """From which score on the grade is B, C, D; below it is A."""

    b: Annotated[float, Gt(0), Le(100)]
    c: Annotated[float, Gt(0), Le(100)]
    d: Annotated[float, Gt(0), Le(100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method(Strict):
    """A grading method: 0 to 100 points, higher is worse.

    `filled_by` is the topic whose record shows that a file has been filled in, so that an empty topic means none.
    """

    groups: Annotated[tuple[Group, ...], MinLen(1), MaxLen(20)]
    vetoes: Annotated[tuple[Veto, ...], MaxLen(20)] = ()
    bands: Bands
    filled_by: Slug = "management"
    review_days: Annotated[int, Gt(0), Le(3660)] = 365
    note: Note = ""

    def factors(self) -> Iterator[Factor]:
        """Give all factors, group by group."""
        for group in self.groups:
            yield from group.factors

    def measures(self) -> tuple[Measure, ...]:
        """Give every measure once, in the order of factors and vetoes."""
        every = [*(f.measure for f in self.factors()), *(v.measure for v in self.vetoes)]
        return tuple(dict.fromkeys(every))


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a method may read of a topic: its kind, its fields with their types, the tag that says that there is one."""

    kind: str
    fields: Mapping[str, str]
    tag: str | None = None


_NUMBERS: Final = frozenset({"integer", "number"})


def check(method: Method, topics: Mapping[str, Topic]) -> None:
    """Refuse a method that can't be meant: unknown topics or fields, bands or steps that do not rise, an id twice.

    Raises: Refusal `grading-method` with the place and the fault.
    """
    ids = [*(g.id for g in method.groups), *(f.id for f in method.factors()), *(v.id for v in method.vetoes)]
    twice = next((each for each in ids if ids.count(each) > 1), None)
    if twice is not None:
        raise _fault(twice, "id-twice")
    if not method.bands.b < method.bands.c < method.bands.d:
        raise _fault("bands", "not-rising")
    if method.filled_by not in topics:
        raise _fault(method.filled_by, "no-topic")
    for factor in method.factors():
        _check_measure(factor.id, factor.measure, topics)
        _check_scale(factor)
    for veto in method.vetoes:
        _check_measure(veto.id, veto.measure, topics)


def _check_measure(at: str, measure: Measure, topics: Mapping[str, Topic]) -> None:
    if not isinstance(measure, RecordMeasure):
        return
    topic = topics.get(measure.topic)
    if topic is None:
        raise _fault(at, "no-topic")
    if measure.take != "count" and topic.fields.get(measure.field or "") not in _NUMBERS:
        raise _fault(at, "no-number")
    if (measure.months is None) != (measure.dated is None) or (
        measure.dated is not None and topic.fields.get(measure.dated) != "date"
    ):
        raise _fault(at, "no-date")
    for condition in (each for group in measure.where for each in group):
        _check_condition(at, condition, topic)


def _check_condition(at: str, condition: Condition, topic: Topic) -> None:
    match condition.test:
        case Test.EXPIRED:
            return
        case Test.IN if not condition.values:
            raise _fault(at, "no-values")
        case Test.OLDER if condition.months is None or topic.fields.get(condition.field or "") != "date":
            raise _fault(at, "no-date")
        case _ if condition.field not in topic.fields:
            raise _fault(at, "no-field")


def _check_scale(factor: Factor) -> None:
    match factor.scale:
        case Steps(steps=steps):
            if any(a.at_least >= b.at_least for a, b in pairwise(steps)):
                raise _fault(factor.id, "not-rising")
        case Words(words=words):
            if len({each.word for each in words}) < len(words):
                raise _fault(factor.id, "id-twice")
        case Each(points=points, most=most):
            if points * most < 0:
                raise _fault(factor.id, "not-rising")


def _fault(at: str, fault: str) -> Refusal:
    return Refusal("grading-method", at=at, fault=fault)
