"""Files inside files: .gz and .zip are unpacked into a folder that goes away again."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, Final

from grids.errors import Refusal

_MOST_BYTES: Final = 2 << 30
_MOST_FILES: Final = 200
_BLOCK: Final = 1 << 20
_BESIDE_SHP: Final = {".shp", ".shx", ".dbf", ".prj", ".cpg"}
_MAIN: Final = {".shp", ".csv", ".txt", ".tsv", ".xlsx", ".xls", ".geojson", ".json", ".gpkg", ".kml"}
_UTF8_NAME: Final = 0x800


def gunzip(path: Path, folder: Path) -> Path:
    """Unpack a .gz into the folder, within limits."""
    target = folder / (path.stem or "unpacked")
    try:
        with gzip.open(path) as packed:
            _copy(packed, target, path.name)
    except (OSError, EOFError, zlib.error) as broken:
        raise Refusal("bad-file", cause="archive", name=path.name) from broken
    return target


def unzip(path: Path, folder: Path) -> Path:
    """Unpack a .zip into the folder and give the one file in it that can be read.

    Names are ours (no paths from outside); a member's stem is kept so that shapefile parts match.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            members = [m for m in packed.infolist() if _wanted(m)]
            _guard(members, path)
            for member in members:
                with packed.open(member) as file:
                    _copy(file, folder / _name(member), path.name)
    except (zipfile.BadZipFile, OSError, RuntimeError, zlib.error) as broken:
        raise Refusal("bad-file", cause="archive", name=path.name) from broken
    mains = [p for p in sorted(folder.iterdir()) if p.suffix.lower() in _MAIN]
    if len(mains) != 1:
        names = "、".join(p.name for p in mains)
        raise Refusal("bad-file", cause="archive-content", name=path.name, found=names)
    return mains[0]


def _wanted(member: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(_name(member))
    hidden = name.name.startswith(".") or "__MACOSX" in member.filename
    return not member.is_dir() and not hidden and name.suffix.lower() in _MAIN | _BESIDE_SHP


def _name(member: zipfile.ZipInfo) -> str:
    """Give a member's last name part; without the UTF-8 flag a Chinese system wrote GB18030."""
    name = member.filename
    if not member.flag_bits & _UTF8_NAME and not name.isascii():
        raw = name.encode("cp437", errors="replace")
        name = raw.decode("gb18030", errors="replace")
    last = PurePosixPath(name.replace("\\", "/"))
    return last.stem + last.suffix.lower()


def _guard(members: list[zipfile.ZipInfo], path: Path) -> None:
    size = sum(member.file_size for member in members)
    if size > _MOST_BYTES or len(members) > _MOST_FILES:
        raise Refusal("too-large", bytes=size, limit=_MOST_BYTES, name=path.name)


def _copy(packed: IO[bytes] | gzip.GzipFile, target: Path, name: str) -> None:
    written = 0
    with target.open("wb") as out:
        while block := packed.read(_BLOCK):
            written += len(block)
            if written > _MOST_BYTES:
                raise Refusal("too-large", bytes=written, limit=_MOST_BYTES, name=name)
            out.write(block)
