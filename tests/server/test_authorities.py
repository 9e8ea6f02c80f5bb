"""A paper carries the full name of the authority that held on its day; without one, the name of the area."""

from argparse import ArgumentParser
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from grids.policy import local_day
from server.cli import authority as verb
from server.db import Database
from server.documents.notices import notice_page
from server.photos import PhotoStore
from server.store import authorities
from server.store.tables import Authority
from tests.server.stage import Stage

TODAY = local_day(datetime.now(UTC))
FULL = "示范区湖东镇安全生产监督管理办公室"


def enter(db: Database, area: int, since: date, name: str = FULL, seal: str = "湖东镇安监办（专用章）") -> None:
    with db.transaction() as session:
        authorities.enter(session, Authority(area_id=area, valid_from=since, name=name, seal_name=seal))


def notice(stage: Stage) -> Any:
    hazard, own = stage.hazard("an", "A"), str(uuid4())
    due = (TODAY + timedelta(days=7)).isoformat()
    stage.does(
        "an", "issue-notice", notice=own, enterprise=str(stage.town.enterprises["A"]), notice_kind="reminder",
        items=[{"hazard": hazard, "due_on": due, "demand": "立即清理"}],
    )  # fmt: skip
    return stage.get("an", f"/api/v1/notices/{own}").json


def test_without_an_entry_a_paper_carries_the_areas_name_and_says_so(stage: Stage) -> None:
    paper = notice(stage)
    assert (paper["issuer"], paper["issuer_named"]) == ("湖东镇", False)


def test_a_paper_carries_the_full_name_its_seal_and_the_same_kind_of_number(stage: Stage, db: Database) -> None:
    enter(db, stage.town.towns["湖东镇"], TODAY)
    paper = notice(stage)
    assert (paper["issuer"], paper["issuer_named"]) == (FULL, True)
    assert paper["number"].startswith("(湖东镇)安告")
    with db.session() as session:
        page = notice_page(session, PhotoStore.of(stage.app.extensions["wangge.settings"]), paper["id"], "x", "zh")
    assert "湖东镇安监办（专用章）" in page


def test_a_paper_keeps_the_name_of_its_day(stage: Stage, db: Database) -> None:
    town = stage.town.towns["湖东镇"]
    enter(db, town, TODAY - timedelta(days=400), name="湖东镇安全生产监督管理所")
    before = notice(stage)
    enter(db, town, TODAY)
    after = notice(stage)
    again = stage.get("an", f"/api/v1/notices/{before['id']}").json
    assert (again["issuer"], again["issuer_named"]) == ("湖东镇安全生产监督管理所", True)
    assert after["issuer"] == FULL


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_names_hold_one_after_the_other_in_whatever_order_they_were_entered(
    stage: Stage, db: Database, order: tuple[int, ...]
) -> None:
    town, days = stage.town.towns["湖东镇"], [date(2020, 1, 1), date(2022, 5, 1), date(2024, 9, 1)]
    for n in order:
        enter(db, town, days[n], name=f"第{n}个名称")
    with db.session() as session:
        held = [authorities.on_day(session, town, day) for day in (date(2019, 12, 31), *days, TODAY)]
        assert [found and found.name for found in held] == [None, "第0个名称", "第1个名称", "第2个名称", "第2个名称"]


def test_the_verb_needs_a_name_and_takes_a_day() -> None:
    parser = ArgumentParser()
    verb.arguments(parser)
    chosen = parser.parse_args(["set", "320412", "--name", FULL, "--from", "2026-01-01"])
    assert (chosen.name, chosen.since) == (FULL, date(2026, 1, 1))
    with pytest.raises(SystemExit):
        parser.parse_args(["set", "320412"])
