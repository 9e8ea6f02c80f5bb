"""The open connections of live maps, in one thread: who they are, what they are sent, and when they end.

Each is a stream of server-sent events (WHATWG HTML, 9.2): `touched` says what changed in the reader's scope or inbox,
`all` that anything may have, `end` that the reader is not to come again by itself. A comment every 15 s keeps proxies
awake.
"""

from __future__ import annotations

import json
import selectors
import socket
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

import structlog

from grids.permissions import Scope
from server.live.handover import Handed

PER_PERSON: Final = 12
"""Open maps of one person; one more ends the oldest. Source: ours: two machines with six tabs each."""
IN_ALL: Final = 3_000
"""Open maps of an installation; one more is turned away and asks by itself each second. Source: ours."""
_SLOWEST: Final = 256_000
"""Bytes that may wait for a reader who does not read; then the connection is ended and comes again."""
_TAKEN_AT_ONCE: Final = 65_536
_log = structlog.get_logger()


@dataclass(slots=True, eq=False)
class Stream:
    """One open map."""

    client: socket.socket
    handed: Handed
    scope: Scope = field(default_factory=Scope)
    is_known: bool = False
    waiting: bytearray = field(default_factory=bytearray)


@dataclass(slots=True)
class Streams:
    """All of them."""

    selector: selectors.BaseSelector
    per_person: int = PER_PERSON
    in_all: int = IN_ALL
    open: list[Stream] = field(default_factory=list)

    def add(self, client: socket.socket, handed: Handed) -> Stream | None:
        """Take one in; the oldest of a person with too many is ended, one too many in all is turned away."""
        stream = Stream(client=client, handed=handed)
        self.open.append(stream)
        self.selector.register(client, selectors.EVENT_READ, stream)
        if len(self.open) > self.in_all:
            self.end(stream, "full")
            return None
        own = [each for each in self.open if each.handed.person_id == handed.person_id]
        for each in own[: max(0, len(own) - self.per_person)]:
            self.end(each, "too-many")
        return stream

    def send(self, stream: Stream, event: str, body: object, cursor: str) -> None:
        """Send an event; its id is where the reader goes on when the connection breaks."""
        data = json.dumps(body, separators=(",", ":"))
        self._write(stream, f"id: {cursor}\nevent: {event}\ndata: {data}\n\n".encode())

    def beat(self) -> None:
        """Keep every connection awake, and notice those that are gone."""
        for stream in list(self.open):
            self._write(stream, b":\n\n")

    def end(self, stream: Stream, reason: str) -> None:
        """Tell a reader not to come again by itself, and close."""
        self._write(stream, f"event: end\ndata: {json.dumps({'reason': reason})}\n\n".encode())
        self.drop(stream, last=b"0\r\n\r\n" if stream.handed.chunked else b"")

    def drop(self, stream: Stream, last: bytes = b"") -> None:
        """Close a connection; one that was not told to end comes again."""
        if stream not in self.open:
            return
        self.open.remove(stream)
        self.selector.unregister(stream.client)
        try:
            stream.client.send(last)
        except OSError:
            pass
        finally:
            stream.client.close()

    def on_ready(self, stream: Stream, mask: int) -> None:
        """Go on writing to a slow reader; drop one that hung up. What a reader sends is not looked at."""
        if mask & selectors.EVENT_WRITE:
            self._write(stream, b"", framed=False)
        if mask & selectors.EVENT_READ and stream in self.open:
            try:
                is_gone = not stream.client.recv(_TAKEN_AT_ONCE)
            except BlockingIOError:
                return
            except OSError:
                is_gone = True
            if is_gone:
                self.drop(stream)

    def close(self) -> None:
        """Hang up on all; they come again to the next live process."""
        for stream in list(self.open):
            self.drop(stream)

    def counts(self) -> dict[str, Any]:
        """Say how many there are, for the log: numbers, no names."""
        people = Counter(stream.handed.person_id for stream in self.open)
        return {"open": len(self.open), "people": len(people)}

    def _write(self, stream: Stream, block: bytes, *, framed: bool = True) -> None:
        if framed and stream.handed.chunked:
            block = b"%X\r\n%b\r\n" % (len(block), block)
        stream.waiting += block
        try:
            sent = stream.client.send(stream.waiting)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.drop(stream)
            return
        del stream.waiting[:sent]
        if len(stream.waiting) > _SLOWEST:
            _log.info("live reader too slow", **self.counts())
            self.drop(stream)
            return
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if stream.waiting else 0)
        if self.selector.get_key(stream.client).events != wanted:
            self.selector.modify(stream.client, wanted, stream)
