"""The database: one engine, and sessions on it. Knows neither Flask nor the tables."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import psycopg
from psycopg.errors import DataError, DeadlockDetected, QueryCanceled
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from server.sentences import Trouble
from server.spare import Spare

if TYPE_CHECKING:
    from server.config import Settings

WEB_STATEMENT_TIMEOUT_S = 15
JOB_STATEMENT_TIMEOUT_S = 600
_IDLE_IN_TRANSACTION_TIMEOUT_S = 60
_LOCK_TIMEOUT_S = 10
_RECYCLE_S = 1800
READER: Final = "wangge_reader"
"""The role of reads (made by the migration `reader`): may see what lists and maps show and change nothing."""
_RESTED_S = 1.0
_CROSSINGS = 2
"""So often a transaction that was broken off for another one is begun anew."""
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Database:
    """Where acts are written and lists are read.

    Write with `with database.transaction() as session:` (commits at the end, rolls back on an
    error); read with `with database.session() as session:`, and where every round trip counts with
    `database.alone()`, whose statements stand alone, each with a snapshot of its own. Tests pass
    one whose sessions share a connection that is rolled back afterwards, so take SQL through a
    session, never from `engine.connect()`.
    """

    engine: Engine
    session: sessionmaker[Session]
    alone: sessionmaker[Session]
    _spare: Spare = field(repr=False, compare=False)
    _readers: list["Database"] = field(default_factory=list, repr=False, compare=False)

    @classmethod
    def at(
        cls,
        url: str,
        *,
        statement_timeout_s: int = WEB_STATEMENT_TIMEOUT_S,
        pool_size: int = 5,
        reads_only: bool = False,
    ) -> "Database":
        """Describe the database at an address; nothing is connected yet.

        `statement_timeout_s=0` means no limit, for imports and migrations. `reads_only` takes the role of reads from
        the first statement on.
        """
        options = _options(statement_timeout_s) + (_READS_ONLY if reads_only else "")
        engine = create_engine(
            sqlalchemy_url(url),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_recycle=_RECYCLE_S,
            connect_args={"options": options, "connect_timeout": 5},
        )
        _wake(engine)
        single = engine.execution_options(isolation_level="AUTOCOMMIT")  # the same pool, no BEGIN and no ROLLBACK
        return cls(
            engine=engine,
            session=sessionmaker(engine, expire_on_commit=False),
            alone=sessionmaker(single, expire_on_commit=False),
            _spare=Spare(engine=engine, most=pool_size),
        )

    @classmethod
    def of(cls, settings: "Settings", *, statement_timeout_s: int = WEB_STATEMENT_TIMEOUT_S) -> "Database":
        """Describe the database of an installation, with a connection for each of its threads."""
        if settings.database_url is None:
            raise Trouble("database.no-address")
        return cls.at(
            settings.database_url,
            statement_timeout_s=statement_timeout_s,
            pool_size=max(1, settings.threads // 2),
        )

    @classmethod
    def over(cls, connection: Connection) -> "Database":
        """Make a database whose sessions all live in the transaction of one connection."""
        sessions = sessionmaker(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        return cls(
            engine=connection.engine, session=sessions, alone=sessions, _spare=Spare(engine=connection.engine, most=0)
        )

    def reader(self, url: str | None = None) -> "Database":
        """Describe the same database, or its replica at an address, as the role that can only read.

        It is closed with this one. Over one connection (tests) the role is taken for each transaction.
        """
        made = self._reader_over_connection() or Database.at(
            url or self.engine.url.render_as_string(hide_password=False),
            pool_size=self._pool_size(),
            reads_only=True,
        )
        self._readers.append(made)
        return made

    @contextmanager
    def bare(self) -> Iterator[psycopg.Connection[Any]]:
        """Give a connection of the driver itself, for statements that stand alone (gis/straight.py).

        Its errors are raised as the session's. Over one connection (tests) it is that one.
        """
        if isinstance(self.session.kw["bind"], Connection):
            with self.alone() as session, driver(session) as connection:
                yield connection
            return
        taken = self._spare.take()
        try:
            yield taken.inner
        except (QueryCanceled, DataError) as problem:  # of the question, not of the connection
            self._spare.give(taken)
            raise DBAPIError.instance(None, None, problem, psycopg.Error) from problem
        except psycopg.Error as problem:
            self._spare.spoilt(taken)
            raise DBAPIError.instance(None, None, problem, psycopg.Error) from problem
        except BaseException:
            self._spare.give(taken)
            raise
        self._spare.give(taken)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a session in a transaction that is committed at the end."""
        with self.session() as session, session.begin():
            yield session

    def retried(self, work: Callable[[Session], _T]) -> _T:
        """Do it in a transaction, and anew where the database broke it off for one that crossed its path (deadlock).

        Nothing of a broken-off try stays, so `work` must leave nothing outside the session either.
        """
        for _ in range(_CROSSINGS):
            try:
                with self.transaction() as session:
                    return work(session)
            except OperationalError as fault:
                if not isinstance(fault.orig, DeadlockDetected):
                    raise
        with self.transaction() as session:
            return work(session)

    def close(self) -> None:
        """Give all connections back to the server."""
        for reader in self._readers:
            reader.close()
        self._spare.close()
        self.engine.dispose()

    def _reader_over_connection(self) -> "Database | None":
        connection = self.session.kw["bind"]
        if not isinstance(connection, Connection):
            return None
        made = Database.over(connection)
        event.listen(made.session, "after_begin", _take_role)
        event.listen(self.session, "after_begin", _leave_role)  # both share one connection, also one in the other
        return made

    def _pool_size(self) -> int:
        size = getattr(self.engine.pool, "size", None)
        return max(1, int(size())) if size is not None else 5


def _take_role(_session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    connection.execute(text(f"SET LOCAL ROLE {READER}"))


def _leave_role(_session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    connection.execute(text("SET LOCAL ROLE NONE"))


@contextmanager
def driver(session: Session) -> Iterator[psycopg.Connection[Any]]:
    """Give the driver's own connection under a session, in its transaction; its errors are raised as the session's."""
    connection = session.connection()
    inner = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    try:
        yield inner
    except psycopg.Error as problem:
        if inner.closed:
            connection.invalidate()
        raise DBAPIError.instance(None, None, problem, psycopg.Error) from problem


def sqlalchemy_url(url: str) -> str:
    """Name the driver in a plain `postgresql://` address."""
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def libpq_url(url: str) -> str:
    """Take the driver out again, for psql, psycopg and the job library."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


_READS_ONLY: Final = f" -c role={READER} -c default_transaction_read_only=on"


def _wake(engine: Engine) -> None:
    """Ask a connection that rested whether it still lives, and replace it if not; one just used is taken as it is.

    SQLAlchemy's own `pool_pre_ping` asks every time: a round trip more than a small tile needs.
    """

    @event.listens_for(engine, "checkin")
    def rest(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def wake(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        if time.monotonic() - record.info.get("rests_since", math.inf) > _RESTED_S:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as gone:
                raise DisconnectionError from gone


def _options(statement_timeout_s: int) -> str:
    # a verb without a limit computes between statements too: the repair of a large coverage outlasts a minute
    idle_s = _IDLE_IN_TRANSACTION_TIMEOUT_S if statement_timeout_s else 0
    limits = {
        "statement_timeout": f"{statement_timeout_s}s",
        "idle_in_transaction_session_timeout": f"{idle_s}s",
        "lock_timeout": f"{_LOCK_TIMEOUT_S}s",
        "timezone": "UTC",
    }
    return " ".join(f"-c {name}={value}" for name, value in limits.items())
