"""Count indicators from the columns: the same formulas over the same facts, as far as those rest.

What rests is what is now as it was at the end of the period, and happened where its enterprise is now. The others the
database is asked for beside it (`besides`): hazards that changed since, by their ids, and what happened at an
enterprise before it was moved to its present unit. DuckDB calculates, in memory, with neither files nor network.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final, Self
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.hazards import Source
from grids.heat import FOUND
from grids.policy import HERE
from server.reads import scope as bind
from server.reads.column_places import Mask, by_enterprise, places_of
from server.reads.indicator_facts import WHOLE, Part, days
from server.reads.indicator_terms import Indicator, Question, Rules, counting
from server.store.columns import shapes
from server.store.columns.keeping import Columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TABLE: Final = {
    "found": "hazard", "due": "hazard", "stock": "hazard", "visit": "visit", "reported": "report", "notice": "notice",
}  # fmt: skip
"""Kind of facts -> the columns they come from; the other kinds are always asked of the database."""
_MOVED: Final = text(
    "SELECT m.enterprise_id, max(m.valid_to) AS until, "
    "max(greatest(0, least(65535, (m.valid_to AT TIME ZONE CAST(:zone AS text))::date - DATE '2000-01-01'))) AS day "
    "FROM enterprise_unit m WHERE m.valid_to IS NOT NULL GROUP BY m.enterprise_id"
)
_BEFORE: Final = (
    "i.placed_at <= :moved_last AND EXISTS (SELECT FROM enterprise_unit m WHERE m.enterprise_id = i.enterprise_id "
    "AND m.valid_to >= date_trunc('day', i.placed_at, CAST(:zone AS text)))"
)
"""Facts of the day on which their enterprise was moved last, or before: not on the ground where it is now."""
_THOSE: Final = "h.id = ANY(CAST(:changed_since AS uuid[]))"
_MOST_NAMED: Final = 100_000
"""More ids than this and the database finds those that changed by their day."""
_OTHER: Final = text("SELECT DISTINCT s.enterprise_id FROM enterprise_state s WHERE s.valid_to IS NOT NULL")
_OVER: Final = text("SELECT CAST(:until AS timestamptz) <= clock_timestamp()")
_EPOCH: Final = date(2000, 1, 1)
_BYTES: Final = np.arange(256, dtype=np.uint8)
_CONFIG: Final[dict[str, Any]] = {
    "threads": min(4, os.cpu_count() or 1),
    "memory_limit": "1GB",
    "enable_external_access": False,
    "python_enable_replacements": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_PLACE: Final = (
    "CREATE TEMP VIEW place AS SELECT code, supervision_class, nullif(town_id, 0) AS town_id, "
    "nullif(village_id, 0) AS village_id, nullif(unit_id, 0) AS unit_id FROM ground"
)
_DONE: Final = (
    "SELECT u.enterprise_id, bool_or(u.patrol) AS visited, bool_or(NOT u.patrol) AS inspected "
    "FROM (SELECT unnest(CAST(:patrolled AS uuid[])) AS enterprise_id, true AS patrol "
    "UNION ALL SELECT unnest(CAST(:looked_into AS uuid[])), false) u GROUP BY u.enterprise_id"
)
_CHECKED: Final = "SELECT unnest(CAST(:self_checked AS uuid[])) AS enterprise_id"
_SELF_CHECK: Final = shapes.SOURCES.index(Source.SELF_CHECK)
_BIND: Final = re.compile(r"(?<!:):([a-z_]+)")


def able(question: Question, by: str | None) -> bool:
    """Say whether the columns can answer: they know places and classes, no single enterprises."""
    return question.enterprise is None and by != "enterprise" and not by_enterprise(question.scope)


def may_cross(session: Session, question: Question) -> bool:
    """Say whether a change just now may pass from what rests to what changed: when the period is over."""
    return bool(session.scalar(_OVER, {"until": days(question.period)["until"]}))


class Kept:
    """The columns as one question sees them; `with` closes it."""

    def __init__(self, session: Session, columns: Columns, question: Question, rules: Rules) -> None:
        """Mark whose places they are and when enterprises were moved."""
        self._columns = columns
        self._moved_on, self._beside = self._moves(session.execute(_MOVED, {"zone": str(HERE)}).all())
        first, last, until = ((day - _EPOCH).days for day in (question.period.first, question.period.last,
                                                              question.period.until))  # fmt: skip
        numbers = {"first_day": first, "last_day": last, "until_day": until}
        self._values = days(question.period) | rules.values() | numbers
        self._cursor = _engine().cursor()
        self._registered: set[str] = set()
        self._allowed = places_of(columns, question.scope, question.area, question.classes)
        self._since = self._changed_since(last, until)
        self._cursor.register("ground", _ground(columns, self._allowed))
        self._cursor.execute(_PLACE)

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the columns."""
        self._cursor.close()

    def besides(self, session: Session, facts: str) -> list[Part]:
        """Say which facts of a kind are asked of the database beside the columns."""
        if facts == "enterprise":
            return [self._enterprises(session)]
        if facts not in _TABLE:
            return [WHOLE]
        moved = self._beside
        if facts in {"visit", "notice"}:
            return [Part(facts=_BEFORE, values=moved)] if moved else []
        once = "h.enterprise_id = ANY(CAST(:moved_once AS uuid[]))" if moved else "FALSE"
        those = _THOSE if self._since else "TRUE"
        if facts != "reported":  # those that changed since come with it (hazard_then.sql)
            found = f"(NOT i.rests OR ({_BEFORE}))" if moved else "TRUE"
            return [Part(where=once, changed=those, facts=found, values=moved | self._since)]
        since = Part(where=f"h.changed_at >= :until AND {those}", values=self._since)
        still = Part(where=f"h.changed_at < :until AND {once}", facts=_BEFORE, values=moved)
        return [since, still] if moved else [since]

    def _moves(self, moves: Sequence[Any]) -> tuple[NDArray[np.uint16], dict[str, Any]]:
        """Say on which day each enterprise was moved last, 0 for never; and what the database is told of them."""
        day = np.zeros(len(self._columns.tables["enterprise"]["key"]), np.uint16)
        if not moves:
            return day, {}
        at = self._columns.rows("enterprise", [move.enterprise_id for move in moves])
        day[at[at >= 0]] = np.array([move.day for move in moves], np.uint16)[at >= 0]
        ids = "{" + ",".join(move.enterprise_id.hex for move in moves) + "}"
        last = datetime.combine(max(move.until for move in moves).astimezone(HERE) + timedelta(days=1), time.min, HERE)
        return day, {"moved_once": ids, "moved_last": last}

    def _changed_since(self, last: int, until: int) -> dict[str, Any]:
        """Name the hazards known before the end that changed since; nothing where they are too many to be named.

        Of the reader's ground, or of enterprises that were moved: few were open then, but all that came later changed.
        """
        own = self._columns.tables["hazard"]
        near = self._allowed[own["place"]] | (self._moved_on[own["enterprise"]] > 0)
        keys = own["key"][near & (own["changed"] >= until) & (own["day"] <= last)]
        return {"changed_since": _array(keys)} if len(keys) <= _MOST_NAMED else {}

    def _enterprises(self, session: Session) -> Part:
        """Tell the database who was visited, inspected and checked itself in the period: it would read every visit.

        Of those that are on the reader's ground now, or were another's, or of another class, once.
        """
        own = self._columns.tables["enterprise"]
        near = self._allowed[own["place"]] | self._marked(session.scalars(_OTHER).all())
        visits, hazards, checks = (self._columns.tables[name] for name in ("visit", "hazard", "self_check"))
        ended = self._during(visits["finished"])
        patrol = (visits["flags"] & shapes.PATROL).astype(bool)
        by_itself = self._during(hazards["day"]) & (hazards["flags"] & shapes.SOURCE == _SELF_CHECK)
        checked = hazards["enterprise"][by_itself], checks["enterprise"][self._during(checks["day"])]
        whose = {
            "patrolled": visits["enterprise"][ended & patrol],
            "looked_into": visits["enterprise"][ended & ~patrol],
            "self_checked": np.concatenate(checked),
        }
        values = {name: _array(own["key"][near & _rows_marked(len(near), rows)]) for name, rows in whose.items()}
        return Part(done=_DONE, checked=_CHECKED, values=values)

    def _marked(self, ids: Sequence[UUID]) -> NDArray[np.bool_]:
        at = self._columns.rows("enterprise", ids)
        return _rows_marked(len(self._columns.tables["enterprise"]["key"]), at[at >= 0])

    def _during(self, day: NDArray[Any]) -> NDArray[np.bool_]:
        within: NDArray[np.bool_] = (day >= max(self._values["first_day"], 1)) & (day <= self._values["last_day"])
        return within

    def count(self, facts: str, indicators: Sequence[Indicator], by: str | None) -> list[dict[str, Any]]:
        """Count what rests of a kind: rows as `counting` names their columns; none where no column has the kind."""
        table = _TABLE.get(facts)
        if table is None:
            return []
        self._register(table)
        statement = _BIND.sub(r"$\1", counting(bind.statement(f"kept/{facts}"), indicators, by))
        values = {name: self._values[name] for name in set(re.findall(r"\$([a-z_]+)", statement))}
        found = self._cursor.execute(statement, values)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def _register(self, table: str) -> None:
        if table in self._registered:
            return
        own = {name: column for name, column in self._columns.tables[table].items() if name != "key"}
        self._cursor.register(table, {**own, "moved": self._moved_on[own["enterprise"]]})
        if table in _KINDS:
            self._cursor.register(f"{table}_kind", _KINDS[table]())
        self._registered.add(table)


@functools.cache
def _engine() -> DuckDBPyConnection:
    import duckdb  # noqa: PLC0415 - no command and no worker needs it but who asks for figures

    return duckdb.connect(":memory:", config=_CONFIG)


def _rows_marked(number: int, rows: NDArray[Any]) -> NDArray[np.bool_]:
    marked = np.zeros(number, bool)
    marked[rows] = True
    return marked


def _array(keys: NDArray[Any]) -> str:
    """Write ids as PostgreSQL reads an array."""
    told = keys.tobytes().hex()
    return "{" + ",".join(told[at : at + 32] for at in range(0, len(told), 32)) + "}"


def _ground(columns: Columns, allowed: Mask) -> dict[str, NDArray[Any]]:
    """Give the places that may be read, as the terms name their parts; 0 where there is no village or unit."""
    codes = np.flatnonzero(allowed)
    own = {name: columns.places[codes, shapes.PLACE.index(name)] for name in shapes.PLACE}
    words = np.array(["", *columns.book.words["class"]], object)
    return {"code": codes.astype(np.uint16), "supervision_class": words[own.pop("class_n")], **own}


def _hazard_kinds() -> dict[str, NDArray[Any]]:
    states = [shapes.STATES[byte >> 4] if byte >> 4 < len(shapes.STATES) else None for byte in _BYTES]
    sources = [shapes.SOURCES[byte & 7] if byte & 7 < len(shapes.SOURCES) else None for byte in _BYTES]
    levels = [shapes.LEVELS[byte >> 3 & 1] for byte in _BYTES]
    return {
        "flags": _BYTES, "state": _words(states), "level": _words(levels), "source": _words(sources),
        "judged": np.array([state in FOUND for state in states]),
    }  # fmt: skip


def _visit_kinds() -> dict[str, NDArray[Any]]:
    outcomes = [shapes.OUTCOMES[byte >> 4] if byte >> 4 < len(shapes.OUTCOMES) else None for byte in _BYTES]
    presences = [shapes.PRESENCES[byte >> 2 & 3] for byte in _BYTES]
    found = (_BYTES & shapes.WITH_FINDINGS).astype(bool)
    return {"flags": _BYTES, "outcome": _words(outcomes), "presence": _words(presences), "found": found}


def _report_kinds() -> dict[str, NDArray[Any]]:
    verdicts = [shapes.VERDICTS[byte & 3] if byte & 3 < len(shapes.VERDICTS) else None for byte in _BYTES]
    return {
        "flags": _BYTES, "verdict": _words(verdicts), "first": (_BYTES & shapes.FIRST).astype(bool),
        "dropped": (_BYTES & shapes.DROPPED).astype(bool),
    }  # fmt: skip


def _words(words: Sequence[str | None]) -> NDArray[Any]:
    return np.array([None if word is None else str(word) for word in words], object)


_KINDS: Final = {"hazard": _hazard_kinds, "visit": _visit_kinds, "report": _report_kinds}
"""What the flags of a table say, one row for each byte."""
