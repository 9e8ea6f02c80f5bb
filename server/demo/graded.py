"""The demo's grades: a method that holds, one that is being written, a run of which what was expected is approved."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.grading import MethodState
from grids.grading_methods import Bands, Method
from grids.policy import local_day
from server.store import grading
from server.store.policy import METHOD, grading_on
from server.store.tables import GradingMethod, GradingRun

_EXPECTED = (
    "SELECT g.id FROM grading g JOIN enterprise e ON e.id = g.enterprise_id "
    "WHERE g.run_id = :run AND g.grade = e.grade ORDER BY g.enterprise_id FOR UPDATE OF e, g"
)


def grade(session: Session, district: tuple[int, int], person: UUID, until: datetime, seed: int) -> None:
    """Write methods, run them over the district, and approve what confirms the present grades; the rest waits."""
    chance = Random(seed)  # noqa: S311 - made-up facts, no secrets
    today = local_day(until)
    for row in _methods(district, person, until, chance):
        session.add(row)
    run = GradingRun(
        id=_id(chance), district_id=district[0], city_id=district[1], only_due=False, as_of=today, state="done",
        by_person=person, at=until - timedelta(hours=3), finished_at=until - timedelta(hours=3), is_demo=True,
    )  # fmt: skip
    session.add(run)
    session.flush()
    policy = grading_on(today)
    judged = [
        each for held, of in grading.sets(session, run) for each in grading.judge(session, of, held, policy, today)
    ]
    grading.propose(session, run, judged)
    run.done = run.total = len(judged)
    expected = list(session.scalars(text(_EXPECTED), {"run": run.id}))
    grading.approve(session, expected, person, until - timedelta(hours=2), today)


def _methods(district: tuple[int, int], person: UUID, until: datetime, chance: Random) -> list[GradingMethod]:
    """Give a method of chemical enterprises that holds, and one that weighs dust more and is being written."""
    default = grading_on(local_day(until)).default
    strict = replace(default, bands=Bands(b=20, c=40, d=60))
    heavier = replace(default, groups=tuple(replace(g, share=0.6) if g.id == "hazard" else g for g in default.groups))
    begun = local_day(until) - timedelta(days=120)
    at = until - timedelta(days=125)
    common = {"city_id": district[1], "district_id": district[0], "author": person, "is_demo": True, "revision": 1}
    held = GradingMethod(
        id=_id(chance), title="示范区危化企业评级办法", supervision_class="hazardous_chemicals", body=_body(strict),
        state=MethodState.PUBLISHED.value, created_at=at, touched_at=at, valid_from=begun, published_by=person,
        published_at=at, **common,
    )  # fmt: skip
    draft = GradingMethod(
        id=_id(chance), title="工矿企业评级办法（危险因素加重，征求意见）", supervision_class="industry",
        body=_body(heavier), state=MethodState.DRAFT.value, created_at=until - timedelta(days=6),
        touched_at=until - timedelta(days=1), **common,
    )  # fmt: skip
    return [held, draft]


def _body(method: Method) -> dict[str, object]:
    body: dict[str, object] = METHOD.dump_python(method, mode="json")
    return body


def _id(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)
