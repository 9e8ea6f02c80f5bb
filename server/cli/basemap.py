"""Store a file of map tiles as the map of streets, say what is stored, or remove it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from gis.tile_archive import Box
from grids.errors import Refusal
from grids.policy import HERE
from server import basemap_file
from server.basemap_file import Stored
from server.cli import console, installation
from server.config import Settings
from server.db import Database
from server.sentences import Trouble, sentence

_MB = 1_000_000


def arguments(parser: ArgumentParser) -> None:
    """Take the file, and whose map it is."""
    parser.add_argument("file", type=Path, nargs="?", help=sentence("cli.option-basemap-file"))
    parser.add_argument("--attribution", metavar="TEXT", help=sentence("cli.option-basemap-attribution"))
    parser.add_argument("--remove", action="store_true", help=sentence("cli.option-basemap-remove"))


def run(chosen: Namespace, settings: Settings) -> int:
    """Do what is asked; with nothing, say what is stored."""
    if chosen.remove:
        console.line(sentence("basemap.removed" if basemap_file.remove(settings.data_dir) else "basemap.nothing"))
        return 0
    if chosen.file is None:
        found = basemap_file.stored(settings.data_dir)
        if found is None:
            raise Trouble("basemap.nothing")
        _print(found)
        return 0
    if not chosen.file.is_file():
        raise Trouble("basemap.no-file", file=chosen.file)
    installation.prepare(settings.data_dir)
    with console.Bars() as bars:
        kept = _keep(chosen, settings, lambda done, total: bars(sentence("basemap.storing"), done, total))
    _print(kept)
    if settings.basemap == "none":
        console.line(sentence("basemap.choose"))
    return 0


def _keep(chosen: Namespace, settings: Settings, told: Callable[[int, int], None]) -> Stored:
    here = _ground(settings)
    try:
        return basemap_file.keep(chosen.file, settings.data_dir, chosen.attribution, datetime.now(UTC), told, here)
    except Refusal as refusal:
        raise Trouble(f"basemap.bad.{refusal.facts['cause']}", **refusal.facts) from refusal


def _ground(settings: Settings) -> Box | None:
    """Return the box around all grid units; None while there are none."""
    with installation.database_running(settings) as running:
        database = Database.of(running)
        try:
            with database.session() as session:
                box = session.execute(_GROUND).one()
        finally:
            database.close()
    return None if box.west is None else (box.west, box.south, box.east, box.north)


_GROUND = text(
    "SELECT ST_XMin(e.b) AS west, ST_YMin(e.b) AS south, ST_XMax(e.b) AS east, ST_YMax(e.b) AS north "
    "FROM (SELECT ST_Extent(geom) AS b FROM grid_unit WHERE valid_to IS NULL) e"
)


def _print(found: Stored) -> None:
    about = found.archive.about
    rows = [
        ("source", found.source),
        ("kind", sentence(f"basemap.kind.{about.kind}")),
        ("zooms", f"{about.min_zoom}-{about.max_zoom}"),
        ("box", basemap_file.shown(about.box)),
        ("size", f"{found.size / _MB:,.1f} MB"),
        ("credit", found.credit),
        ("stored-at", found.stored_at.astimezone(HERE).strftime("%Y-%m-%d %H:%M")),
        *([("layers", ", ".join(about.layers))] if about.layers else []),
    ]
    console.table(["", ""], [[sentence(f"basemap.{name}"), value] for name, value in rows])
