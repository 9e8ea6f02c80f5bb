"""Run migrations on the connection that server.migrate passes in."""

from alembic import context
from geoalchemy2 import alembic_helpers

from server.migrate_scope import ours
from server.store.tables import Base

config = context.config


connection = config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_object=ours,
    process_revision_directives=alembic_helpers.writer,
    render_item=alembic_helpers.render_item,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
