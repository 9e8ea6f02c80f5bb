"""Any table or map file as a source of records; what a file is, its first bytes say, not its name."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from gis import archives, dbf, geojson, sheets, tables, vectors
from gis.records import Record, Source
from grids.errors import Refusal

__all__ = ["Record", "Source", "kind_of", "open_source"]

_HEAD: Final = 4096
_MAGIC: Final = (
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"SQLite format 3\0", "gpkg"),
    (b"\x00\x00\x27\x0a", "shapefile"),
    (b"%PDF", "pdf"),
    (b"AC10", "dwg"),
    (b"\xff\xd8\xff", "picture"),
    (b"\x89PNG", "picture"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
)
_IN_ZIP: Final = (("xl/workbook", "xlsx"), ("content.xml", "ods"))
_NOT_READ: Final = {"pdf", "dwg", "picture", "rar", "7z", "html", "xml"}
_SHAPEFILE_PARTS: Final = (".shx", ".dbf")


@contextmanager
def open_source(path: Path, layer: str | None = None) -> Iterator[Source]:
    """Open a file for reading records; unpacked copies live as long as the block.

    Refuses with `bad-file` and a cause: what the file is, what is missing, or where it breaks.
    """
    with TemporaryDirectory(prefix="wangge-import-") as folder:
        inner = _unpack(path, Path(folder))
        yield _open(inner, layer, Path(folder))


def layers_of(path: Path) -> list[str]:
    """Name the sheets or layers to choose from; none where the file holds one table and no name for it."""
    with TemporaryDirectory(prefix="wangge-import-") as folder:
        inner = _unpack(path, Path(folder))
        kind = kind_of(inner)
        if kind in {"xlsx", "xls", "ods"}:
            return sheets.layers(inner, kind)
        if kind not in {"gpkg", "kml"}:
            return []
        return vectors.layers(_honest(inner, kind, Path(folder)), kind)


def kind_of(path: Path) -> str:
    """Name what a file is by its first bytes: csv, xlsx, xls, ods, geojson, shapefile, gpkg, kml, zip, gzip.

    Anything that is no known binary and no XML or JSON is taken for delimited text.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise Refusal("bad-file", cause="empty", name=path.name)
    kind = next((name for magic, name in _MAGIC if head.startswith(magic)), None)
    if kind == "zip":
        return _zipped(path)
    return kind or _text_kind(head)


def _unpack(path: Path, folder: Path) -> Path:
    """Unpack twice at most: a .csv.gz, a .zip, a .zip in a .gz."""
    for step in range(2):
        kind = kind_of(path)
        if kind not in {"gzip", "zip"}:
            break
        inside = folder / str(step)
        inside.mkdir()
        path = (archives.gunzip if kind == "gzip" else archives.unzip)(path, inside)
    return path


def _open(path: Path, layer: str | None, folder: Path) -> Source:
    kind = kind_of(path)
    if kind in _NOT_READ or kind in {"gzip", "zip"}:
        raise Refusal("bad-file", cause="kind", kind=kind, name=path.name)
    if kind in {"xlsx", "xls", "ods"}:
        return sheets.open_workbook(path, layer, kind)
    if kind == "csv":
        return tables.open_csv(path)
    if kind == "geojson":
        return geojson.open_geojson(path)
    if kind == "shapefile":
        _need_parts(path)
        return vectors.open_vector(path, layer, kind)
    return vectors.open_vector(_honest(path, kind, folder), layer, kind)


def _honest(path: Path, kind: str, folder: Path) -> Path:
    """Name a file by what it is: GDAL chooses its driver by the name."""
    honest = folder / f"{path.stem}.{kind}"
    honest.symlink_to(path.resolve())
    return honest


def _need_parts(path: Path) -> None:
    missing = [part for part in _SHAPEFILE_PARTS if not dbf.beside(path, part)]
    if missing:
        raise Refusal("bad-file", cause="shapefile-parts", missing="、".join(missing), name=path.name)


def _zipped(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
    except zipfile.BadZipFile as broken:
        raise Refusal("bad-file", cause="archive", name=path.name) from broken
    for start, kind in _IN_ZIP:
        if any(name.startswith(start) for name in names):
            return kind
    return "zip"


def _text_kind(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"{", b"[")):
        return "geojson"
    if b"<kml" in text:
        return "kml"
    if text.startswith(b"<"):
        return "html" if b"<html" in text or b"<table" in text else "xml"
    return "csv"
