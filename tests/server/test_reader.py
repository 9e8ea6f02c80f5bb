"""Reads run as a role that cannot write, sees no secrets, and is stopped when it takes too long."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from server.db import READER, Database
from server.store.tables import Base
from tests.server.stage import Stage

HIDDEN = {
    "access_token", "sign_in_session", "sign_in_failure", "act_received", "inbox_message", "outbound_message",
    "device_key", "rescue_file", "redraw_proposal", "application", "public_reporter", "public_reporter_reading",
    "public_try",
}  # fmt: skip
WRITES = (
    "INSERT INTO installation (key, value) VALUES ('x', '1')",
    "UPDATE hazard SET description = 'x'",
    "DELETE FROM change_log",
    "TRUNCATE enterprise",
    "DROP TABLE hazard",
    "CREATE TABLE own (id int)",
    "ALTER ROLE wangge_reader SUPERUSER",
)


@pytest.fixture
def reader(committed_database: Database) -> Database:
    return committed_database.reader()


@pytest.mark.parametrize("write", WRITES)
def test_a_write_fails_even_when_the_transaction_is_made_to_allow_one(reader: Database, write: str) -> None:
    with reader.session() as session:
        session.execute(text("SET TRANSACTION READ WRITE"))
        with pytest.raises(ProgrammingError, match=r"permission denied|must be"):
            session.execute(text(write))


def test_every_read_is_by_the_role_of_reads_and_read_only(reader: Database) -> None:
    with reader.session() as session:
        asked = text("SELECT current_user, current_setting('transaction_read_only')")
        assert tuple(session.execute(asked).one()) == (READER, "on")


@pytest.mark.parametrize("table", sorted(HIDDEN))
def test_it_sees_no_sign_ins_and_no_messages(reader: Database, table: str) -> None:
    with reader.session() as session, pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text(f"SELECT FROM {table}"))


@pytest.mark.parametrize("column", ["password_hash", "phone"])
def test_it_sees_no_password_and_no_telephone(reader: Database, column: str) -> None:
    with reader.session() as session, pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text(f"SELECT {column} FROM person"))  # noqa: S608 - a name of this file


def test_everything_else_can_be_read_and_what_is_hidden_is_listed_here(reader: Database) -> None:
    with reader.session() as session:
        can = text("SELECT has_table_privilege(:role, :name, 'SELECT')")
        shown = {name for name in Base.metadata.tables if session.scalar(can, {"role": READER, "name": name})}
    assert shown == Base.metadata.tables.keys() - HIDDEN - {"person"}


def test_a_read_that_takes_too_long_is_stopped(committed_database: Database) -> None:
    url = committed_database.engine.url.render_as_string(hide_password=False)
    impatient = Database.at(url, statement_timeout_s=1, reads_only=True)
    with impatient.session() as session, pytest.raises(OperationalError, match="statement timeout"):
        session.execute(text("SELECT pg_sleep(30)"))
    impatient.close()


READS = (
    "/api/v1/hazards",
    "/api/v1/enterprises",
    "/api/v1/notices",
    "/api/v1/figures/units",
    "/tiles/hazard/14/1/1.mvt",
)


@pytest.mark.parametrize("path", READS)
def test_lists_maps_and_figures_are_read_by_that_role(stage: Stage, db: Database, path: str) -> None:
    """What is taken from the role is taken from the route."""
    assert stage.get("an", path).status_code == 200
    with db.transaction() as session:
        for table in ("hazard", "enterprise", "notice"):
            session.execute(text(f"REVOKE SELECT ON {table} FROM {READER}"))  # noqa: S608 - names of this file
    with pytest.raises(ProgrammingError, match="permission denied"):
        stage.get("an", path)


def test_what_reads_only_is_named_once() -> None:
    (made,) = (Path(__file__).parents[2] / "server" / "migrations" / "versions").glob("*_reader.py")
    assert f'ROLE = "{READER}"' in made.read_text("utf-8")
