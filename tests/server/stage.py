"""Play acts as named people against the real application, the way a phone would."""

import hashlib
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from server.people import sign_in
from tests.people import PASSWORD
from tests.town import Town, middle

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@dataclass
class Stage:
    """The application, the town, and everybody's signed-in client."""

    app: Flask
    town: Town
    people: dict[str, UUID]
    clients: dict[str, FlaskClient] = field(default_factory=dict)
    device: UUID = field(default_factory=uuid4)
    seq: int = 0

    def client(self, who: str) -> FlaskClient:
        """Return somebody's browser, signed in; nobody's is not."""
        if who not in self.clients:
            client = self.app.test_client()
            if who in self.people:
                database = self.app.extensions["wangge.database"]
                with database.transaction() as session:
                    opened = sign_in(
                        session, who, PASSWORD, key=b"of the stage", device=self.device, address="", user_agent="test",
                        at=datetime.now(UTC), days=30,
                    )  # fmt: skip
                assert opened is not None
                client.set_cookie("wangge_session", opened[0])
            self.clients[who] = client
        return self.clients[who]

    def get(self, who: str, path: str, **query: Any) -> Any:
        """Read as somebody; returns the response."""
        return self.client(who).get(path, query_string=query)

    def item(self, kind: str, *, parent: str | None = None, act: str | None = None, **command: Any) -> dict[str, Any]:
        """Freeze an act."""
        self.seq += 1
        own = act or str(uuid4())
        return {
            "id": own, "parent_id": parent, "aggregate_id": own, "seq": self.seq, "schema_ver": 1,
            "act_wall": datetime.now(UTC).isoformat(), "act_tz": "Asia/Shanghai", "act_mono_ms": 1.5,
            "boot_id": str(self.device), "server_offset_ms": 0, "command": {"kind": kind, **command},
        }  # fmt: skip

    def send(self, who: str, *items: dict[str, Any]) -> list[dict[str, Any]]:
        """Send a batch as somebody and return the verdicts."""
        answer = self.client(who).post(
            "/api/v1/acts", json={"device_id": str(self.device), "items": list(items)}, headers=SAME_ORIGIN
        )
        assert answer.status_code == 200, answer.text
        verdicts: list[dict[str, Any]] = answer.get_json()["items"]
        return verdicts

    def act(self, who: str, kind: str, **command: Any) -> dict[str, Any]:
        """Send one act and return its verdict."""
        return self.send(who, self.item(kind, **command))[0]

    def does(self, who: str, kind: str, **command: Any) -> dict[str, Any]:
        """Send one act that must be applied."""
        verdict = self.act(who, kind, **command)
        assert verdict["status"] == "applied", verdict
        return verdict

    def photo(self, who: str, minutes_ago: float = 0) -> dict[str, Any]:
        """Take a photo, upload it, and describe it."""
        content = picture(str(uuid4()))
        digest = hashlib.sha256(content).hexdigest()
        answer = self.client(who).put(
            f"/api/v1/blobs/{digest}", data=content, content_type="image/jpeg", headers=SAME_ORIGIN
        )
        assert answer.status_code == 200, answer.text
        taken = datetime.now(UTC) - timedelta(minutes=minutes_ago)
        return {"sha256": digest, "taken_at": taken.isoformat()}

    def hazard(self, who: str, unit: str = "A", **more: Any) -> str:
        """Record a hazard at the enterprise of a unit and return its id."""
        own = str(uuid4())
        lon, lat = middle(unit)
        command: dict[str, Any] = {
            "hazard": own,
            "enterprise": str(self.town.enterprises[unit]),
            "found_at": datetime.now(UTC).isoformat(),
            "place": "一号车间东门",
            "description": "安全出口被货物堵塞",
            "category": "S05",
            "fix": {"lon": lon, "lat": lat, "radius_m": 12},
            "photos": [self.photo(who, minutes_ago=5)],
        }
        self.does(who, "record-hazard", **{**command, **more})
        return own

    def state(self, hazard: str, who: str = "xu") -> str:
        """Return the state a hazard is in."""
        answer = self.get(who, f"/api/v1/hazards/{hazard}")
        assert answer.status_code == 200, answer.text
        return str(answer.json["state"])


def picture(seed: str) -> bytes:
    """Draw a small JPEG that no other seed gives."""
    colour = tuple(hashlib.sha256(seed.encode()).digest()[:3])
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG", comment=seed.encode())
    return out.getvalue()
