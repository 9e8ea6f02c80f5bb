"""The base of what a request asks in its query."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, Field

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
