"""One row of an enterprise file as the values of its fields, or the reason it can't be one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from gis.records import Record
from grids.enterprises import PositionQuality
from grids.levels import Level
from server.imports import values
from server.imports.mapping import Mapping as Columns
from server.imports.names import Division, Territory
from server.imports.order import Reach
from server.imports.report import Report
from server.imports.values import BadValueError

TOTALS: Final = frozenset({"合计", "总计", "小计", "total", "sum"})
_SHORT, _LONG, _SCOPE = 200, 2000, 8000


def _text(limit: int) -> Callable[[str], Any]:
    return lambda text: values.line(text, limit)


def _one_of(of: str) -> Callable[[str], Any]:
    return lambda text: values.choice(of, text)


PARSERS: Final[Mapping[str, Callable[[str], Any]]] = MappingProxyType({
    "own_code": _text(64),
    "name": _text(_SHORT),
    "name_en": _text(_SHORT),
    "address": _text(500),
    "business_scope": _text(_SCOPE),
    "industry_code": _text(20),
    "industry": _text(_SHORT),
    "supervision_class": _one_of("supervision_class"),
    "scale": _text(40),
    "employees": values.count,
    "principal": _text(_SHORT),
    "principal_phone": values.phones,
    "contact": _text(_SHORT),
    "contact_phone": values.phones,
    "safety_manager": _text(_SHORT),
    "safety_manager_phone": values.phones,
    "tags": values.words,
    "grade": _one_of("grade"),
    "risk_colour": _one_of("risk_colour"),
    "status": _one_of("status"),
    "position_accuracy_m": values.degrees,
    "note": _text(_LONG),
})  # fmt: skip
"""Field -> how its text is read; identity, place and position are read apart."""
_NEEDED: Final = frozenset({"name", "own_code"})
"""Fields without which, or with a bad value of which, a row is refused; others are left out and named."""
_COLUMN_OF: Final = {"position_accuracy_m": "accuracy_m"}


@dataclass(slots=True)
class Parsed:
    """The values of one row; position in the numbers of the file."""

    line: int
    values: dict[str, Any]
    place: Division | None = None
    claimed: int | None = None
    """The finest division the row names, for judging coordinates."""
    xy: tuple[float, float] | None = None
    site: Any = None
    """The outline of the premises, when the file has polygons."""
    quality: str | None = None
    flags: list[str] = field(default_factory=list)


class Parser:
    """Reads rows with one mapping over one territory."""

    def __init__(
        self, columns: Columns, territory: Territory, default: Division | None, reach: Reach, report: Report
    ) -> None:
        self._columns = columns
        self._territory = territory
        self._default = default
        self._reach = reach
        self._report = report
        self._places: dict[tuple[str, ...], tuple[Division | None, tuple[str, ...]]] = {}
        self._plain = [name for name in PARSERS if self.has(_COLUMN_OF.get(name, name))]

    def has(self, name: str) -> bool:
        """Tell whether the file has a field at all."""
        return name in self._columns.columns or name in self._columns.constants

    def parse(self, record: Record) -> Parsed | None:
        """Read one row; None when it was refused, the reason is in the report."""
        if record.defect:
            self._report.refuse(record.line, "row", record.defect)
            return None
        parsed = Parsed(record.line, {})
        fine = self._identity(record, parsed) and self._texts(record, parsed) and self._place(record, parsed)
        if not fine:
            return None
        self._position(record, parsed)
        return parsed

    def _read(self, record: Record, name: str) -> str:
        return self._columns.read(record.fields, name)

    def _identity(self, record: Record, parsed: Parsed) -> bool:
        name = self._read(record, "name")
        if not name or name.lower() in TOTALS:
            self._report.refuse(record.line, "name", "total-row" if name else "empty")
            return False
        try:
            uscc, old = values.credit_code(self._read(record, "uscc"))
            _, old_too = values.credit_code(self._read(record, "old_reg_no"))
        except BadValueError as bad:
            self._report.refuse(record.line, "uscc", bad.code, **bad.facts)
            return False
        parsed.values |= {"uscc": uscc, "old_reg_no": old or old_too}
        if uscc is None:
            parsed.flags.append("old-reg-no" if parsed.values["old_reg_no"] else "no-uscc")
        return True

    def _texts(self, record: Record, parsed: Parsed) -> bool:
        for name in self._plain:
            text = self._read(record, _COLUMN_OF.get(name, name))
            if not text:
                continue
            try:
                parsed.values[name] = PARSERS[name](text)
            except BadValueError as bad:
                if name in _NEEDED:
                    self._report.refuse(record.line, name, bad.code, **bad.facts)
                    return False
                self._report.remark(record.line, name, bad.code, **bad.facts)
        return True

    def _place(self, record: Record, parsed: Parsed) -> bool:
        names = ("city", "district", "town", "village", "town_code", "village_code")
        key = tuple(self._read(record, name) for name in names)
        if key not in self._places:
            self._places[key] = self._resolve(*key)
        place, flags = self._places[key]
        if place is None or place.district is None:
            self._report.refuse(record.line, "district", "unknown-district" if key[1] else "no-district", value=key[1])
            return False
        if not self._reach.covers(place.district, place.town):
            self._report.refuse(record.line, "district", "beyond-reach", place=place.name)
            return False
        if flags:
            self._report.remark(record.line, "town", flags[0], value=key[2] or key[3])
        parsed.place, parsed.claimed = place, place.id
        parsed.flags += flags
        return True

    def _resolve(
        self, city: str, district: str, town: str, village: str, town_code: str, village_code: str
    ) -> tuple[Division | None, tuple[str, ...]]:
        """Find the finest division the names agree on; what was named but not found is a flag."""
        known = self._territory
        above = known.named(None, Level.CITY, city) if city else None
        at = known.named(above.id if above else None, Level.DISTRICT, district) if district else self._default
        if at is None:
            return None, ()
        found = known.named(at.id, Level.TOWN, town) or (None if town else _below(known.coded_anywhere(town_code), at))
        lower = known.named((found or at).id, Level.VILLAGE, village)
        lower = lower or (None if village else _below(known.coded_anywhere(village_code), found or at))
        unknown = ("unknown-town",) if town and not found else ()
        return lower or found or at, unknown

    def _position(self, record: Record, parsed: Parsed) -> None:
        try:
            parsed.xy = self._numbers(record)
            text = self._read(record, "position_quality")
            parsed.quality = values.choice("position_quality", text) if text else None
        except BadValueError as bad:
            self._report.remark(record.line, "lon", bad.code, **bad.facts)
        if record.geometry is not None and record.geometry.geom_type in {"Polygon", "MultiPolygon"}:
            parsed.site = record.geometry
        if parsed.xy is None or parsed.quality == PositionQuality.NONE:
            parsed.xy, parsed.quality = None, PositionQuality.NONE.value

    def _numbers(self, record: Record) -> tuple[float, float] | None:
        if record.geometry is not None:
            centre = record.geometry if record.geometry.geom_type == "Point" else record.geometry.representative_point()
            return float(centre.x), float(centre.y)
        lon, lat = self._read(record, "lon"), self._read(record, "lat")
        if not lon and not lat and (both := self._read(record, "lonlat")):
            lon, lat = values.pair(both)
        if not lon or not lat:
            return None
        x, y = values.degrees(lon), values.degrees(lat)
        return (x, y) if x or y else None


def _below(found: Division | None, above: Division) -> Division | None:
    """Keep a division found by its code only where it lies below the one found by name."""
    inside = found is not None and above.id in {found.district, found.town, found.city}
    return found if inside else None
