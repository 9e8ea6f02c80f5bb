"""A rescue file brings the same acts and photos in, once."""

import hashlib
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from grids.errors import Refusal
from server import rescue
from server.config import Settings
from server.db import Database
from server.photos import PhotoStore
from tests.server.stage import Stage, picture
from tests.town import middle

NOW = datetime.now(UTC)


def packed(stage: Stage, file: Path) -> str:
    """Pack one hazard with its photo, the way a phone does."""
    content, hazard = picture("rescued"), str(uuid4())
    digest = hashlib.sha256(content).hexdigest()
    lon, lat = middle("A")
    item = stage.item(
        "record-hazard", hazard=hazard, enterprise=str(stage.town.enterprises["A"]), found_at=NOW.isoformat(),
        place="仓库", description="灭火器过期", category="S05", fix={"lon": lon, "lat": lat, "radius_m": 9},
        photos=[{"sha256": digest, "taken_at": NOW.isoformat()}],
    )  # fmt: skip
    manifest = {"person_id": str(stage.people["wang"]), "device_id": str(stage.device), "made_at": NOW.isoformat()}
    with zipfile.ZipFile(file, "w") as out:
        out.writestr("manifest.json", json.dumps(manifest))
        out.writestr(f"acts/000001-record-hazard-{item['id']}.json", json.dumps(item))
        out.writestr(f"photos/{digest}.jpg", content)
    return hazard


def test_a_rescue_file_is_taken_in_once(stage: Stage, db: Database, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "rescue.zip"
    hazard = packed(stage, file)
    store = PhotoStore.of(settings)
    first = rescue.take(db, store, file, NOW)
    assert (dict(first.acts), dict(first.photos)) == ({"applied": 1}, {"stored": 1})
    assert dict(rescue.take(db, store, file, NOW).acts) == {"duplicate": 1}
    shown = stage.get("wang", f"/api/v1/hazards/{hazard}").json
    assert [photo["received"] for photo in shown["photos"]] == [True]


def test_another_file_is_refused_with_a_sentence(db: Database, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "holiday.zip"
    file.write_bytes(b"not a zip")
    with pytest.raises(Refusal, match="bad-rescue"):
        rescue.take(db, PhotoStore.of(settings), file, NOW)
