"""One request of a walk, and what it must answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Call:
    """One request, and what it must answer."""

    path: str
    method: str = "GET"
    query: Mapping[str, object] = field(default_factory=dict)
    json: object = None
    data: bytes | None = None
    form: Mapping[str, Any] | None = None
    wanted: int = 200
    listed: frozenset[str] | None = None
    """The ids that the answer lists: these and no others."""
    ids: Callable[[Any], list[str]] = lambda body: [item["id"] for item in body["items"]]
