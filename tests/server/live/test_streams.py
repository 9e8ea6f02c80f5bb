"""Streams as connections: limits, slow readers, hang-ups, and what becomes of the web's own copy."""

import selectors
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from server.live import handover
from server.live.handover import AbsentError, Handed
from server.live.streams import Stream, Streams


@contextmanager
def streams(per_person: int = 3, in_all: int = 5) -> Iterator[Streams]:
    with selectors.DefaultSelector() as selector:
        made = Streams(selector=selector, per_person=per_person, in_all=in_all)
        yield made
        made.close()


@contextmanager
def opened(
    kept: Streams, person: str | None = None, *, chunked: bool = False
) -> Iterator[tuple[socket.socket, Stream | None]]:
    near, far = socket.socketpair()
    near.settimeout(0)
    far.settimeout(5)
    handed = Handed(session_sha256="s", person_id=person or str(uuid4()), chunked=chunked)
    with far:
        yield far, kept.add(near, handed)


def said(far: socket.socket) -> bytes:
    return far.recv(1_000_000)


def test_one_map_too_many_of_a_person_ends_that_persons_oldest() -> None:
    with (
        streams() as kept,
        opened(kept, "other") as (_, other),
        opened(kept, "own") as (oldest, _),
        opened(kept, "own"),
        opened(kept, "own"),
        opened(kept, "own") as (_, newest),
    ):
        assert b"too-many" in said(oldest)
        assert oldest.recv(1) == b""
        assert newest in kept.open
        assert other in kept.open
        assert len(kept.open) == 4


def test_one_map_too_many_in_all_is_turned_away_and_the_others_stay() -> None:
    with streams(in_all=1) as kept, opened(kept) as (_, first), opened(kept) as (far, second):
        assert second is None
        assert b'"reason": "full"' in said(far)
        assert kept.open == [first]


def test_a_reader_who_does_not_read_is_dropped_and_keeps_nobody_waiting() -> None:
    with streams() as kept, opened(kept) as (_, slow), opened(kept) as (far, quick):
        assert slow is not None
        assert quick is not None
        for _ in range(2000):
            kept.send(slow, "touched", {"changes": ["x" * 1000]}, "c")
        kept.send(quick, "touched", {"changes": []}, "c")
        assert kept.open == [quick]
        assert said(far).startswith(b"id: c\nevent: touched\ndata: ")


def test_what_a_reader_could_not_take_at_once_follows_when_it_can() -> None:
    with streams() as kept, opened(kept) as (far, stream):
        assert stream is not None
        kept.send(stream, "touched", "x" * 250_000, "c")
        while stream.waiting:
            said(far)
            for key, mask in kept.selector.select(1):
                kept.on_ready(key.data, mask)
        assert stream in kept.open


def test_a_reader_that_hangs_up_is_forgotten() -> None:
    with streams() as kept:
        with opened(kept) as (_, stream):
            assert kept.open == [stream]
        ((key, mask),) = kept.selector.select(1)
        kept.on_ready(key.data, mask)
        assert kept.open == []


def test_a_beat_is_a_comment_in_the_framing_that_was_begun() -> None:
    with streams() as kept, opened(kept) as (plain, _), opened(kept, chunked=True) as (chunked, _):
        kept.beat()
        assert said(plain) == b":\n\n"
        assert said(chunked) == b"3\r\n:\n\n\r\n"


@pytest.mark.parametrize("depth", [1, 12])
def test_a_connection_is_handed_over_and_the_webs_copy_leads_nowhere(tmp_path: Path, depth: int) -> None:
    """However deep the folder: a path to a Unix socket may have 107 bytes."""
    place = tmp_path.joinpath(*["folder-with-a-name"] * depth)
    place.mkdir(parents=True)
    near, far = socket.socketpair()
    handed = Handed(session_sha256="s", person_id="p", chunked=True, since="e:1:0")
    with handover.listen(place) as listener, near, far, handover.line(place) as to:
        line_in = handover.accept(listener)
        assert line_in is not None
        assert handover.accept(listener) is None
        handover.hand(to, near, handed)
        taken = handover.take(line_in)
        assert taken is not None
        with taken[1]:
            assert taken[0] == handed
            with pytest.raises(OSError, match=r"Broken pipe|reset"):
                near.sendall(b"0\r\n\r\n")
            taken[1].send(b"live")
            assert far.recv(100) == b"live"


def test_a_line_that_was_opened_and_closed_again_hands_over_nothing(tmp_path: Path) -> None:
    with handover.listen(tmp_path) as listener:
        with handover.line(tmp_path):
            line_in = handover.accept(listener)
        assert line_in is not None
        assert handover.take(line_in) is None


def test_without_a_live_process_there_is_nobody_to_hand_to(tmp_path: Path) -> None:
    with pytest.raises(AbsentError), handover.line(tmp_path):
        pass
    handover.listen(tmp_path).close()
    with pytest.raises(AbsentError), handover.line(tmp_path):
        pass
