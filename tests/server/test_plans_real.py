"""A real district's enterprises, graded and planned: the draw, its repeat, the tasks, two weeks of routes."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from grids import draws
from grids.policy import local_day
from server.db import Database
from server.store import day_routes, frequency, plans, tasks
from server.store.policy import plans_on, policy_on
from server.store.tables import InspectionPlan, PlanDraw, TaskRow
from tests.server.imports.offices import AT, do

TODAY = local_day(AT)
_PEOPLE = (
    "INSERT INTO person (id, username, name, password_hash, licence_no) "
    "SELECT gen_random_uuid(), 'q' || n, '执法' || n, '', '苏' || n FROM generate_series(1, 8) n"
)
_GRANTS = (
    "INSERT INTO person_grant (person_id, role, level, area_id, valid_from) SELECT id, 'inspector', 'district', :d, "
    "'2025-01-01' FROM person WHERE licence_no IS NOT NULL"
)
_GRADED = (
    "UPDATE enterprise SET grade = (ARRAY['A', 'A', 'A', 'B', 'B', 'C', 'D'])[1 + abs(hashtext(name)) % 7], "
    "last_visit_on = CAST(:day AS date) - abs(hashtext(name || 'v')) % 200 WHERE district_id = :d"
)


@pytest.mark.real_data
def test_a_real_district_is_graded_planned_drawn_and_laid_out(committed_database: Database, real_data: Path) -> None:
    db = committed_database
    do(db, "divisions", real_data / "admin/changzhou_divisions_stat2023.csv", code_system="nbs", code_edition="2023")
    do(db, "enterprises", real_data / "enterprises/wujin_enterprises.csv.gz")
    with db.transaction() as session:
        place = session.execute(
            text("SELECT district_id, city_id FROM enterprise GROUP BY 1, 2 ORDER BY count(*) DESC LIMIT 1")
        ).one()
        for statement in (_PEOPLE, _GRANTS, _GRADED):
            binds: dict[str, Any] = {"d": place.district_id, "day": TODAY}
            session.execute(text(statement), {k: v for k, v in binds.items() if f":{k}" in statement})
        author = session.scalar(text("SELECT id FROM person WHERE username = 'q1'"))
        plan = InspectionPlan(
            id=uuid4(), city_id=place.city_id, district_id=place.district_id, authority="应急管理局", classes=[],
            year=TODAY.year, title="年度计划", criteria={"key_grades": ["D"]}, state="active", author=author,
            created_at=AT, revision=1, draws=0,
        )  # fmt: skip
        session.add(plan)
        session.flush()
        frame, why, beyond = plans.frame(session, plan, frequency.on(session, TODAY), plans_on(TODAY), AT)
        drawn = plans.keep_draw(session, plan, frame, why, author, AT, "武进")
        kept = session.scalars(select(PlanDraw)).one()
        assert plans.again(kept)
        assert beyond == 0
        assert len(frame.objects) > 4000
        by_lot = Counter(row[3] for row in kept.result if row[2] == "random")
        strata = Counter(stratum for own, stratum in frame.objects.items() if own not in frame.key)
        assert by_lot == {grade: draws.wanted(n, frame.shares[grade]) for grade, n in strata.items()}
        load = Counter(person for row in kept.result for person in row[4:6])
        assert max(load.values()) - min(load.values()) <= 1
        made, _ = tasks.of_plan(session, plan, TODAY)
        assert made == drawn > 1000
        year = tasks.floor(session, place.district_id, AT, 365)
        again = tasks.floor(session, place.district_id, AT, 365)
        assert year.added > len(frame.objects)
        assert (again.added, again.moved, again.gone) == (0, 0, 0)
        laid = day_routes.lay(session, place.district_id, AT, "seed")
        ahead = day_routes.working(TODAY, plans_on(TODAY).route.days, policy_on(TODAY))
        placed = session.scalars(select(TaskRow).where(TaskRow.day.is_not(None))).all()
        assert len(placed) == laid.tasks
        assert {task.day for task in placed} <= set(ahead)
        assert all(task.window_from <= (task.day or TODAY) + timedelta(days=14) for task in placed)
