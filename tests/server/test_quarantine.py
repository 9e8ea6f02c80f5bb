"""A rescue file waits until its author's office decides; only what the author's phone signed is let in."""

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import func, select, update

from server import quarantine
from server.config import Settings
from server.db import Database
from server.quarantine import Quarantine
from server.store.tables import InboxMessage, PersonRow, RescueFile
from tests.server.stage import SAME_ORIGIN, Stage, picture
from tests.town import middle

NOW = datetime.now(UTC)
KEY = ec.generate_private_key(ec.SECP256R1())


def registered(stage: Stage, who: str = "wang", key: ec.EllipticCurvePrivateKey = KEY) -> Any:
    """Register the key of somebody's phone, as the phone does after signing in."""
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return stage.client(who).post(
        f"/api/v1/devices/{stage.device}/key", json={"key": base64.b64encode(point).decode()}, headers=SAME_ORIGIN
    )


def files(stage: Stage) -> dict[str, bytes]:
    """Make one hazard with its photo."""
    content = picture(str(uuid4()))
    digest = hashlib.sha256(content).hexdigest()
    lon, lat = middle("A")
    item = stage.item(
        "record-hazard", hazard=str(uuid4()), enterprise=str(stage.town.enterprises["A"]), found_at=NOW.isoformat(),
        place="仓库", description="灭火器过期", category="S05", fix={"lon": lon, "lat": lat, "radius_m": 9},
        photos=[{"sha256": digest, "taken_at": NOW.isoformat()}],
    )  # fmt: skip
    return {f"acts/000001-record-hazard-{item['id']}.json": json.dumps(item).encode(), f"photos/{digest}.jpg": content}


def packed(stage: Stage, inside: dict[str, bytes], key: ec.EllipticCurvePrivateKey | None = KEY,
           who: str = "wang") -> bytes:  # fmt: skip
    """Pack and sign files, the way a phone does."""
    told = {name: hashlib.sha256(content).hexdigest() for name, content in inside.items()}
    manifest = json.dumps(
        {"person_id": str(stage.people[who]), "device_id": str(stage.device), "made_at": NOW.isoformat(), "files": told}
    ).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in inside.items():
            made.writestr(name, content)
        made.writestr("manifest.json", manifest)
        if key is not None:
            halves = decode_dss_signature(key.sign(manifest, ec.ECDSA(hashes.SHA256())))
            made.writestr("signature", base64.b64encode(b"".join(half.to_bytes(32, "big") for half in halves)))
    return out.getvalue()


def sent(stage: Stage, content: bytes, device: UUID | None = None) -> Any:
    """Send a file as a phone that is not signed in."""
    return stage.app.test_client().post(
        f"/api/v1/rescue?device_id={device or stage.device}", data=content, content_type="application/zip",
        headers=SAME_ORIGIN,
    )  # fmt: skip


def decided(stage: Stage, who: str, file: str, *, take: bool, reason: str = "") -> Any:
    return stage.client(who).post(
        f"/api/v1/rescues/{file}/decision", json={"take": take, "reason": reason}, headers=SAME_ORIGIN
    )


def waiting(stage: Stage, who: str = "an") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = stage.get(who, "/api/v1/rescues").json
    return [row for row in rows if row["state"] == "waiting"]


def test_a_phone_whose_sign_in_has_ended_hands_its_records_to_the_office(stage: Stage, db: Database) -> None:
    assert registered(stage).status_code == 200
    content = files(stage)
    answer = sent(stage, packed(stage, content))
    assert answer.status_code == 201, answer.text
    with db.session() as session:
        told = select(func.count()).where(
            InboxMessage.event == "rescue-waits", InboxMessage.person_id == stage.people["an"]
        )
        assert session.scalar(told) == 1
    row = waiting(stage)[0]
    assert (row["person_name"], row["acts"], row["photos"]) == ("网格员王", 1, 1)
    taken = decided(stage, "an", row["id"], take=True).json
    assert (taken["state"], taken["outcome"]["acts"], taken["outcome"]["photos"]) == (
        "taken", {"applied": 1}, {"stored": 1},
    )  # fmt: skip
    hazard = json.loads(next(iter(content.values())))["command"]["hazard"]
    shown = stage.get("wang", f"/api/v1/hazards/{hazard}").json
    assert [photo["received"] for photo in shown["photos"]] == [True]
    again = decided(stage, "an", row["id"], take=True)
    assert (again.status_code, again.json["code"]) == (409, "already-done")


def test_what_was_refused_is_named_with_its_reason(stage: Stage) -> None:
    registered(stage)
    inside = files(stage)
    name, raw = next(iter(inside.items()))
    item = json.loads(raw)
    item["command"]["enterprise"] = str(stage.town.enterprises["D"])
    inside[name] = json.dumps(item).encode()
    file = sent(stage, packed(stage, inside)).json["id"]
    outcome = decided(stage, "an", file, take=True).json["outcome"]
    assert outcome["acts"] == {"refused": 1}
    assert [(act["kind"], act["status"]) for act in outcome["left"]] == [("record-hazard", "refused")]
    assert "区域" in outcome["left"][0]["reason"]


def test_the_same_file_twice_is_one(stage: Stage) -> None:
    registered(stage)
    content = packed(stage, files(stage))
    assert sent(stage, content).json == sent(stage, content).json
    assert len(waiting(stage)) == 1


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _another_photo(content: bytes) -> bytes:
    source, out = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in source.namelist():
            made.writestr(name, picture("forged") if name.startswith("photos/") else source.read(name))
    return out.getvalue()


def _one_more(content: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as made:
        made.writestr("acts/000002-more.json", "{}")
    return out.getvalue()


def _bit_flipped(content: bytes) -> bytes:
    at = content.index(b"JFIF")
    return content[:at] + b"J" + bytes([content[at + 1] ^ 1]) + content[at + 2 :]


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_cut, "损坏"),
        (lambda _: b"not a zip", "损坏"),
        (_another_photo, "改动"),
        (_one_more, "改动"),
        (_bit_flipped, "损坏"),
    ],
)
def test_a_file_that_is_not_as_the_phone_made_it_is_refused_in_words(
    stage: Stage, settings: Settings, harm: Callable[[bytes], bytes], said: str
) -> None:
    registered(stage)
    answer = sent(stage, harm(packed(stage, files(stage))))
    assert (answer.status_code, answer.json["code"]) == (422, "bad-rescue")
    assert said in answer.json["detail"]
    assert waiting(stage) == []
    assert not [path for path in (settings.data_dir / "rescue").iterdir() if path.is_file()]


def test_nobody_speaks_for_another_phone(stage: Stage) -> None:
    assert sent(stage, b"", device=uuid4()).json["code"] == "bad-rescue"  # a phone nobody ever signed in on
    registered(stage)
    stranger = ec.generate_private_key(ec.SECP256R1())
    for content in (
        packed(stage, files(stage), key=None),
        packed(stage, files(stage), key=stranger),
        packed(stage, files(stage), who="lin"),
    ):
        answer = sent(stage, content)
        assert (answer.status_code, answer.json["reason"]) == (422, "unsigned")
    replaced = registered(stage, key=stranger)
    assert (replaced.status_code, replaced.json["code"]) == (409, "key-reuse")


def test_a_phone_that_sends_without_end_is_paused(stage: Stage, db: Database) -> None:
    registered(stage)
    with db.transaction() as session:
        session.add_all(
            RescueFile(sha256=f"{n}" * 64, bytes=1, person_id=stage.people["wang"], device_id=stage.device,
                       made_at=NOW, received_at=datetime.now(UTC), acts=0, photos=0, state="waiting")
            for n in range(10)
        )  # fmt: skip
    assert sent(stage, packed(stage, files(stage))).status_code == 429


def test_a_file_brought_by_hand_waits_for_the_authors_office(stage: Stage) -> None:
    registered(stage)
    content = packed(stage, files(stage))
    answer: Any = stage.client("xi").post(
        "/api/v1/rescues", data={"file": (io.BytesIO(content), "rescue.zip")}, headers=SAME_ORIGIN
    )
    assert answer.status_code == 201, answer.text
    assert waiting(stage, "xi") == []
    assert [row["brought_by_name"] for row in waiting(stage, "an")] == ["安监办西"]
    assert decided(stage, "xi", answer.json["id"], take=True).status_code == 404


def test_a_file_is_declined_with_a_reason_and_its_bytes_go_after_a_month(
    stage: Stage, db: Database, settings: Settings
) -> None:
    registered(stage)
    file = sent(stage, packed(stage, files(stage))).json["id"]
    assert decided(stage, "an", file, take=False).json["code"] == "reason-needed"
    row = decided(stage, "an", file, take=False, reason="已在另一部手机补录").json
    assert (row["state"], row["reason"], row["decided_by_name"]) == ("declined", "已在另一部手机补录", "安监办安")
    kept = Quarantine.of(db, settings.data_dir)
    assert quarantine.sweep(kept, datetime.now(UTC) + timedelta(days=29)) == 0
    assert quarantine.sweep(kept, datetime.now(UTC) + timedelta(days=31)) == 1


def test_bytes_that_no_row_speaks_for_go_after_a_day(db: Database, settings: Settings) -> None:
    kept = Quarantine.of(db, settings.data_dir)
    for name in ("0" * 64 + ".zip", "cut.part"):
        (kept.folder / name).write_bytes(b"x")
    assert quarantine.sweep(kept, datetime.now(UTC)) == 0
    assert quarantine.sweep(kept, datetime.now(UTC) + timedelta(days=2)) == 2


def test_an_author_without_account_stays_in_quarantine(stage: Stage, db: Database) -> None:
    registered(stage)
    file = sent(stage, packed(stage, files(stage))).json["id"]
    with db.transaction() as session:
        session.execute(update(PersonRow).where(PersonRow.username == "wang").values(active=False))
    answer = decided(stage, "an", file, take=True)
    assert (answer.json["code"], answer.json["reason"]) == ("bad-rescue", "unknown-person")
    assert len(waiting(stage)) == 1


def test_more_bytes_than_a_file_may_have_are_refused(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    registered(stage)
    monkeypatch.setattr("server.rescue.MOST_BYTES", 200)
    answer = sent(stage, packed(stage, files(stage)))
    assert (answer.status_code, answer.json["code"]) == (413, "too-large")
