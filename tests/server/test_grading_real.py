"""A real district's enterprises, of which a register tells name, code and address: hardly anybody can be graded."""

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from server.db import Database
from server.jobs import grading
from server.store.tables import GradingRun
from tests.server.imports.offices import AT, do, one


@pytest.mark.real_data
def test_a_register_alone_grades_nobody_and_says_what_is_missing_of_each(
    committed_database: Database, real_data: Path
) -> None:
    db = committed_database
    do(db, "divisions", real_data / "admin/changzhou_divisions_stat2023.csv", code_system="nbs", code_edition="2023")
    do(db, "enterprises", real_data / "enterprises/wujin_enterprises.csv.gz")
    with db.transaction() as session:
        district = session.execute(
            text("SELECT district_id, city_id, count(*) AS n FROM enterprise GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 1")
        ).one()
        own = uuid4()
        person = session.scalar(text("SELECT id FROM person WHERE username = '#link'"))
        session.add(
            GradingRun(id=own, district_id=district.district_id, city_id=district.city_id, only_due=False,
                       as_of=AT.date(), state="waiting", by_person=person, at=AT)
        )  # fmt: skip
    grading.grade(db, own)
    looked_after = one(db, "SELECT count(*) FROM enterprise WHERE status IN ('active', 'suspended', 'candidate')")
    assert one(db, "SELECT count(*) FROM grading WHERE state = 'proposed'") == looked_after > 4000
    assert one(db, "SELECT count(*) FROM grading WHERE grade IS NOT NULL") == 0
    assert one(db, "SELECT count(*) FROM grading WHERE NOT missing @> '{scale,dust,no_safety_staff,major_found}'") == 0
    assert one(db, "SELECT min(high - low) FROM grading") > 40
    assert one(db, "SELECT count(*) FROM enterprise WHERE risk_colour IS NOT NULL") == 0
