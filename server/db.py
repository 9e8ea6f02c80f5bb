"""The database: one engine, and sessions on it. Knows neither Flask nor the tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, make_url
from sqlalchemy.orm import Session, sessionmaker

from server.sentences import Trouble

if TYPE_CHECKING:
    from server.config import Settings

WEB_STATEMENT_TIMEOUT_S = 15
JOB_STATEMENT_TIMEOUT_S = 600
_IDLE_IN_TRANSACTION_TIMEOUT_S = 60
_LOCK_TIMEOUT_S = 10
_RECYCLE_S = 1800


@dataclass(frozen=True, slots=True)
class Database:
    """Where acts are written and lists are read.

    Write with `with database.transaction() as session:` (commits at the end, rolls back on an
    error); read with `with database.session() as session:`. Tests pass one whose sessions share a
    connection that is rolled back afterwards, so take SQL through a session, never from
    `engine.connect()`.
    """

    engine: Engine
    session: sessionmaker[Session]

    @classmethod
    def at(cls, url: str, *, statement_timeout_s: int = WEB_STATEMENT_TIMEOUT_S, pool_size: int = 5) -> "Database":
        """Describe the database at an address; nothing is connected yet.

        `statement_timeout_s=0` means no limit, for imports and migrations.
        """
        engine = create_engine(
            sqlalchemy_url(url),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            pool_recycle=_RECYCLE_S,
            connect_args={"options": _options(statement_timeout_s), "connect_timeout": 5},
        )
        return cls(engine=engine, session=sessionmaker(engine, expire_on_commit=False))

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
        return cls(engine=connection.engine, session=sessions)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a session in a transaction that is committed at the end."""
        with self.session() as session, session.begin():
            yield session

    def close(self) -> None:
        """Give all connections back to the server."""
        self.engine.dispose()


def sqlalchemy_url(url: str) -> str:
    """Name the driver in a plain `postgresql://` address."""
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def libpq_url(url: str) -> str:
    """Take the driver out again, for psql, psycopg and the job library."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


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
