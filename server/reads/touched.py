"""What was touched since an open map was last told: which things, on which layers, and where.

The reader of the live process is one and lasts, so it need not wait for slow transactions as a phone's cursor does: it
remembers which rows of undecided transactions it has told already, and looks again at all of them each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from gis import tiles
from grids.permissions import Scope
from server.reads import scope as bind
from server.reads.feed import Cursor

MANY: Final = 200
"""Above so many rows at once an open map is told that anything may have changed, not what. Source: ours."""
_BATCH: Final = 5_000
_PLACES: Final = 5
"""Decimals of a degree: about a metre."""
_FRESH: Final = text(
    "SELECT c.id, c.xid::text::bigint AS xid, c.unit_id, c.village_id, c.town_id, c.district_id, c.city_id, "
    "c.enterprise_id, c.person_id, c.kind, c.ref, s.floor "
    "FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS floor) s "
    "LEFT JOIN LATERAL (SELECT * FROM change_log WHERE xid >= CAST(CAST(:floor AS text) AS xid8) "
    "AND id <> ALL(:told) ORDER BY xid, id LIMIT :limit) c ON true"
)
_FLOOR: Final = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
_CUT: Final = text("SELECT (value #>> '{}')::bigint FROM installation WHERE key = 'feed_floor'")
_EPOCH: Final = text("SELECT value #>> '{}' FROM installation WHERE key = 'epoch'")

Changes = list[dict[str, Any]]


@dataclass(slots=True)
class Watch:
    """Where the live process is in the feed: all below `floor` is told, and of the rest the rows in `told`."""

    epoch: str
    floor: int
    told: dict[int, int] = field(default_factory=dict)

    @classmethod
    def start(cls, session: Session) -> Watch:
        """Begin with what comes from now on."""
        return cls(epoch=session.scalar(_EPOCH), floor=session.scalar(_FLOOR) or 0)

    def fresh(self, session: Session) -> Sequence[Row[Any]]:
        """Return the rows that became visible since the last call, of slow transactions too; each once."""
        values = {"floor": self.floor, "told": list(self.told), "limit": _BATCH}
        rows = session.execute(_FRESH, values).all()
        floor = rows[0].floor
        found = [row for row in rows if row.id is not None]
        if len(found) == _BATCH:
            floor = min(floor, found[-1].xid)
        told = self.told | {row.id: row.xid for row in found}
        self.told = {id_: xid for id_, xid in told.items() if xid >= floor}
        self.floor = floor
        return found

    def cursor(self, scope: Scope) -> str:
        """Write the place that a stream goes on from when it comes again."""
        return str(Cursor(epoch=f"{self.epoch}.{bind.fingerprint(scope)}", xid=self.floor, id=0))

    def since(self, session: Session, scope: Scope, cursor: str) -> list[int] | None:
        """Return the rows in scope from a cursor on, or nothing when that cannot be told: then anything may be new."""
        prefix, _, place = cursor.rpartition(":")[0].partition(":")
        known = prefix == f"{self.epoch}.{bind.fingerprint(scope)}" and place.isascii() and place.isdigit()
        if not known or not (session.scalar(_CUT) or 0) <= int(place) <= self.floor:
            return None
        bound = bind.feed(scope)
        rows = session.scalars(
            text(
                f"SELECT c.id FROM change_log c WHERE {bound.sql} AND c.xid >= CAST(CAST(:xid AS text) AS xid8) "
                "ORDER BY c.xid, c.id LIMIT :limit"
            ),
            {**bound.values, "xid": int(place), "limit": MANY + 1},
        ).all()
        return list(rows)


def messages(rows: Sequence[Row[Any]]) -> dict[str, Changes]:
    """Say whose inboxes rows of the feed touched, by person: what is told to nobody else, whatever their scope."""
    found: dict[str, Changes] = {}
    for row in rows:
        if row.kind == "message":
            told = found.setdefault(str(row.person_id), [{"kind": "message", "ids": [], "layers": [], "boxes": []}])
            told[0]["ids"] += [] if row.ref in told[0]["ids"] else [row.ref]
    return found


def concerns(row: Row[Any], scope: Scope) -> bool:
    """Tell whether a row may concern a reader: a quick sieve that lets all through that `changes` may tell of."""
    return (
        row.unit_id in scope.units
        or row.town_id in scope.towns
        or row.district_id in scope.districts
        or row.village_id in scope.villages
        or row.city_id in scope.cities
        or row.enterprise_id in scope.enterprises
    )


def changes(session: Session, scope: Scope, ids: Sequence[int]) -> Changes | None:
    """Say what these rows of the feed touched in scope; an empty list is nothing, None is more than can be said.

    Boxes are west, south, east, north in degrees (EPSG:4326).
    """
    feed, hazards = bind.feed(scope), bind.hazards(scope)
    sql = bind.statement("touched").format(feed=feed.sql, hazards=hazards.sql)
    values = {**feed.values, **hazards.values, "ids": list(ids), "limit": MANY + 1}
    rows = session.execute(text(sql), values).all()
    if len(rows) > MANY:
        return None
    told: dict[str, dict[str, Any]] = {}
    for row in rows:
        spot = _spot(row)
        _add(told, row.kind, row.ref, spot or _unit_box(row))
        if row.kind == "hazard" and row.unit_id is not None:
            _add(told, "figures", str(row.unit_id), _unit_box(row))
    return list(told.values())


def _add(told: dict[str, dict[str, Any]], kind: str, ref: str, box: tuple[float, ...] | None) -> None:
    change = told.setdefault(kind, {"kind": kind, "ids": [], "layers": _layers(kind), "boxes": []})
    if ref not in change["ids"]:
        change["ids"].append(ref)
    if box is not None and box not in change["boxes"]:
        change["boxes"].append(box)


def _layers(kind: str) -> list[str]:
    """List the layers that draw a kind; figures colour the grid units."""
    bound = "unit" if kind == "figures" else kind
    return sorted(name for name, layer in tiles.LAYERS.items() if layer.bound == bound)


def _spot(row: Row[Any]) -> tuple[float, ...] | None:
    if row.lon is None or row.lat is None:
        return None
    lon, lat = round(row.lon, _PLACES), round(row.lat, _PLACES)
    return (lon, lat, lon, lat)


def _unit_box(row: Row[Any]) -> tuple[float, ...] | None:
    if row.west is None:
        return None
    return tuple(round(side, _PLACES) for side in (row.west, row.south, row.east, row.north))
