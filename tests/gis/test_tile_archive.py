"""Archives of map tiles: whole and broken ones, one tile, a cut within a number of bytes, and MBTiles turned round."""

import contextlib
import gzip
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pmtiles.reader import MemorySource, all_tiles
from pmtiles.tile import Compression, TileType

from gis import tile_cut
from gis.tile_archive import Archive, Box, Kind, tile_at, tiles_over
from grids.errors import Refusal
from tests import map_files

TOWN: Box = (119.90, 31.65, 119.98, 31.72)
QUARTER: Box = (119.92, 31.66, 119.94, 31.68)


def untold(_done: int, _total: int) -> None:
    """Hear nothing."""


def refused(content: bytes) -> dict[str, Any]:
    with pytest.raises(Refusal) as no:
        Archive(content, "a.pmtiles").prove()
    assert no.value.code == "bad-file"
    return dict(no.value.facts)


def tiles_of(path: Path) -> dict[map_files.Tile, bytes]:
    return dict(all_tiles(MemorySource(path.read_bytes())))


def test_an_archive_says_what_it_holds_and_gives_each_tile_back(tmp_path: Path) -> None:
    archive = Archive.open(map_files.write_pmtiles(tmp_path / "a.pmtiles", TOWN, range(10, 15)))
    archive.prove()
    about = archive.about
    assert (about.kind, about.mime, about.min_zoom, about.max_zoom) == (Kind.RASTER, "image/png", 10, 14)
    assert about.box == TOWN
    for tile in map_files.over(TOWN, range(10, 15)):
        assert archive.tile(*tile) == map_files.picture(tile)
    for nowhere in ((9, 0, 0), (14, 0, 0), (15, 27300, 13300), (40, 1, 1), (3, -1, 2), (3, 8, 2)):
        assert archive.tile(*nowhere) is None


def test_a_vector_archive_names_its_layers(tmp_path: Path) -> None:
    path = map_files.write_pmtiles(tmp_path / "a.pmtiles", TOWN, range(12, 14), map_files.streets)
    about = Archive.open(path).about
    assert (about.kind, about.is_gzipped, about.layers) == (Kind.VECTOR, True, map_files.LAYERS)


def test_directories_that_are_not_packed_are_read_too(tmp_path: Path) -> None:
    content = map_files.write_pmtiles(tmp_path / "a.pmtiles", TOWN, range(13, 14)).read_bytes()
    packed = Archive(content, "a")
    root, said = (
        gzip.decompress(content[packed.header[f"{part}_offset"] :][: packed.header[f"{part}_length"]])  # type: ignore[literal-required]
        for part in ("root", "metadata")
    )
    data = content[packed.header["tile_data_offset"] :]
    head = bytearray(content[:127])
    places = (127, len(root), 127 + len(root), len(said), 0, 0, 127 + len(root) + len(said), len(data))
    head[8:72] = b"".join(n.to_bytes(8, "little") for n in places)
    head[97] = Compression.NONE.value
    plain = Archive(bytes(head) + root + said + data, "a")
    plain.prove()
    tile = map_files.over(TOWN, [13])[0]
    assert plain.tile(*tile) == packed.tile(*tile)


def test_what_is_wrong_with_a_file_is_named(tmp_path: Path) -> None:
    whole = map_files.write_pmtiles(tmp_path / "a.pmtiles", TOWN, range(10, 14)).read_bytes()
    assert refused(b"no map at all " * 20)["cause"] == "no-archive"
    assert refused(whole[:100])["cause"] == "no-archive"
    assert refused(whole[:7] + b"\x02" + whole[8:])["cause"] == "version"
    assert refused(b"PM\x02\x00" + whole[4:])["version"] == 2
    short = refused(whole[:-10])
    assert (short["cause"], short["wanted"] - short["there"]) == ("cut-short", 10)
    assert refused(whole[:99] + bytes([TileType.MLT.value]) + whole[100:])["cause"] == "tile-type"
    assert refused(whole[:98] + bytes([Compression.ZSTD.value]) + whole[99:])["cause"] == "compression"
    assert refused(whole[:99] + bytes([TileType.JPEG.value]) + whole[100:])["cause"] == "other-tiles"
    assert refused(whole[:100] + b"\x0e\x01" + whole[102:])["cause"] == "broken"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "a.pmtiles"
    return map_files.write_pmtiles(path, QUARTER, range(12, 14)).read_bytes()


@given(data=st.data())
def test_damage_is_refused_or_read_and_never_a_fault(whole: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, min(600, len(whole) - 1)))
    damaged = whole[:at] + data.draw(st.binary(min_size=1, max_size=9)) + whole[at + 1 :]
    with contextlib.suppress(Refusal):
        Archive(damaged, "a").prove()


def test_a_cut_holds_every_tile_over_the_boxes_and_no_other(tmp_path: Path) -> None:
    archive = Archive.open(map_files.write_pmtiles(tmp_path / "a.pmtiles", TOWN, range(8, 16)))
    other: Box = (119.96, 31.70, 119.97, 31.71)
    cut = tile_cut.cut(archive, [QUARTER, other], 25_000_000, tmp_path / "cut.pmtiles")
    assert cut is not None
    assert (cut.deepest, cut.dropped) == (15, ())
    wanted = {(z, x, y) for z in range(8, 16) for x, y in tiles_over([QUARTER, other], z)}
    found = tiles_of(tmp_path / "cut.pmtiles")
    assert set(found) == wanted
    assert cut.tiles == len(wanted)
    assert all(content == map_files.picture(tile) for tile, content in found.items())
    smaller = Archive.open(tmp_path / "cut.pmtiles")
    smaller.prove()
    assert smaller.about.attribution == archive.about.attribution
    assert smaller.about.box == (119.92, 31.66, 119.97, 31.71)


@pytest.mark.parametrize("budget", [60_000, 300_000, 2_000_000, 25_000_000])
def test_the_highest_zooms_are_left_out_until_a_cut_fits(tmp_path: Path, budget: int) -> None:
    archive = Archive.open(map_files.write_pmtiles(tmp_path / "a.pmtiles", QUARTER, range(10, 17), map_files.heavy))
    cut = tile_cut.cut(archive, [QUARTER], budget, tmp_path / "cut.pmtiles")
    assert cut is not None
    assert (tmp_path / "cut.pmtiles").stat().st_size <= budget
    assert [*range(10, cut.deepest + 1), *cut.dropped] == list(range(10, 17))
    if cut.dropped:
        more = len(list(tiles_over([QUARTER], cut.dropped[0]))) * 40_000
        assert (tmp_path / "cut.pmtiles").stat().st_size + more > budget


def test_water_that_repeats_is_counted_once(tmp_path: Path) -> None:
    def sea(_tile: map_files.Tile) -> bytes:
        return map_files.heavy((0, 0, 0))

    archive = Archive.open(map_files.write_pmtiles(tmp_path / "a.pmtiles", QUARTER, range(10, 17), sea))
    cut = tile_cut.cut(archive, [QUARTER], 60_000, tmp_path / "cut.pmtiles")
    assert cut is not None
    assert cut.dropped == ()


def test_a_place_without_tiles_gives_no_cut(tmp_path: Path) -> None:
    archive = Archive.open(map_files.write_pmtiles(tmp_path / "a.pmtiles", TOWN, range(12, 14)))
    assert tile_cut.cut(archive, [(10.0, 50.0, 10.1, 50.1)], 25_000_000, tmp_path / "cut.pmtiles") is None


@pytest.mark.parametrize("draw", [map_files.picture, map_files.streets])
def test_mbtiles_hold_the_same_tiles_once_their_rows_are_turned_round(tmp_path: Path, draw: map_files.Draw) -> None:
    one = map_files.write_pmtiles(tmp_path / "a.pmtiles", TOWN, range(10, 15), draw)
    other = map_files.write_mbtiles(tmp_path / "a.mbtiles", TOWN, range(10, 15), draw)
    told: list[tuple[int, int]] = []
    tile_cut.from_mbtiles(other, tmp_path / "b.pmtiles", lambda done, total: told.append((done, total)))
    assert tiles_of(tmp_path / "b.pmtiles") == tiles_of(one)
    about = Archive.open(tmp_path / "b.pmtiles").about
    assert (about.box, about.layers) == (TOWN, Archive.open(one).about.layers)
    assert told[-1] == (len(tiles_of(one)), len(tiles_of(one)))


def test_jpg_is_jpeg_and_other_pictures_are_refused(tmp_path: Path) -> None:
    jpg = map_files.write_mbtiles(tmp_path / "a.mbtiles", QUARTER, [12], format="jpg")
    tile_cut.from_mbtiles(jpg, tmp_path / "a.pmtiles", untold)
    assert Archive.open(tmp_path / "a.pmtiles").about.mime == "image/jpeg"
    gif = map_files.write_mbtiles(tmp_path / "b.mbtiles", QUARTER, [12], format="gif")
    with pytest.raises(Refusal) as no:
        tile_cut.from_mbtiles(gif, tmp_path / "b.pmtiles", untold)
    assert no.value.facts["kind"] == "gif"


@given(lon=st.floats(-180, 180), lat=st.floats(-85, 85), zoom=st.integers(0, 22))
def test_a_point_lies_in_one_tile_of_the_grid(lon: float, lat: float, zoom: int) -> None:
    x, y = tile_at(lon, lat, zoom)
    assert 0 <= x < 1 << zoom
    assert 0 <= y < 1 << zoom
    if zoom:
        assert tile_at(lon, lat, zoom - 1) == (x // 2, y // 2)
