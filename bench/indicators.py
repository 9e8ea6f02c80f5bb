"""The page of figures: every indicator of a period, against the same numbers by bare SQL.

Of the generated city, and of a generated district of five years with 2,000,000 hazards, their visits, reports, notices,
grades and self-checks. Ours goes through the whole application, signed in, all indicators as of the end of the period,
on the ground where each enterprise was then, town by town. The bare side counts shares in all, once for every kind of
fact, from the rows as they are; a difference in a single number ends the run.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from bench import city
from bench.city_ground import DISTRICT, Recipe
from grids.policy import HERE, local_day
from server import people
from server.api.context import COOKIE
from server.application import create_app
from server.config import Settings
from server.db import Database

ROUNDS: Final = 4
RATIO: Final = 3.0
_BUDGETS_MS: Final[dict[str, float | None]] = {"city": None, "district": 1_000.0}
"""The page of a district has one; that of a city, with four times the enterprises, is measured beside it."""
_SPANS: Final = {"quarter": timedelta(days=90), "year": timedelta(days=365), "whole": timedelta(days=1_800)}
_LONG_AGO: Final = timedelta(days=730)
_JUDGED: Final = "h.state NOT IN ('reported', 'transfer_pending', 'invalid', 'merged', 'void')"
_OPEN: Final = "h.state IN ('open', 'rectifying', 'plan_review', 'submitted')"
_VISITED: Final = "h.source IN ('grid', 'inspection', 'town', 'department')"
_FOUND: Final = f"""
SELECT count(*) FILTER (WHERE {_JUDGED} AND h.state = 'closed'), count(*) FILTER (WHERE {_JUDGED}),
  count(*) FILTER (WHERE {_JUDGED} AND h.level = 'major' AND h.state = 'closed'),
  count(*) FILTER (WHERE {_JUDGED} AND h.level = 'major'),
  count(*) FILTER (WHERE {_JUDGED} AND {_VISITED} AND h.on_the_spot), count(*) FILTER (WHERE {_JUDGED} AND {_VISITED}),
  count(*) FILTER (WHERE {_JUDGED} AND h.repeat_of IS NOT NULL), count(*) FILTER (WHERE {_JUDGED} AND h.late)
FROM hazard h WHERE h.{{area}} AND h.found_at >= :from AND h.found_at < :until
"""
_DUE: Final = f"""
SELECT count(*) FILTER (WHERE h.state = 'closed' AND h.submitted_on <= h.due_on), count(*),
  count(*) FILTER (WHERE h.extensions > 0)
FROM hazard h WHERE h.{{area}} AND {_JUDGED} AND h.due_on BETWEEN :first AND :last
"""
_STOCK: Final = f"""
SELECT count(*) FILTER (WHERE h.state <> 'submitted' AND h.due_on < :last), count(*)
FROM hazard h WHERE h.{{area}} AND {_OPEN}
"""
_VISIT: Final = """
SELECT count(*) FILTER (WHERE v.outcome = 'inspected'), count(*), count(*) FILTER (WHERE v.presence = 'at_site'),
  count(*) FILTER (WHERE v.outcome = 'inspected' AND f.visit_id IS NOT NULL)
FROM visit v LEFT JOIN (SELECT DISTINCT h.visit_id FROM hazard h WHERE h.visit_id IS NOT NULL) f ON f.visit_id = v.id
WHERE v.{area} AND v.finished_at >= :from AND v.finished_at < :until
"""
_REPORTED: Final = """
SELECT count(*), count(*) FILTER (WHERE r.next IS NOT NULL),
  count(*) FILTER (WHERE r.next IS NOT NULL AND r.nth = 1),
  count(*) FILTER (WHERE r.next = 'reinspection-passed' AND r.nth = 1)
FROM (
  SELECT v.at, v.event, row_number() OVER (PARTITION BY v.hazard_id, v.event ORDER BY v.id) AS nth,
    (array_agg(v.event) FILTER (WHERE v.event <> 'rectification-submitted') OVER w)[1] AS next
  FROM hazard_event v JOIN hazard h ON h.id = v.hazard_id WHERE h.{area} AND h.state NOT IN ('merged', 'void')
    AND v.event IN ('rectification-submitted', 'reinspection-passed', 'reinspection-failed') AND v.at < :until
  WINDOW w AS (PARTITION BY v.hazard_id ORDER BY v.id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
) r WHERE r.event = 'rectification-submitted' AND r.at >= :from AND r.at < :until
"""
_NOTICE: Final = """
SELECT count(*), count(*) FILTER (WHERE n.acknowledged_at < :until)
FROM notice n WHERE n.{area} AND n.issued_at >= :from AND n.issued_at < :until AND n.voided_at IS NULL
"""
_ENTERPRISE: Final = """
SELECT count(d.enterprise_id) FILTER (WHERE d.visited), count(*), count(d.enterprise_id) FILTER (WHERE d.inspected),
  count(*) FILTER (WHERE e.grade IS NOT NULL), count(*) FILTER (WHERE e.position_quality = 'site'),
  count(*) FILTER (WHERE c.enterprise_id IS NOT NULL)
FROM enterprise e
LEFT JOIN (SELECT v.enterprise_id, bool_or(v.kind = 'patrol') AS visited, bool_or(v.kind <> 'patrol') AS inspected
  FROM visit v WHERE v.finished_at >= :from AND v.finished_at < :until GROUP BY 1) d ON d.enterprise_id = e.id
LEFT JOIN (SELECT DISTINCT h.enterprise_id FROM hazard h WHERE h.source = 'self_check' AND h.found_at >= :from
  AND h.found_at < :until UNION SELECT k.enterprise_id FROM self_check k WHERE k.finished_at >= :from
  AND k.finished_at < :until) c ON c.enterprise_id = e.id
WHERE e.{area} AND e.status IN ('active', 'suspended', 'candidate') AND e.listed_on <= :last
"""
_BARE: Final = {
    _FOUND: ("rectified n", "rectified d", "major_rectified n", "major_rectified d", "on_the_spot n", "on_the_spot d",
             "repeated n", "recorded_late n"),
    _DUE: ("on_time n", "on_time d", "extended n"),
    _STOCK: ("overdue n", "overdue d"),
    _VISIT: ("effective n", "effective d", "at_site n", "with_findings n"),
    _REPORTED: ("reinspected d", "reinspected n", "passed_first d", "passed_first n"),
    _NOTICE: ("acknowledged d", "acknowledged n"),
    _ENTERPRISE: ("visited n", "visited d", "inspected n", "graded n", "positioned n", "self_checked n"),
}  # fmt: skip
"""Statement -> which part of which share each of its numbers is."""


def run(scale: float) -> list[dict[str, Any]]:
    """Measure the page of the city and of the district, over a quarter, a year and everything."""
    rows: list[dict[str, Any]] = []
    for who, whole in (("city", Recipe()), ("district", DISTRICT)):
        with city.loaded(scale, whole) as place, tempfile.TemporaryDirectory(prefix="wangge-bench-") as folder:
            settings = Settings(environment="dev", data_dir=Path(folder), demo_password=city.PASSWORD)
            app = create_app(settings, place.database)
            own = _signed_in(app.test_client(), place.database, who)
            with place.database.session() as session:
                city.awaited(session, app.extensions["wangge.columns"])
            for name, span in _SPANS.items():
                rows += _page(own, place.database, who, name, span)
            rows += _past(own, who)
    return rows


def _past(own: FlaskClient, who: str) -> Iterator[dict[str, Any]]:
    """Time a quarter that ended two years before, and what the page compares a quarter with.

    No bare side: from the rows as they are nobody can say how they were. That both ways agree, a test shows.
    """
    last = local_day(city.UNTIL)
    quarter = _SPANS["quarter"]
    for name, path, end, budget in (
        ("a quarter two years ago, page", "/api/v1/indicators", last - _LONG_AGO, _BUDGETS_MS[who]),
        ("quarter, the two periods it is compared with", "/api/v1/indicators/earlier", last, None),
    ):
        query = {"period_from": (end - quarter).isoformat(), "period_to": end.isoformat(), "by": "town"}
        times = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            answer = own.get(path, query_string=query)
            times.append(time.perf_counter() - started)
            assert answer.status_code == HTTPStatus.OK, answer.text
        yield _row(f"indicators {who} {name}", 1000 * statistics.median(times), "ms", budget)


def _page(own: FlaskClient, database: Database, who: str, name: str, span: timedelta) -> Iterator[dict[str, Any]]:
    last = local_day(city.UNTIL)
    first = last - span
    query = {"period_from": first.isoformat(), "period_to": last.isoformat(), "by": "town"}
    ours, bare = [], []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        answer = own.get("/api/v1/indicators", query_string=query)
        ours.append(time.perf_counter() - started)
        assert answer.status_code == HTTPStatus.OK, answer.text
        with database.session() as session:
            started = time.perf_counter()
            counted = _counted(session, who, first, last)
            bare.append(time.perf_counter() - started)
    assert answer.json is not None
    shown = answer.json["total"]
    for key, number in counted.items():
        indicator, part = key.split()
        assert shown[indicator][part] == number, (who, name, key, shown[indicator], number)
    yield _row(f"indicators {who} {name}, hazards", counted["rectified d"], "rows", None)
    yield _row(f"indicators {who} {name}, page", 1000 * statistics.median(ours), "ms", _BUDGETS_MS[who])
    yield _row(f"indicators {who} {name}, bare SQL", 1000 * statistics.median(bare), "ms", None)
    ratio = statistics.median(own / sql for own, sql in zip(ours, bare, strict=True))
    yield _row(f"indicators {who} {name}, page / bare SQL", ratio, "x", RATIO)


def _counted(session: Session, who: str, first: date, last: date) -> dict[str, int]:
    area = session.execute(
        text(
            "SELECT g.level, g.area_id FROM person_grant g JOIN person p ON p.id = g.person_id WHERE p.username = :who"
        ),
        {"who": who},
    ).one()
    values = {
        "first": first, "last": last, "from": datetime.combine(first, clock.min, tzinfo=HERE),
        "until": datetime.combine(last + timedelta(days=1), clock.min, tzinfo=HERE), "id": area.area_id,
    }  # fmt: skip
    counted: dict[str, int] = {}
    for statement, names in _BARE.items():
        row = session.execute(text(statement.format(area=f"{area.level}_id = :id")), values).one()
        counted |= dict(zip(names, row, strict=True))
    return counted


def _signed_in(client: FlaskClient, database: Database, who: str) -> FlaskClient:
    with database.transaction() as session:
        opened = people.sign_in(
            session, who, city.PASSWORD, key=b"bench", device=uuid4(), address="", user_agent="bench",
            at=datetime.now(UTC), days=1,
        )  # fmt: skip
    assert opened is not None
    client.set_cookie(COOKIE, opened[0])
    return client


def _row(name: str, value: float, unit: str, budget: float | None) -> dict[str, Any]:
    return {
        "name": name, "value": round(value, 2), "unit": unit, "budget": budget, "ok": budget is None or value <= budget,
    }  # fmt: skip
