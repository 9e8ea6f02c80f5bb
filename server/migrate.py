"""Bring a database to this release: extensions, tables, triggers, the job library's schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from server.db import sqlalchemy_url
from server.migrate_scope import ours
from server.store.tables import Base

FOLDER = Path(__file__).parent / "migrations"
_LOCK = 4_817_201


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate up to a revision; two starts at once wait for each other."""
    engine = create_engine(sqlalchemy_url(url))
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            command.upgrade(_config(connection), revision)
    finally:
        engine.dispose()


def downgrade(url: str, revision: str) -> None:
    """Migrate down to a revision."""
    engine = create_engine(sqlalchemy_url(url))
    try:
        with engine.begin() as connection:
            command.downgrade(_config(connection), revision)
    finally:
        engine.dispose()


def pending(connection: Connection) -> str | None:
    """Name the revision that is still to come, or nothing when the database is up to date."""
    head = ScriptDirectory(str(FOLDER)).get_current_head()
    now = MigrationContext.configure(connection).get_current_revision()
    return head if now != head else None


def differences(connection: Connection) -> list[object]:
    """List what the tables of the code and of the database do not share; empty is right."""
    context = MigrationContext.configure(connection, opts={"include_object": ours})
    return list(compare_metadata(context, Base.metadata))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config
