"""A role that can only read what lists and maps show: no sign-ins, no passwords, no messages, no jobs."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"

ROLE = "wangge_reader"
_HIDDEN = ("sign_in_session", "sign_in_failure", "act_received", "inbox_message", "outbound_message")
_OF_PERSON = "id, username, name, licence_no, locale, is_demo, active, created_at"

_MAKE = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
    BEGIN
      CREATE ROLE {ROLE} NOLOGIN;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN NULL;  -- another database of this server was first
      WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'this account may not create the role {ROLE}' USING
          HINT = 'As a superuser, once: CREATE ROLE {ROLE} NOLOGIN; GRANT {ROLE} TO ' || quote_ident(current_user);
    END;
  END IF;
  IF NOT pg_has_role(current_user, '{ROLE}', 'MEMBER') THEN
    EXECUTE format('GRANT {ROLE} TO %I', current_user);
  END IF;
END $$
"""
_GRANT = f"""
DO $$ DECLARE each text; BEGIN
  FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'procrastinate%'
    AND tablename NOT IN ('alembic_version', 'person', {", ".join(f"'{table}'" for table in _HIDDEN)})
  LOOP
    EXECUTE format('GRANT SELECT ON %I TO {ROLE}', each);
  END LOOP;
END $$
"""


def upgrade() -> None:
    """Apply."""
    op.execute(_MAKE)
    op.execute(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
    op.execute(_GRANT)
    op.execute(f"GRANT SELECT ({_OF_PERSON}) ON person TO {ROLE}")
    # what later migrations make can be read too; they take away what must not be
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {ROLE}")


def downgrade() -> None:
    """Take back; the role stays, for other databases of this server may use it."""
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT ON TABLES FROM {ROLE}")
    op.execute(f"REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM {ROLE}")
    op.execute(f"REVOKE SELECT ({_OF_PERSON}) ON person FROM {ROLE}")
    op.execute(f"REVOKE USAGE ON SCHEMA public FROM {ROLE}")
