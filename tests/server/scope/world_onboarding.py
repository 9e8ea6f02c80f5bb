"""Applications and compared lists of the world: one of each in the eastern town and with the neighbour."""

import io
from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session
from stdnum.cn import uscc

from server.store.tables import GridUnit
from tests.people import NOBODY
from tests.server.stage import SAME_ORIGIN, Stage
from tests.town import degrees, middle

WORD = "世界里的一个口令-2026"


def code(n: int) -> str:
    """Return a credit code that is right."""
    body = f"91320412MB{n:07d}"
    return body + str(uscc.calc_check_digit(body))


def build(stage: Stage, z_unit: int) -> Iterator[tuple[str, str, str, frozenset[str]]]:
    """Let enterprises apply, and offices compare a list: kind, spot, id, texts that give it away."""
    with stage.app.extensions["wangge.database"].session() as session:
        yield from _applications(stage, session, z_unit)
    for spot, who, town in (("A", "an", "湖东镇"), ("Z", "zxu", "邻镇")):
        yield _roster(stage, spot, who, town)


def _applications(stage: Stage, session: Session, z_unit: int) -> Iterator[tuple[str, str, str, frozenset[str]]]:
    towns: dict[str, int | None] = {"A": stage.town.towns["湖东镇"], "D": stage.town.towns["湖西镇"]}
    towns["Z"] = session.get_one(GridUnit, z_unit).town_id
    offices = {"A": "an", "D": "xi", "Z": "zan"}
    for n, (spot, town) in enumerate(towns.items()):
        lon, lat = degrees(6_500, 1_500) if spot == "Z" else middle(spot)
        name = f"{spot}申请厂"
        form = {
            "uscc": code(n), "name": name, "address": f"{spot}申请地址", "town": town,
            "lon": lon, "lat": lat, "principal": "李", "phone": f"1390000000{n}",
            "username": f"applies{n}", "password": WORD,
        }  # fmt: skip
        answer: Any = stage.client(NOBODY).post("/api/v1/public/applications", json=form, headers=SAME_ORIGIN)
        assert answer.status_code == 200, answer.text
        (own,) = [a for a in stage.get(offices[spot], "/api/v1/applications").json["items"] if a["name"] == name]
        yield "application", spot, own["id"], frozenset({own["id"], name, answer.json["number"]})


def _roster(stage: Stage, spot: str, who: str, town: str) -> tuple[str, str, str, frozenset[str]]:
    name = f"{spot}名录.csv"
    rows = f"企业名称,统一社会信用代码,镇街道\n{spot}名录上的厂,{code(7)},{town}\n"
    file = (io.BytesIO(rows.encode()), name)
    answer: Any = stage.client(who).post("/api/v1/rosters", data={"file": file}, headers=SAME_ORIGIN)
    assert answer.status_code == 200, answer.text
    return "roster", spot, answer.json["id"], frozenset({answer.json["id"], name, f"{spot}名录上的厂"})
