"""The monthly report of an area: a paper as PDF, or a page with maps that opens without network."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

import shapely
from markupsafe import Markup
from sqlalchemy.orm import Session

from gis import report_maps
from gis.report_maps import Library, Page, Pin, Unit
from grids.errors import Refusal
from grids.permissions import Scope, scope
from server import catalogue, photos
from server.db import Database
from server.documents import printing, region_map
from server.documents.region_map import Region
from server.documents.wording import Words
from server.exports import statement
from server.exports.order import Order, Told
from server.photos import PhotoStore, StorageError
from server.reads import figures, monthly
from server.reads.monthly import Monthly
from server.sentences import Trouble
from server.store import places
from server.store.tables import PersonRow

_PICTURES: Final = 40
_SMALL_BASE: Final = 10
"""Fewer cases than these make a share that says little. Source: docs/rules.md 4.3, rules of counting."""
_PWA: Final = Path(__file__).parents[2] / "pwa"
_FOLDERS: Final = (_PWA / "dist" / "assets" / "report", _PWA / "node_modules" / "leaflet")
_COUNTS: Final = ("open", "overdue", "waiting")


def write(database: Database, store: PhotoStore, order: Order, folder: Path, told: Told) -> tuple[Path, int]:
    """Write the report into a folder; the rows are the hazards found in the month."""
    seen = scope(order.person.grants)
    town = order.wanted.get("town")
    with database.session() as session:
        check_town(session, seen, town)
        found = monthly.gather(session, seen, order.wanted["month"], town, order.at)
        told(1)
        named = _named(session, order, seen)
    name = f"monthly_{order.wanted['month']}_{order.at:%Y%m%d_%H%M}"
    if order.format == "pdf":
        content = printing.pdf(paper(found, order, named), store.papers)
        path = folder / f"{name}.pdf"
        path.write_bytes(content)
    else:
        path = folder / f"{name}.html"
        path.write_text(report_maps.render(page(found, store, order, named), library()), "utf-8")
    told(2)
    return path, int(found.figures["total"]["found"])


def paper(found: Monthly, order: Order, named: Mapping[str, Any]) -> str:
    """Return the report as a page for the typesetter."""
    words, say = Words(order.language), partial(_say, order.language)
    by_unit = {row["unit_id"]: row for row in found.figures["units"]}
    regions = [
        Region(shapely.from_wkb(bytes(u["shape"])), u["name"], by_unit[u["id"]]["open"])
        for u in found.units
        if u["id"] in by_unit
    ]
    drawing = region_map.draw(
        regions, shapely.from_wkb(found.water).tolist(), [shapely.from_wkb(bytes(t["shape"])) for t in found.towns],
        north=words("map.north"),
    )  # fmt: skip
    total = found.figures["total"]
    return printing.page(
        "monthly.html",
        t=words,
        r=say,
        title=f"{say('report.title')} {named['place']}",
        place=named["place"],
        period=_period(found, words, say),
        is_demo=named["is_demo"],
        facts=_facts(found, order, named),
        rows=_figures(total, order.language),
        map=Markup(drawing),  # noqa: S704 - drawn here, names in it are escaped
        steps=region_map.steps([region.value for region in regions]),
        units=[
            {**row, "share": share(row["closed"], row["found"])}
            for row in found.figures["units"]
            if row["unit_id"] or row["open"] or row["found"]
        ],
        categories=[{**row, "share": share(row["closed"], row["n"])} for row in found.categories],
        worst=found.worst,
        overdue=found.overdue,
        more=max(0, total["overdue"] - len(found.overdue)),
    )


def page(found: Monthly, store: PhotoStore, order: Order, named: Mapping[str, Any]) -> Page:
    """Return what the map page shows."""
    words, say = Words(order.language), partial(_say, order.language)
    by_unit = {row["unit_id"]: row for row in found.figures["units"]}
    units = []
    for unit in found.units:
        row = by_unit.get(unit["id"])
        if row is not None:
            lines = [(say(f"report.{name}"), str(row[name])) for name in _COUNTS]
            lines.append(
                (say("report.share"), f"{share(row['closed'], row['found'])} ({row['closed']}/{row['found']})")
            )
            units.append(Unit(shapely.from_wkb(bytes(unit["shape"])), unit["name"], lines, row["open"]))
    bins: dict[str, list[tuple[float, float, float]]] = {}
    for row in found.heat:
        bins.setdefault(row["month"], []).append((float(row["lat"]), float(row["lon"]), float(row["weight"])))
    return Page(
        language=order.language,
        title=f"{say('report.title')}　{named['place']}　{_period(found, words, say)}",
        facts=_facts(found, order, named),
        tiles=[
            (row["name"], f"{row['value']}{f' ({parts})' if (parts := row['parts']) else ''}", row["formula"])
            for row in _figures(found.figures["total"], order.language)
        ],
        units=units,
        land=[shapely.from_wkb(bytes(town["shape"])) for town in found.towns],
        water=shapely.from_wkb(found.water).tolist(),
        bins=bins,
        pins=[_pin(row, n, store, words, say) for n, row in enumerate(found.pins)],
        words={
            name: say(f"report.page.{name}")
            for name in ("units", "heat", "pins", "month", "all_months", "overdue", "major", "open", "closed", "more")
        },
    )


def share(n: int, d: int) -> str:
    """Write a share with two decimals, half up; nothing of nothing is a dash.

    >>> share(1, 3), share(0, 0)
    ('33.33%', '—')
    """
    if d == 0:
        return "—"
    hundredths = (n * 100_000 // d + 5) // 10
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


@lru_cache(maxsize=1)
def library() -> Library:
    """Read the map library from the build, or from the packages it is built from."""
    for folder in _FOLDERS:
        inner = folder if (folder / "leaflet.js").is_file() else folder / "dist"
        if (inner / "leaflet.js").is_file():
            return Library(
                *(file.read_text("utf-8") for file in (inner / "leaflet.js", inner / "leaflet.css", folder / "LICENSE"))
            )
    raise Trouble("monthly-report.no-library")


def _say(language: str, key: str, facts: Mapping[str, object] | None = None) -> str:
    return catalogue.text("reports", key, language, facts)


def check_town(session: Session, seen: Scope, town: int | None) -> None:
    """Refuse a town whose figures the person does not see whole."""
    if town is None:
        return
    area = places.area(session, town)
    if town not in seen.towns and area.district_id not in seen.districts and area.city_id not in seen.cities:
        raise Refusal("not-found", thing="area")


def _named(session: Session, order: Order, seen: Scope) -> dict[str, Any]:
    town = order.wanted.get("town")
    whole = statement.scope_in_words(session, seen, order.language)
    own = Words(order.language)("comma").join(statement.area_names(session, seen))
    place = places.area_name(session, town) if town else own or whole
    person = session.get_one(PersonRow, order.person.id)
    return {"place": place, "scope": whole, "is_demo": person.is_demo}


def _period(found: Monthly, words: Words, say: Any) -> str:  # noqa: ANN401 - a sentence maker
    return str(say("report.period", {"first": words.day(found.first), "last": words.day(found.last)}))


def _facts(found: Monthly, order: Order, named: Mapping[str, Any]) -> list[tuple[str, str]]:
    words, say = Words(order.language), partial(_say, order.language)
    return [
        (say("report.scope"), named["scope"]),
        (say("report.period.name"), _period(found, words, say)),
        (say("report.as-of"), words.minute(order.at)),
        (say("report.by"), order.person.name),
    ]


def _figures(total: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    rows = [
        {
            "name": _say(language, f"report.{name}"),
            "value": str(total[name]),
            "parts": "",
            "small": False,
            "formula": figures.formula(name, language),
        }
        for name in _COUNTS
    ]
    n, d = total["closed"], total["found"]
    return [
        *rows,
        {
            "name": _say(language, "report.share"),
            "value": share(n, d),
            "parts": f"{n}/{d}",
            "small": 0 < d < _SMALL_BASE,
            "formula": figures.formula("closed_share", language),
        },
    ]


def _pin(row: Mapping[str, Any], number: int, store: PhotoStore, words: Words, say: Any) -> Pin:  # noqa: ANN401 - a sentence maker
    mark = (
        "overdue"
        if row["overdue"]
        else "closed"
        if row["state"] == "closed"
        else "major"
        if row["level"] == "major"
        else "open"
    )
    lines = [
        row["ledger_no"], f"{row['place']}{words('colon')}{row['description']}",
        f"{words('level.' + row['level'])} · {words.state(row['state'])}",
        say("report.pin.dates", {"found": words.minute(row["found_at"]), "due": words.day(row["due_on"])}),
    ]  # fmt: skip
    picture = _picture(store, row["photo"]) if number < _PICTURES and row["photo"] else ""
    return Pin(round(row["lon"], 5), round(row["lat"], 5), row["enterprise_name"], lines, mark, picture)


def _picture(store: PhotoStore, sha256: str) -> str:
    try:
        content = photos.thumb(store, sha256)
    except (Refusal, StorageError):
        return ""
    return "data:image/jpeg;base64," + base64.b64encode(content).decode()
