"""Tries without an account are counted in one table; applications are found by code and user name.

A decided application keeps no password: the account has it, and a corrected one brings another.
"""

from __future__ import annotations

from alembic import op

revision = "0037"
down_revision = "0036"

_KINDS = ("report", "look", "form", "application", "open")


def upgrade() -> None:
    """Apply."""
    op.drop_constraint(op.f("ck_public_report_try_kind_known"), "public_report_try", type_="check")
    _rename("public_report_try", "public_try")
    op.create_check_constraint(op.f("ck_public_try_kind_known"), "public_try", _known(_KINDS))
    op.create_index("ix_application_uscc", "application", ["uscc"])
    op.create_index("ix_application_username", "application", ["username"])
    op.execute("UPDATE application SET password_hash = '' WHERE state <> 'waiting'")


def downgrade() -> None:
    """Take back: tries the former table has no word for go; passwords of decided applications stay erased."""
    op.drop_index("ix_application_username", "application")
    op.drop_index("ix_application_uscc", "application")
    op.drop_constraint(op.f("ck_public_try_kind_known"), "public_try", type_="check")
    op.execute("DELETE FROM public_try WHERE kind NOT IN ('report', 'look')")
    _rename("public_try", "public_report_try")
    op.create_check_constraint(op.f("ck_public_report_try_kind_known"), "public_report_try", _known(_KINDS[:2]))


def _rename(old: str, new: str) -> None:
    op.rename_table(old, new)
    op.execute(f"ALTER TABLE {new} RENAME CONSTRAINT pk_{old} TO pk_{new}")
    op.execute(f"ALTER SEQUENCE {old}_id_seq RENAME TO {new}_id_seq")
    for of in ("key", "at"):
        op.execute(f"ALTER INDEX ix_{old}_{of} RENAME TO ix_{new}_{of}")


def _known(kinds: tuple[str, ...]) -> str:
    return f"kind IN ({', '.join(repr(kind) for kind in kinds)})"
