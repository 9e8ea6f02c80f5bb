"""A tile's tag moves with every commit that changes it, early or late, and with the reader's rights; nothing else."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.tiles import LAYERS
from grids.permissions import Scope
from server import map_upkeep
from server.db import Database
from server.reads import map_head
from tests.server.scope.mvt import tile_at
from tests.server.stage import Stage
from tests.town import middle

_ADD = (
    "INSERT INTO map_version (area, layer, supervision_class) VALUES (:area, 'hazard', 'other') ON CONFLICT DO NOTHING"
)

_OLDER = text("DELETE FROM map_version")
"""A test is one transaction: without its rows the next act's are new."""


def version(session: Session, *areas: int) -> str:
    told = map_head.binds(LAYERS["hazard"], Scope(), [], list(areas))
    return map_head.head(session, "nobody", told, Scope()).version


def test_a_transaction_that_commits_late_moves_the_version(committed_database: Database) -> None:
    database = committed_database
    with database.session() as slow, database.session() as look:
        slow.begin()
        slow.execute(text(_ADD), {"area": 7})
        with database.transaction() as quick:
            quick.execute(text(_ADD), {"area": 7})
        before = version(look, 7)
        look.commit()
        with database.transaction() as upkeep:
            map_upkeep.forget_versions(upkeep)
        assert version(look, 7) == before
        look.commit()
        slow.commit()
        after = version(look, 7)
        assert after != before
        look.commit()
        with database.transaction() as upkeep:
            map_upkeep.forget_versions(upkeep)
        assert version(look, 7) not in {before, after}
        assert look.scalar(text("SELECT count(*) FROM map_version WHERE area = 7")) == 1


def test_two_acts_at_once_do_not_wait_for_each_other_here(committed_database: Database) -> None:
    database = committed_database
    with database.session() as one, database.session() as other:
        one.begin()
        one.execute(text(_ADD), {"area": 7})
        other.begin()
        other.execute(text("SET LOCAL lock_timeout = '1s'"))
        other.execute(text(_ADD), {"area": 7})
        other.commit()
        one.commit()


def asked(stage: Stage, who: str, layer: str, tag: str | None = None) -> tuple[int, str]:
    tile = tile_at(*middle("A"), 13)
    headers = {"If-None-Match": tag} if tag else {}
    answer: Any = stage.client(who).get(f"/tiles/{layer}/{tile.z}/{tile.x}/{tile.y}.mvt", headers=headers)
    return answer.status_code, answer.headers.get("ETag", "")


def test_a_hazard_leaves_the_tiles_of_enterprises_and_names_as_they_are(stage: Stage) -> None:
    tags = {layer: asked(stage, "xu", layer)[1] for layer in LAYERS}
    stage.hazard("wang")
    moved = {layer for layer, tag in tags.items() if asked(stage, "xu", layer, tag)[0] == 200}
    assert moved == {"unit", "hazard", "heat"}


def test_a_changed_file_moves_tiles_of_enterprises_and_a_redrawn_unit_those_of_units(
    stage: Stage, db: Database
) -> None:
    for statement, wanted in (
        ("UPDATE enterprise SET grade = 'D'", {"enterprise"}),
        ("UPDATE grid_unit SET name = name || 'x'", {"unit", "unit_label"}),
    ):
        with db.transaction() as session:
            session.execute(_OLDER)
        tags = {layer: asked(stage, "xu", layer)[1] for layer in LAYERS}
        with db.transaction() as session:
            session.execute(text(statement))
        moved = {layer for layer, tag in tags.items() if asked(stage, "xu", layer, tag)[0] == 200}
        assert moved == wanted


def test_a_revoked_sign_in_and_a_lost_right_count_for_the_very_next_tile(stage: Stage, db: Database) -> None:
    status, tag = asked(stage, "an", "hazard")
    assert status == 200
    with db.transaction() as session:
        session.execute(
            text("DELETE FROM person_grant WHERE person_id = (SELECT id FROM person WHERE id = CAST(:p AS uuid))"),
            {"p": str(stage.people["an"])},
        )
    status, other = asked(stage, "an", "hazard", tag)
    assert status == 200
    assert other != tag
    with db.transaction() as session:
        session.execute(text("UPDATE sign_in_session SET revoked_at = :at"), {"at": datetime.now(UTC)})
    assert asked(stage, "an", "hazard", other)[0] == 401
