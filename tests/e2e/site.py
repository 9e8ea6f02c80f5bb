"""What the browser tests know of the installation: where it is, how to sign in, what to ask it."""

import hashlib
import json
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.e2e import patience

PASSWORD = "演示用口令-2026"


@dataclass(frozen=True)
class Site:
    """A running installation."""

    address: str
    data: Path
    password: str = PASSWORD

    def reader(self, username: str) -> "Reader":
        """Ask the API as somebody, beside the browser, to know what is true."""
        return Reader(self, username)


class Reader:
    """Somebody's own connection to the API."""

    def __init__(self, site: Site, username: str) -> None:
        self._site = site
        self._device, self._seq = str(uuid4()), 0
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        body = json.dumps({"username": username, "password": self._site.password}).encode()
        self._ask("/api/v1/session", body)

    def get(self, path: str, **query: Any) -> Any:
        """Read a path as JSON."""
        return self._ask(f"{path}?{urlencode(query, doseq=True)}" if query else path)

    def does(self, kind: str, **command: Any) -> dict[str, Any]:
        """Send one act that must be applied."""
        self._seq += 1
        own = str(uuid4())
        item = {
            "id": own, "aggregate_id": own, "seq": self._seq, "schema_ver": 1,
            "act_wall": datetime.now(UTC).isoformat(), "command": {"kind": kind, **command},
        }  # fmt: skip
        verdict: dict[str, Any] = self._ask(
            "/api/v1/acts", json.dumps({"device_id": self._device, "items": [item]}).encode()
        )["items"][0]
        assert verdict["status"] == "applied", verdict
        return verdict

    def brings(self, photo: bytes) -> str:
        """Store a photo and return its hash."""
        digest = hashlib.sha256(photo).hexdigest()
        self._ask(f"/api/v1/blobs/{digest}", photo, method="PUT", kind="image/jpeg")
        return digest

    def _ask(
        self, path: str, body: bytes | None = None, method: str | None = None, kind: str = "application/json"
    ) -> Any:
        headers = {"Content-Type": kind, "Sec-Fetch-Site": "same-origin"}
        address = self._site.address + path
        request = urllib.request.Request(address, data=body, headers=headers, method=method)  # noqa: S310 - our own site
        with self._opener.open(request, timeout=patience.S) as answer:
            return json.load(answer)


def sign_in(page: Page, username: str, path: str = "/", password: str = PASSWORD) -> None:
    """Sign in on a page, the way a person does."""
    page.goto(path)
    page.get_by_test_id("signin-username").locator("visible=true").first.fill(username)
    page.get_by_test_id("signin-password").locator("visible=true").first.fill(password)
    page.get_by_test_id("signin-submit").click()
    expect(page.get_by_test_id("signin-submit")).to_have_count(0)
