"""A keep-alive HTTP client of few words, so that the client costs little beside what is measured."""

from __future__ import annotations

import http.client
import json
import re
import socket
from typing import Final, NamedTuple, Self
from urllib.parse import urlsplit

_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_TAG: Final = re.compile(rb"\r\netag: *([^\r]+)", re.IGNORECASE)
_CHUNK: Final = 1 << 18


class Answer(NamedTuple):
    """A status, the head of the answer, and the body as it came."""

    status: int
    head: bytes
    body: bytes

    @property
    def tag(self) -> str:
        """Return the tag, if there is one."""
        found = _TAG.search(self.head)
        return found[1].decode() if found else ""


class Wire:
    """One connection."""

    def __init__(self, address: str, cookie: str = "", token: str = "") -> None:
        """Connect, signed in by one of these."""
        place = urlsplit(address)
        self._place = (place.hostname, place.port)
        self._signed = f"Cookie: {cookie}\r\n" if cookie else f"Authorization: Bearer {token}\r\n" if token else ""
        self._socket = self._connected()

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._socket.close()

    def get(self, path: str, tag: str = "") -> Answer:
        """Ask, and read the whole answer."""
        asked = f"If-None-Match: {tag}\r\n" if tag else ""
        words = f"GET {path} HTTP/1.1\r\nHost: {self._place[0]}\r\n{self._signed}{asked}\r\n".encode()
        self._socket.sendall(words)
        read = self._socket.recv(_CHUNK)
        if not read:  # the server closes what rested too long
            self._socket = self._connected()
            self._socket.sendall(words)
        while b"\r\n\r\n" not in read:
            read += self._more()
        head, _, body = read.partition(b"\r\n\r\n")
        status = int(head[9:12])
        length = _LENGTH.search(head)
        size = int(length[1]) if length and status != http.client.NOT_MODIFIED else 0
        parts, got = [body], len(body)
        while got < size:
            parts.append(self._more())
            got += len(parts[-1])
        return Answer(status, head, b"".join(parts))

    def _connected(self) -> socket.socket:
        made = socket.create_connection(self._place, timeout=120)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def _more(self) -> bytes:
        more = self._socket.recv(_CHUNK)
        if not more:
            raise ConnectionError("the server closed the connection")
        return more


def sign_in(address: str, username: str, password: str) -> str:
    """Sign in and return the cookie."""
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
    body = json.dumps({"username": username, "password": password})
    headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
    connection.request("POST", "/api/v1/session", body, headers)
    answer = connection.getresponse()
    answer.read()
    cookie = answer.getheader("Set-Cookie") or ""
    connection.close()
    if answer.status != http.client.OK:
        raise PermissionError(f"{username} could not sign in: {answer.status}")
    return cookie.partition(";")[0]
