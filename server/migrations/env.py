"""Run migrations on the connection that server.migrate passes in."""

from alembic import context
from geoalchemy2 import alembic_helpers

from server.store.tables import Base

config = context.config


def _ours(thing: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:  # noqa: FBT001 - alembic's signature
    """Leave PostGIS's and the job library's tables alone."""
    if kind == "table" and name is not None and name.startswith("procrastinate_"):
        return False
    return alembic_helpers.include_object(thing, name, kind, reflected, compare_to)


connection = config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_object=_ours,
    process_revision_directives=alembic_helpers.writer,
    render_item=alembic_helpers.render_item,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
