"""Quantities and texts as types, so that limits travel with the value."""

from __future__ import annotations

from typing import Annotated, ClassVar

from annotated_types import Ge, Gt, Le, MaxLen, MinLen, Predicate

Longitude = Annotated[float, Ge(-180), Le(180)]
"""Degrees east, WGS-84."""
Latitude = Annotated[float, Ge(-90), Le(90)]
"""Degrees north, WGS-84."""
Metres = Annotated[float, Ge(0), Le(1_000_000)]
LonLat = tuple[Longitude, Latitude]
"""A position on the wire, east before north as GeoJSON has it."""
Days = Annotated[int, Ge(0), Le(3660)]
Yuan = Annotated[int, Ge(0)]
Seconds = Annotated[float, Ge(0), Le(1_000_000_000)]
Sha256 = Annotated[str, MinLen(64), MaxLen(64), Predicate(lambda text: set(text) <= set("0123456789abcdefABCDEF"))]
"""Hex of the stored bytes' hash; kept in lower case."""
Line = Annotated[str, MinLen(1), MaxLen(200)]
"""One line of text: a name, a place."""
Note = Annotated[str, MaxLen(2000)]
"""Free text that may be empty; 2 000 characters is the limit of the paper forms."""
Text = Annotated[str, MinLen(1), MaxLen(2000)]
"""Free text that must say something."""
Phone = Annotated[str, MaxLen(40)]
Count = Annotated[int, Gt(0)]
Revision = Annotated[int, Ge(0), Le(2**31 - 1)]
"""How often a plan has been changed; who draws says on which one."""


class Strict:
    """Base of all wire values: a field that nobody declared is refused, not ignored."""

    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
