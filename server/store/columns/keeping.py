"""Keep the columns true: built when missing, brought up to the change feed before every answer.

The feed is read beyond what is decided: a row of it that can be seen was committed, so what it names is read again as
it stands. The place to go on from moves only over decided rows, so a slow transaction is read late, not passed over.
A session that has written itself sees what nobody else may: it gets no columns, and counts in the database.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import numpy as np
import psycopg
import structlog
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from grids.policy import HERE
from server.store.columns import files, reading, shapes
from server.store.columns.book import Book, TooManyError
from server.store.columns.files import BusyError, Page, Table
from server.store.columns.shapes import Rows

_log = structlog.get_logger(__name__)
_MOST_CHANGES: Final = 20_000
"""More at once and building anew is quicker."""
_MOST_UNORDERED: Final = 50_000
_PATIENCE_S: Final = 0.5
_UNHURRIED: Final = text("SET LOCAL statement_timeout = '30min'")
_STANDING: Final = text(
    "SELECT current_database() || ':' || (SELECT value #>> '{}' FROM installation WHERE key = 'epoch') "
    "|| ':' || CAST(:zone AS text) AS origin, "
    "pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS decided, "
    "pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS ceiling, "
    "coalesce((SELECT (value #>> '{}')::bigint FROM installation WHERE key = 'feed_floor'), 0) AS floor, "
    "pg_current_xact_id_if_assigned() IS NOT NULL AS has_written, "
    "EXISTS (SELECT 1 FROM change_log c WHERE (c.xid, c.id) > (CAST(CAST(:xid AS text) AS xid8), :id) "
    "AND (c.xid < pg_snapshot_xmin(pg_current_snapshot()) OR c.id <> ALL(CAST(:ahead AS bigint[])))) AS has_news"
)
_FEED: Final = text(
    "SELECT c.kind, c.ref, c.xid::text::bigint AS xid, c.id, "
    "c.xid < pg_snapshot_xmin(pg_current_snapshot()) AS decided FROM change_log c "
    "WHERE (c.xid, c.id) > (CAST(CAST(:xid AS text) AS xid8), :id) ORDER BY c.xid, c.id LIMIT :limit"
)

_BEGINNING: Final[Mapping[str, Any]] = {"xid": 0, "id": 0, "ahead": []}


class _NotBuiltError(Exception):
    """There are no columns that can be brought up: they have to be built."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The tables as they stand, with the lists their numbers point into."""

    page: Page
    book: Book
    places: NDArray[np.int32]
    tables: Mapping[str, Table]

    def rows(self, table: str, ids: Sequence[UUID]) -> NDArray[np.int64]:
        """Find rows of a table by their ids; -1 for who is not there."""
        wanted = np.array([each.bytes for each in ids], "S16")
        return _where(wanted, self.tables[table]["key"], self.page.ordered[table])


class Keeper:
    """The columns of one installation, as one process maps them."""

    def __init__(self, folder: Path, *, builds_beside: bool = False) -> None:
        """Keep them in a folder; `builds_beside`: who asks while there are none is not kept waiting for them."""
        self.folder = folder
        self._builds_beside = builds_beside
        self._building = threading.Lock()
        self._open: Columns | None = None

    def current(self, session: Session) -> Columns | None:
        """Return the columns as the database stands now, or nothing where it has to be asked itself."""
        page = files.read_page(self.folder)
        standing = self._standing(session, page)
        if standing.has_written:
            return None
        if page is None or not self._fits(page, standing) or standing.has_news:
            try:
                with files.locked(self.folder, _PATIENCE_S):
                    page = self._bring_up(session)
            except (TooManyError, BusyError):
                return None
            except _NotBuiltError:
                self._build_beside(session)
                return None
        return self._map(page)

    def is_current(self, session: Session, columns: Columns) -> bool:
        """Say whether nothing was told since that the columns do not know."""
        return not self._standing(session, columns.page).has_news

    @staticmethod
    def _standing(session: Session, page: Page | None) -> Any:  # noqa: ANN401 - a row of the statement above
        place = {"xid": page.xid, "id": page.id, "ahead": list(page.ahead)} if page else _BEGINNING
        return session.execute(_STANDING, {**place, "zone": str(HERE)}).one()

    @staticmethod
    def _fits(page: Page, standing: Any) -> bool:  # noqa: ANN401 - a row of the statement above
        return bool(page.origin == standing.origin and standing.floor <= page.xid <= standing.ceiling)

    def _bring_up(self, session: Session) -> Page:
        """Apply what the feed tells, or build anew. Only under the lock: what is read last is written last."""
        page = files.read_page(self.folder)
        standing = self._standing(session, page)
        if page is None or not self._fits(page, standing):
            return self._rebuild(session, standing, page)
        changes = self._changes(session, page)
        if changes is None or not self._has_room(page, len(changes)):
            return self._rebuild(session, standing, page)
        if not changes:
            return page
        return self._apply(session, page, changes) or self._rebuild(session, standing, page)

    @staticmethod
    def _changes(session: Session, page: Page) -> Sequence[Any] | None:
        """Return the rows of the feed that were not taken over yet, or nothing when they are too many."""
        found = session.execute(_FEED, {"xid": page.xid, "id": page.id, "limit": _MOST_CHANGES + 1}).all()
        if len(found) > _MOST_CHANGES:
            return None
        ahead = set(page.ahead)
        return [row for row in found if row.id not in ahead or row.decided]

    def _has_room(self, page: Page, more: int) -> bool:
        loose = max(page.rows[name] - page.ordered[name] for name in shapes.FIELDS)
        room = min(
            len(files.map_table(self.folder, page.generation, name)["key"]) - page.rows[name] for name in shapes.FIELDS
        )
        return more <= room and loose + more <= _MOST_UNORDERED

    def _rebuild(self, session: Session, standing: Any, page: Page | None) -> Page:  # noqa: ANN401 - as above
        if self._builds_beside and isinstance(session.get_bind(), Engine):
            raise _NotBuiltError
        return self._build(session, standing, (page.generation if page else 0) + 1)

    def _build_beside(self, session: Session) -> None:
        """Build in a thread, one at a time: reading whole tables takes longer than anybody waits for a map."""
        if self._building.acquire(blocking=False):
            bind = session.get_bind()
            threading.Thread(target=self._build_alone, args=(bind,), name="columns", daemon=True).start()

    def _build_alone(self, bind: Engine | Connection) -> None:
        try:
            with Session(bind) as session, files.locked(self.folder, _PATIENCE_S):
                session.execute(_UNHURRIED)
                page = files.read_page(self.folder)
                standing = self._standing(session, page)
                self._build(session, standing, (page.generation if page else 0) + 1)
        except (TooManyError, BusyError):
            pass  # the database counts, or another process builds
        except (SQLAlchemyError, psycopg.Error, OSError) as error:
            _log.warning("columns not built", error=type(error).__name__)  # the next question begins again
        finally:
            self._building.release()

    def _build(self, session: Session, standing: Any, generation: int) -> Page:  # noqa: ANN401 - as above
        while (self.folder / str(generation)).exists():
            generation += 1
        book = Book()
        reading.learn(session, book)
        rows: dict[str, int] = {}
        keys = np.empty(0, "S16")
        for table in shapes.FIELDS:
            parts = [_packed(table, chunk, book, keys) for chunk in reading.whole(session, table, book)]
            columns = {name: np.concatenate([part[name] for part in parts]) for name in shapes.FIELDS[table]}
            files.create(self.folder, generation, table, columns)
            rows[table] = len(columns["key"])
            keys = columns["key"] if table == "enterprise" else keys
        book.save(self.folder / str(generation) / "book.json")
        page = Page(
            format=shapes.FORMAT, origin=standing.origin, generation=generation, xid=standing.decided, id=0,
            rows=rows, ordered=rows,
        )  # fmt: skip
        files.write_page(self.folder, page)
        files.sweep(self.folder, generation)
        return page

    def _apply(self, session: Session, page: Page, changes: Sequence[Any]) -> Page | None:
        """Read again what the feed names; nothing when a table has no room for it."""
        path = self.folder / str(page.generation) / "book.json"
        book = Book.load(path)
        before = book.size
        rows = dict(page.rows)
        enterprises: NDArray[Any] = np.empty(0, "S16")
        told = {kind: {UUID(row.ref) for row in changes if row.kind == kind} for kind in shapes.FIELDS}
        for table in shapes.FIELDS:
            refs = reading.touched(session, table, told)
            mapped = files.map_table(self.folder, page.generation, table, writing=bool(refs))
            if refs:
                found = reading.some(session, table, book, refs)
                at = _where(found["key"], mapped["key"][: rows[table]], page.ordered[table])
                fresh = np.flatnonzero(at < 0)
                if rows[table] + len(fresh) > len(mapped["key"]):
                    return None
                at[fresh] = rows[table] + np.arange(len(fresh))
                own = None if table == "enterprise" else _where(found["of"], enterprises, page.ordered["enterprise"])
                for name, values in _fields(table, found, book, own).items():
                    mapped[name][at] = values
                if table != "report":  # a report stays where its hazard was, which is never deleted
                    gone = np.array([ref.bytes for ref in refs], "S16")
                    gone = _where(gone[~np.isin(gone, found["key"])], mapped["key"][: rows[table]], page.ordered[table])
                    mapped["place"][gone[gone >= 0]] = book.nowhere()
                rows[table] += len(fresh)
            if table == "enterprise":
                enterprises = mapped["key"][: rows[table]]
        if book.size != before:
            book.save(path)
        decided = [row for row in changes if row.decided]
        xid, last = (decided[-1].xid, decided[-1].id) if decided else (page.xid, page.id)
        ahead = {*page.ahead, *(row.id for row in changes if not row.decided)} - {row.id for row in decided}
        moved = replace(
            page, xid=xid, id=last, rows=rows, words=page.words + (book.size != before), ahead=tuple(sorted(ahead))
        )
        files.write_page(self.folder, moved)
        return moved

    def _map(self, page: Page) -> Columns:
        held = self._open
        if held is not None and held.page == page:
            return held
        same = held is not None and held.page.generation == page.generation and held.page.words == page.words
        book = held.book if same and held is not None else Book.load(self.folder / str(page.generation) / "book.json")
        tables = {
            table: {
                name: column[: page.rows[table]].view(np.ndarray)
                for name, column in files.map_table(self.folder, page.generation, table).items()
            }
            for table in shapes.FIELDS
        }
        self._open = Columns(page=page, book=book, places=book.table(), tables=tables)
        return self._open


def _packed(table: str, found: Rows, book: Book, enterprises: NDArray[Any]) -> Mapping[str, NDArray[Any]]:
    """Turn rows into columns; a fact whose enterprise came meanwhile waits for the feed to tell it."""
    if table == "enterprise":
        return _fields(table, found, book, None)
    at = _where(found["of"], enterprises, len(enterprises))
    return _fields(table, found[at >= 0], book, at[at >= 0])


def _fields(table: str, found: Rows, book: Book, enterprise: NDArray[Any] | None) -> Mapping[str, NDArray[Any]]:
    columns = {name: found[name] for name in shapes.FIELDS[table] if name in (found.dtype.names or ())}
    columns |= {"place": book.codes(found)}
    columns |= {word: found[f"{word}_n"] for word in ("industry", "category") if word in shapes.FIELDS[table]}
    return columns if enterprise is None else {**columns, "enterprise": enterprise}


def _where(wanted: Rows, keys: NDArray[Any], ordered: int) -> NDArray[np.int64]:
    """Find rows by their ids: by halves where they lie in order, one by one after that; -1 for who is not there."""
    at = np.full(len(wanted), -1, np.int64)
    if ordered:
        halves = np.minimum(np.searchsorted(keys[:ordered], wanted), ordered - 1)
        at = np.where(keys[halves] == wanted, halves, -1)
    loose = {bytes(key): ordered + n for n, key in enumerate(keys[ordered:])}
    for n in np.flatnonzero(at < 0) if loose else ():
        at[n] = loose.get(bytes(wanted[n]), -1)
    return at
