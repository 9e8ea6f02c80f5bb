"""What the routes of the base maps answer."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from server.api.shapes import Shape


class CreditShape(Shape):
    """What the corner of the map must show, by language."""

    zh: str
    en: str


class OnlineMapShape(Shape):
    """A map of somebody else's: sheets that lie on each other, each at several hosts."""

    sheets: list[list[str]] = Field(examples=[[["https://tiles.example/{z}/{x}/{y}.png"]]])
    crs: Literal["wgs84", "gcj02"]
    deepest: int
    credit: CreditShape


class StoredMapShape(Shape):
    """The stored map; `tiles` is the address of its tiles here."""

    kind: Literal["raster", "vector"]
    tiles: str
    shallowest: int
    deepest: int
    layers: list[str]
    box: list[float]
    credit: CreditShape


class OfferedShape(Shape):
    """The maps there are besides the offline one."""

    streets: OnlineMapShape | None
    imagery: OnlineMapShape | None
    stored: StoredMapShape | None


class PackShape(StoredMapShape):
    """A pack: the stored map cut to the reader's area; `dropped` zooms found no room within the budget."""

    sha256: str
    bytes: int
    budget: int
    dropped: list[int]
    count: int
    as_of: datetime
