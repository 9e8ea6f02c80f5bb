"""Which tables the migrations are about: ours, not PostGIS's and not the job library's."""

from __future__ import annotations

from geoalchemy2 import alembic_helpers


def ours(thing: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:  # noqa: FBT001 - alembic's signature
    """Tell whether alembic compares this thing."""
    if kind == "table" and name is not None and name.startswith("procrastinate_"):
        return False
    return bool(alembic_helpers.include_object(thing, name, kind, reflected, compare_to))  # type: ignore[no-untyped-call]
