"""The base of what a request asks in its query, and the marks by which a list goes on."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Annotated, Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field

from grids.errors import Refusal

Last = TypeVar("Last")
Own = TypeVar("Own")
Day = Annotated[date, Field(ge=date(1949, 10, 1), le=date(2999, 12, 31))]
"""A day that the records can be of; the next one is a day too."""


class Asked(BaseModel):
    """A query. flask-openapi3 reads its schema at every request; made anew each time it takes half of a small tile."""

    @classmethod
    def model_json_schema(cls, *args: Any, **named: Any) -> dict[str, Any]:  # noqa: ANN401 - pydantic's own signature
        """Return the schema; the plain one is kept."""
        return super().model_json_schema(*args, **named) if args or named else _plain(cls)


@cache
def _plain(asked: type[Asked]) -> dict[str, Any]:
    return BaseModel.model_json_schema.__func__(asked)  # type: ignore[attr-defined,no-any-return]


def mark(last: str, own: UUID | str) -> str:
    """Write where the next page begins: after what the last row is sorted by, and its id."""
    return base64.urlsafe_b64encode(json.dumps([last, str(own)], ensure_ascii=False).encode()).decode()


def after(given: str | None, last: Callable[[str], Last], own: Callable[[str], Own]) -> tuple[Last, Own] | None:
    """Read a mark, each half in its own way. Raises: Refusal `unknown-thing` for what never was one."""
    if given is None:
        return None
    try:
        sorted_by, row = json.loads(base64.urlsafe_b64decode(given))
        if not isinstance(sorted_by, str) or not isinstance(row, str) or "\0" in sorted_by + row:
            raise Refusal("unknown-thing", thing="after")
        return last(sorted_by), own(row)
    except (ValueError, TypeError) as problem:
        raise Refusal("unknown-thing", thing="after") from problem
