"""An open map without a browser: a socket that is handed to a live process which runs step by step in the test."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from server.live import handover
from server.live.handover import Handed
from server.live.running import Running

_PATIENCE_S = 20.0


@dataclass
class Event:
    """One event as a browser would give it to the page."""

    name: str
    body: Any
    id: str | None


@dataclass
class Listener:
    """The far end of one stream."""

    far: socket.socket
    raw: bytes = b""
    events: list[Event] = field(default_factory=list)
    is_closed: bool = False

    def read(self) -> None:
        """Take what has come."""
        while not self.is_closed:
            try:
                part = self.far.recv(65_536)
            except BlockingIOError:
                break
            self.is_closed = not part
            self.raw += part
        while b"\n\n" in self.raw:
            block, _, self.raw = self.raw.partition(b"\n\n")
            fields = dict(line.split(": ", 1) for line in block.decode().splitlines() if ": " in line)
            if "event" in fields:
                self.events.append(Event(fields["event"], json.loads(fields["data"]), fields.get("id")))

    def told(self, name: str) -> list[Event]:
        """Return the events of a name."""
        return [event for event in self.events if event.name == name]

    def ids(self, kind: str) -> set[str]:
        """Return the ids of a kind that were told as touched."""
        changes = [change for event in self.told("touched") for change in event.body["changes"]]
        return {id_ for change in changes if change["kind"] == kind for id_ in change["ids"]}


@dataclass
class Live:
    """A live process of the test's own, with its listeners."""

    running: Running
    place: Path
    listeners: list[Listener] = field(default_factory=list)

    def open(self, token_sha256: str, person: UUID, since: str | None = None) -> Listener:
        """Hand a connection over as the web does."""
        near, far = socket.socketpair()
        far.settimeout(0)
        handed = Handed(session_sha256=token_sha256, person_id=str(person), chunked=False, since=since)
        with near, handover.line(self.place) as to:
            handover.hand(to, near, handed)
        listener = Listener(far)
        self.listeners.append(listener)
        return listener

    def until(self, holds: Any) -> None:
        """Run until something holds."""
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            self.running.step()
            for listener in self.listeners:
                listener.read()
            if holds():
                return
            assert time.monotonic() < deadline, [listener.events for listener in self.listeners]

    def settle(self) -> None:
        """Run until all that was committed before is told: a round that began after now has ended."""
        asked = time.monotonic()
        self.running.wake()
        self.until(lambda: self.running.last_round > asked)


@contextmanager
def live(url: str, place: Path) -> Iterator[Live]:
    """Run a live process inside the test."""
    running = Running(url, place)
    made = Live(running, place)
    try:
        made.settle()
        yield made
    finally:
        running.close()
        for listener in made.listeners:
            listener.far.close()
