"""The photo store: what is kept is what was hashed, and nothing is kept twice or half."""

import hashlib
import io
import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import obstore
import pytest
from obstore.store import MemoryStore
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from grids.errors import Refusal
from server import photos, problems
from server.config import Settings
from server.db import Database
from server.photos import PhotoStore
from server.store.tables import ActReceived, Area, Enterprise, Evidence, PersonRow, PhotoRow
from tests.server.samples import picture

AT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)


@pytest.fixture
def store(settings: Settings) -> PhotoStore:
    return PhotoStore.of(settings)


@pytest.fixture
def person(db: Database) -> UUID:
    with db.transaction() as session:
        row = PersonRow(id=uuid4(), username="officer", name="王网格", password_hash="-")
        session.add(row)
        return row.id


def put(store: PhotoStore, session: Session, content: bytes, person: UUID, name: str | None = None) -> PhotoRow:
    sha256 = name or hashlib.sha256(content).hexdigest()
    return photos.put(store, session, sha256, io.BytesIO(content), person_id=person, at=AT)


def files(store: PhotoStore) -> list[Path]:
    return [file for file in (store.cache.parents[1] / "blobs").rglob("*") if file.is_file()]


def test_the_phones_own_bytes_are_kept(store: PhotoStore, db: Database, person: UUID) -> None:
    content = picture()
    with db.transaction() as session:
        row = put(store, session, content, person)
        assert (row.bytes, row.mime, row.width, row.height) == (len(content), "image/jpeg", 1200, 900)
        assert photos.has(store, session, row.sha256)
    assert photos.original(store, row.sha256) == content
    assert [file.read_bytes() for file in files(store)] == [content]


def test_the_same_photo_twice_is_kept_once(store: PhotoStore, db: Database, person: UUID) -> None:
    content = picture()
    with db.transaction() as session:
        first = put(store, session, content, person)
        again = photos.put(store, session, first.sha256, io.BytesIO(content), person_id=person, at=AT + timedelta(1))
        assert again.received_at == AT
        assert session.scalar(select(func.count()).select_from(PhotoRow)) == 1
    assert len(files(store)) == 1


def test_no_connection_is_held_while_a_slow_phone_sends(store: PhotoStore, db: Database, person: UUID) -> None:
    content = picture()

    order: list[str] = []

    class Slow(io.BytesIO):
        """A stream that notes when it is read."""

        def read(self, size: int | None = -1) -> bytes:
            order.append("read")
            return super().read(size)

    with db.session() as session:
        event.listen(session, "after_begin", lambda *_: order.append("connected"))
        photos.put(store, session, hashlib.sha256(content).hexdigest(), Slow(content), person_id=person, at=AT)
    assert order == ["read", "connected"]


def test_bytes_that_do_not_have_the_hash_are_refused(store: PhotoStore, db: Database, person: UUID) -> None:
    with db.transaction() as session, pytest.raises(Refusal, match="bad-photo") as refusal:
        put(store, session, picture(), person, name="0" * 64)
    assert refusal.value.facts == {"reason": "hash"}
    assert files(store) == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_a_name_that_is_no_hash_is_refused(store: PhotoStore, db: Database, person: UUID, name: str) -> None:
    with db.transaction() as session, pytest.raises(Refusal, match="bad-photo"):
        photos.put(store, session, name, io.BytesIO(picture()), person_id=person, at=AT)
    with pytest.raises(Refusal, match="bad-photo"):
        photos.view(store, name)


def test_too_many_bytes_are_refused_without_reading_them_all(store: PhotoStore, db: Database, person: UUID) -> None:
    stream = io.BytesIO(bytes(5_000_000))
    small = replace(store, max_bytes=1000)
    with db.transaction() as session, pytest.raises(Refusal, match="too-large"):
        photos.put(small, session, "0" * 64, stream, person_id=person, at=AT)
    assert stream.tell() == 1001


def test_a_lost_or_cut_blob_is_owed_again_and_mended_by_the_next_upload(
    store: PhotoStore, db: Database, person: UUID
) -> None:
    content = picture()
    with db.transaction() as session:
        row = put(store, session, content, person)
        files(store)[0].write_bytes(content[:100])
        assert not photos.has(store, session, row.sha256)
        put(store, session, content, person)
        assert photos.has(store, session, row.sha256)
    assert photos.original(store, row.sha256) == content


def test_a_changed_blob_is_never_shown(store: PhotoStore, db: Database, person: UUID) -> None:
    with db.transaction() as session:
        row = put(store, session, picture("1"), person)
    files(store)[0].write_bytes(picture("2"))
    with pytest.raises(photos.StorageError):
        photos.view(store, row.sha256)


def test_a_storage_that_changes_bytes_gets_no_row(store: PhotoStore, db: Database, person: UUID) -> None:
    class Liar(MemoryStore):
        """A disk that loses a byte."""

    lying = replace(store, blobs=Liar())
    content = picture()
    sha256 = hashlib.sha256(content).hexdigest()
    real_put = obstore.put

    def put_less(blobs: Liar, key: str, given: bytes) -> object:
        return real_put(blobs, key, given[:-1])

    with pytest.MonkeyPatch.context() as patch, db.transaction() as session:
        patch.setattr(obstore, "put", put_less)
        with pytest.raises(photos.StorageError):
            put(lying, session, content, person)
        assert session.get(PhotoRow, sha256) is None


def test_views_are_made_once_and_thumbs_are_small(store: PhotoStore, db: Database, person: UUID) -> None:
    with db.transaction() as session:
        row = put(store, session, picture(size=(4000, 3000)), person)
    first = photos.view(store, row.sha256)
    assert photos.view(store, row.sha256) == first
    assert len(photos.thumb(store, row.sha256)) < len(first) / 5
    assert len(list(store.cache.rglob("*.jpg"))) == 2
    assert [file for file in store.cache.rglob("*") if file.is_file() and file.suffix != ".jpg"] == []


def test_an_unknown_photo_is_not_found(store: PhotoStore) -> None:
    with pytest.raises(Refusal, match="not-found"):
        photos.view(store, "0" * 64)


def test_photos_that_nothing_mentions_go_after_a_week(store: PhotoStore, db: Database, person: UUID) -> None:
    with db.transaction() as session:
        orphan, used, wanted = (put(store, session, picture(text), person).sha256 for text in "ouw")
        _mention(session, used, wanted, person)
    stray = store.cache.parents[1] / "blobs" / "ab" / ("ab" + "0" * 62)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"half")
    old = time.time() - 30 * 86400
    for file in files(store):
        os.utime(file, (old, old))
    with db.session() as session:
        assert photos.sweep(store, session, AT + timedelta(days=6)) == 1
        assert session.scalar(select(func.count()).select_from(PhotoRow)) == 3
        assert photos.sweep(store, session, AT + timedelta(days=8)) == 1
        assert set(session.scalars(select(PhotoRow.sha256))) == {used, wanted}
    assert {file.name for file in files(store)} == {used, wanted}
    assert not photos.has(store, session, orphan)


def _mention(session: Session, used: str, wanted: str, person: UUID) -> None:
    """Make one photo evidence, and let a refused act name another."""
    area = Area(level="district", name="武进区")
    session.add(area)
    session.flush()
    enterprise = Enterprise(id=uuid4(), name="厂", district_id=area.id, city_id=area.id, supervision_class="industry")
    session.add(enterprise)
    session.flush()
    session.add(
        Evidence(sha256=used, role="before", act_id=uuid4(), person_id=person, enterprise_id=enterprise.id, taken_at=AT)
    )
    session.add(
        ActReceived(
            id=uuid4(), person_id=person, device_id=uuid4(), aggregate_id=uuid4(), seq=1, kind="record-hazard",
            item=f'{{"photos":["{wanted}"]}}', item_sha256="-", status="refused", received_at=AT, tried_at=AT,
            act_wall=AT,
        )
    )  # fmt: skip


def test_every_reason_has_its_words() -> None:
    for reason in ("name", "hash", "format", "damaged"):
        for language, mark in (("zh", "这不是可用的照片"), ("en", "not a usable photo")):
            said = problems.sentence("bad-photo", {"reason": reason}, language)
            assert mark in said
            assert "—" not in said
