"""What a grading method measures, gathered for a set of enterprises by one statement.

Every measure is one column; NULL is "nobody knows", -infinity "known to have none" (grids/grading.NONE).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.grading import NONE, Value, months_before
from grids.grading_methods import (
    Condition,
    Course,
    CourseMeasure,
    FieldMeasure,
    Measure,
    RecordMeasure,
    TagMeasure,
    Test,
    Topic,
)
from grids.policy import HERE
from server.store.policy import policy_on

_ABSENT: Final = float("-inf")
_JUDGED: Final = "h.state NOT IN ('reported', 'transfer_pending', 'invalid', 'merged', 'void')"
_UNRESOLVED: Final = "h.state IN ('open', 'rectifying', 'plan_review')"
_OF_THEM: Final = "IN (SELECT e.id FROM of_them e)"
_NUMBER_FIELDS: Final = frozenset({"employees", "annual_output_yuan", "revenue_yuan", "assets_yuan"})
BATCH: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Of:
    """Whose facts: the condition on `e`, and where their records, hazards and visits lie, if that can be said."""

    sql: str
    values: Mapping[str, Any]
    beside: str | None = None
    """A condition on `{t}`, an alias of hazard or visit, that holds for all of theirs."""


@dataclass(slots=True)
class Query:
    """A statement in the making: columns by source, values by name."""

    topics: Mapping[str, Topic]
    filled_by: str
    day: date
    values: dict[str, Any] = field(default_factory=dict)
    records: dict[str, str] = field(default_factory=dict)
    hazards: dict[str, str] = field(default_factory=dict)
    visits: dict[str, str] = field(default_factory=dict)
    periods: dict[str, str] = field(default_factory=dict)
    spots: dict[str, str] = field(default_factory=dict)
    notices: dict[str, str] = field(default_factory=dict)

    def bind(self, value: object) -> str:
        """Bind a value once and return its place."""
        for name, known in self.values.items():
            if type(known) is type(value) and known == value:
                return f":{name}"
        name = f"g_{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def column(self, source: dict[str, str], sql: str) -> str:
        """Count something once per source and return its column."""
        for name, known in source.items():
            if known == sql:
                return name
        sources = (self.records, self.hazards, self.visits, self.periods, self.spots, self.notices)
        letter = next(letter for letter, each in zip("rhvpsn", sources, strict=True) if each is source)
        name = f"{letter}{len(source)}"
        source[name] = sql
        return name

    def since(self, months: int) -> str:
        """Return the first day of so many months that end with the day of the grading."""
        return self.bind(months_before(self.day, months))

    def moment(self, months: int) -> str:
        """Return the first moment of so many months."""
        return self.bind(_midnight(months_before(self.day, months) + timedelta(days=1)))


@dataclass(frozen=True, slots=True)
class Measured:
    """An enterprise, the grade it has, and what was measured."""

    enterprise: UUID
    grade: str | None
    row: tuple[Value, ...]


def gather(
    session: Session, of: Of, measures: Sequence[Measure], topics: Mapping[str, Topic], filled_by: str, day: date
) -> Iterator[Measured]:
    """Yield every enterprise with its measured values, as of the end of a day.

    Error: the basic facts of the file and the states of hazards are those of now; records have their days.
    """
    sql, values = statement(of, measures, topics, filled_by, day)
    rows = session.execute(text(sql), values, execution_options={"yield_per": BATCH})
    known: dict[tuple[Any, ...], tuple[Value, ...]] = {}
    for row in rows:
        raw = tuple(row[2:])
        value = known.get(raw)
        if value is None:
            value = known[raw] = tuple(NONE if each == _ABSENT else each for each in raw)
        yield Measured(row[0], row[1], value)


def statement(
    of: Of, measures: Sequence[Measure], topics: Mapping[str, Topic], filled_by: str, day: date
) -> tuple[str, dict[str, Any]]:
    """Write the statement that measures, and its values."""
    query = Query(topics=topics, filled_by=filled_by, day=day)
    columns = [_column(query, measure) for measure in measures]
    query.values |= {"g_day": day, "g_until": _midnight(day + timedelta(days=1))}
    parts = [f"of_them AS NOT MATERIALIZED (SELECT * FROM enterprise e WHERE {of.sql})"]  # noqa: S608 - texts of ours
    joins = []
    for name, table, alias, counted, when in (
        ("r", "file_record", "r", query.records, _current(query)),
        ("h", "hazard", "h", query.hazards, f"h.found_at < :g_until AND {_JUDGED} AND {_theirs(of, 'h')}"),
        (
            "v",
            "visit",
            "v",
            query.visits,
            f"v.started_at < :g_until AND v.finished_at IS NOT NULL AND {_theirs(of, 'v')}",
        ),
        ("p", "self_period", "p", query.periods, f"p.due_on < :g_day AND {_theirs(of, 'p')}"),
        ("s", "spot_target", "s", query.spots, f"s.received_at < :g_until AND {_theirs(of, 's')}"),
        ("n", "notice", "n", query.notices, f"n.issued_at < :g_until AND {_theirs(of, 'n')}"),
    ):
        if counted:
            listed = ", ".join(f"{sql} AS {column}" for column, sql in counted.items())
            parts.append(
                f"of_{name} AS MATERIALIZED (SELECT {alias}.enterprise_id, {listed} FROM {table} {alias} "  # noqa: S608 - the same
                f"WHERE {when} GROUP BY 1)"
            )
            joins.append(f"LEFT JOIN of_{name} {name} ON {name}.enterprise_id = e.id")
    sql = f"WITH {', '.join(parts)} SELECT e.id, e.grade, {', '.join(columns)} FROM of_them e {' '.join(joins)}"  # noqa: S608 - the same
    return sql, {**of.values, **query.values}


def _theirs(of: Of, t: str) -> str:
    return of.beside.format(t=t) if of.beside else f"{t}.enterprise_id {_OF_THEM}"


def _current(query: Query) -> str:
    topics = sorted({query.filled_by} | set(query.topics))
    return (
        f"r.topic = ANY({query.bind(topics)}) AND r.valid_from <= :g_day "
        f"AND (r.ended_on IS NULL OR r.ended_on > :g_day) AND r.enterprise_id {_OF_THEM}"
    )


def _column(query: Query, measure: Measure) -> str:
    match measure:
        case FieldMeasure(field=name):
            if name == "key_list":
                return "e.key_list::int::float8"
            return f"e.{name}::float8" if name in _NUMBER_FIELDS else f"nullif(e.{name}, '')"
        case TagMeasure(tag=tag):
            place = f"CAST({query.bind(tag)} AS text) = ANY(e.tags)"
            return f"CASE WHEN {place} THEN 1.0::float8 WHEN {_filled(query)} THEN 0.0::float8 END"
        case CourseMeasure():
            return _of_course(query, measure)
        case RecordMeasure():
            return _of_records(query, measure)


def _of_course(query: Query, measure: CourseMeasure) -> str:
    since = query.moment(measure.months)
    recent = f"count(*) FILTER (WHERE h.found_at >= {since} AND h.level = 'major')"
    match measure.what:
        case Course.MAJOR_FOUND:  # where nobody went, nothing was found: that says nothing
            found = query.column(query.hazards, recent)
            visited = query.column(query.visits, f"count(*) FILTER (WHERE v.started_at >= {since})")
            return (
                f"CASE WHEN coalesce(h.{found}, 0) > 0 OR coalesce(v.{visited}, 0) > 0 "
                f"THEN coalesce(h.{found}, 0)::float8 END"
            )
        case Course.MAJOR_OVERDUE:
            sql = f"count(*) FILTER (WHERE h.level = 'major' AND {_UNRESOLVED} AND h.due_on < :g_day)"
        case Course.OVERDUE:
            late = "coalesce(h.submitted_on, (h.closed_at AT TIME ZONE :g_zone)::date, :g_day) > h.due_on"
            query.values["g_zone"] = str(HERE)
            sql = f"count(*) FILTER (WHERE h.due_on >= {query.since(measure.months)} AND h.due_on < :g_day AND {late})"
        case Course.REOPENED:
            sql = (
                "count(*) FILTER (WHERE h.reopened > 0 AND EXISTS (SELECT 1 FROM hazard_event x WHERE "  # noqa: S608 - the same
                f"x.hazard_id = h.id AND x.event = 'hazard-reopened' AND x.at >= {since}))"
            )
        case Course.REFUSED:
            refused = f"count(*) FILTER (WHERE v.outcome = 'refused' AND v.started_at >= {since})"
            return f"coalesce(v.{query.column(query.visits, refused)}, 0)::float8"
        case _:
            return _of_reports(query, measure)
    return f"coalesce(h.{query.column(query.hazards, sql)}, 0)::float8"


def _of_reports(query: Query, measure: CourseMeasure) -> str:
    """Count what concerns self-reports and answers: missed, found untrue, kept back, notices not signed for in time.

    A report is missed where none was signed by the end of the day of the grading; as of that day, for any past one.
    """
    match measure.what:
        case Course.MISSED_REPORTS:
            late = "(p.first_signed_at IS NULL OR p.first_signed_at >= :g_until)"
            sql = f"count(*) FILTER (WHERE p.waived IS NULL AND p.due_on >= {query.since(measure.months)} AND {late})"
            return f"coalesce(p.{query.column(query.periods, sql)}, 0)::float8"
        case Course.UNANSWERED_NOTICES:
            hours = query.bind(policy_on(query.day).acknowledge_hours)
            end = f"n.issued_at + make_interval(hours => {hours})"
            late = f"{end} < :g_until AND coalesce(n.acknowledged_at, 'infinity') > {end}"
            late += " AND coalesce(n.voided_at, 'infinity') >= :g_until"  # an authority's own mistake is nobody's fault
            sql = f"count(*) FILTER (WHERE n.issued_at >= {query.moment(measure.months)} AND {late})"
            return f"coalesce(n.{query.column(query.notices, sql)}, 0)::float8"
        case _:
            counted = "s.n_missed" if measure.what is Course.HIDDEN_HAZARDS else "s.n_not_true"
            sql = f"sum({counted}) FILTER (WHERE s.received_at >= {query.moment(measure.months)})"
            return f"coalesce(s.{query.column(query.spots, sql)}, 0)::float8"


def _of_records(query: Query, measure: RecordMeasure) -> str:
    topic = f"r.topic = {query.bind(measure.topic)}"
    tests = [topic, *_dated(query, measure)]
    if measure.where:
        any_of = (" AND ".join(_test(query, each) for each in group) for group in measure.where)
        tests.append(f"({' OR '.join(f'({group})' for group in any_of)})")
    matched = " AND ".join(tests)
    n = f"coalesce(r.{query.column(query.records, f'count(*) FILTER (WHERE {matched})')}, 0)"
    known = _known(query, measure.topic)
    if measure.take == "count":
        return f"CASE WHEN {n} > 0 THEN {n}::float8 WHEN {known} THEN 0.0::float8 END"
    path = f"r.fields -> {query.bind(measure.field)}"
    number = f"CASE WHEN jsonb_typeof({path}) = 'number' THEN ({path})::float8 END"
    taken = query.column(query.records, f"{measure.take}({number}) FILTER (WHERE {matched})")
    gaps = query.column(query.records, f"count(*) FILTER (WHERE {matched} AND ({number}) IS NULL)")
    return f"CASE WHEN {n} > 0 THEN CASE WHEN r.{gaps} = 0 THEN r.{taken} END WHEN {known} THEN '-infinity'::float8 END"


def _known(query: Query, topic: str) -> str:
    """Say when an empty topic means none.

    What comes from work is complete as it stands. Of what is asked of everybody, no record means nobody asked.
    A special hazard is absent when the file has been filled in and carries no tag of it.
    """
    found = query.topics[topic]
    if found.kind == "told":
        return "true"
    has_any = query.column(query.records, f"count(*) FILTER (WHERE r.topic = {query.bind(topic)})")
    if found.kind != "special":
        return f"coalesce(r.{has_any}, 0) > 0"
    untagged = "" if found.tag is None else f" AND NOT (CAST({query.bind(found.tag)} AS text) = ANY(e.tags))"
    return f"coalesce(r.{has_any}, 0) > 0 OR ({_filled(query)}{untagged})"


def _filled(query: Query) -> str:
    sql = f"count(*) FILTER (WHERE r.topic = {query.bind(query.filled_by)})"
    return f"coalesce(r.{query.column(query.records, sql)}, 0) > 0"


def _dated(query: Query, measure: RecordMeasure) -> list[str]:
    if measure.months is None or measure.dated is None:
        return []
    on = f"r.fields ->> {query.bind(measure.dated)}"
    since = query.bind(months_before(query.day, measure.months).isoformat())
    return [f"{on} > {since}", f"{on} <= {query.bind(query.day.isoformat())}"]


def _test(query: Query, condition: Condition) -> str:
    if condition.test is Test.EXPIRED:
        return "r.valid_to < :g_day"
    on = f"r.fields ->> {query.bind(condition.field)}"
    match condition.test:
        case Test.IN:
            return f"{on} = ANY({query.bind(list(condition.values))})"
        case Test.EMPTY:
            return f"coalesce({on}, '') = ''"
        case Test.FILLED:
            return f"coalesce({on}, '') <> ''"
        case Test.OLDER:
            return f"{on} <= {query.bind(months_before(query.day, condition.months or 0).isoformat())}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=HERE)
