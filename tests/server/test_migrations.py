"""Tables of the code and of the migrated database are the same; every migration can be taken back and put on again."""

import warnings
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import SAWarning

from server import migrate
from server.db import Database, sqlalchemy_url

_XID8 = "Did not recognize type 'xid8'"


def url_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def differences(database: Database) -> list[object]:
    engine = create_engine(sqlalchemy_url(url_of(database)))
    try:
        with engine.connect() as connection, warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=_XID8, category=SAWarning)
            return migrate.differences(connection)
    finally:
        engine.dispose()


def schema(database: Database) -> list[str]:
    """Describe every table, index, trigger, function and constraint in its own words."""
    columns = (
        "SELECT table_name || '.' || column_name || ' ' || udt_name || ' ' || is_nullable || ' ' || "
        "coalesce(column_default, '') FROM information_schema.columns WHERE table_schema = 'public'"
    )
    constraints = (
        "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace"
    )
    functions = (
        "SELECT p.oid::regprocedure || md5(p.prosrc) FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace "
        "AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
    )
    indexes = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
    triggers = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    queries = (columns, constraints, functions, indexes, triggers)
    with database.session() as session:
        return sorted(str(line) for query in queries for line in session.scalars(text(query)))


def own_tables(database: Database) -> set[str]:
    with database.session() as session:
        names = inspect(session.connection()).get_table_names(schema="public")
    return set(names) - {"spatial_ref_sys", "alembic_version"}


def test_tables_of_the_code_are_those_of_the_database(committed_database: Database) -> None:
    assert differences(committed_database) == []


def test_a_missing_column_is_noticed(committed_database: Database) -> None:
    with committed_database.transaction() as session:
        session.execute(text("ALTER TABLE hazard DROP COLUMN late"))
        session.execute(text("DROP INDEX ix_notice_town_id_issued_at"))
    told = str(differences(committed_database))
    assert "late" in told
    assert "ix_notice_town_id_issued_at" in told


def test_all_migrations_go_down_and_up_again(committed_database: Database) -> None:
    before = schema(committed_database)
    migrate.downgrade(url_of(committed_database), "base")
    assert own_tables(committed_database) == set()
    migrate.upgrade(url_of(committed_database))
    assert schema(committed_database) == before
    assert differences(committed_database) == []
    with committed_database.session() as session:
        assert migrate.pending(session.connection()) is None


def test_each_step_goes_down_and_up_again(committed_database: Database) -> None:
    script = ScriptDirectory(str(migrate.FOLDER))
    steps = [revision.revision for revision in script.walk_revisions()]
    assert len(steps) >= 3
    now = schema(committed_database)
    for revision in steps[:-1]:
        migrate.downgrade(url_of(committed_database), "-1")
        before = schema(committed_database)
        migrate.upgrade(url_of(committed_database), revision)
        assert schema(committed_database) == now, revision
        migrate.downgrade(url_of(committed_database), "-1")
        assert schema(committed_database) == before, revision
        now = before


def test_a_database_that_is_behind_says_what_is_to_come(committed_database: Database) -> None:
    migrate.downgrade(url_of(committed_database), "-1")
    head = ScriptDirectory(str(migrate.FOLDER)).get_current_head()
    with committed_database.session() as session:
        assert migrate.pending(session.connection()) == head


def test_the_epoch_of_a_database_is_made_with_it(committed_database: Database) -> None:
    """A copied template shares its epoch, so a cursor could be taken for one's own; a new database has a new one."""
    epoch = text("SELECT value #>> '{}' FROM installation WHERE key = 'epoch'")
    with committed_database.session() as session:
        before = session.scalar(epoch)
    migrate.downgrade(url_of(committed_database), "base")
    migrate.upgrade(url_of(committed_database))
    with committed_database.session() as session:
        assert session.scalar(epoch) != before


@pytest.mark.parametrize("file", sorted(migrate.FOLDER.glob("versions/0*.py")), ids=lambda file: file.stem)
def test_each_migration_says_what_it_does(file: Path) -> None:
    source = file.read_text("utf-8")
    assert source.startswith('"""')
    assert "def upgrade() -> None:" in source
    assert "def downgrade() -> None:" in source
