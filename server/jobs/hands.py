"""What every task needs: the settings and database of its worker, and how often to try again."""

from datetime import UTC, datetime

from procrastinate import JobContext, RetryStrategy

from server.config import Settings
from server.db import Database

TRY_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=4)
"""After 4, 16, 64 and 256 s; what still fails stays in the table as failed."""


def database_of(context: JobContext) -> Database:
    """Return the database of the worker that runs the task."""
    database: Database = context.additional_context["database"]
    return database


def settings_of(context: JobContext) -> Settings:
    """Return the settings of the worker that runs the task."""
    settings: Settings = context.additional_context["settings"]
    return settings


def now() -> datetime:
    """Read the clock, here and nowhere below."""
    return datetime.now(UTC)
