"""`wangge basemap` as a person types it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

import pytest

from server import basemap_file
from server.cli import basemap
from server.config import Settings
from server.db import Database
from server.sentences import Trouble
from tests import map_files
from tests.server.imports.offices import lay_divisions, lay_units

HERE = (119.80, 31.60, 119.88, 31.64)
ELSEWHERE = (10.0, 50.0, 10.2, 50.1)


def typed(*words: str | Path) -> Namespace:
    parser = ArgumentParser()
    basemap.arguments(parser)
    return parser.parse_args([str(word) for word in words])


@pytest.fixture
def office(committed_database: Database, settings: Settings, tmp_path: Path) -> Settings:
    lay_divisions(committed_database, tmp_path)
    lay_units(committed_database, tmp_path)
    address = committed_database.engine.url.render_as_string(hide_password=False)
    return replace(settings, data_dir=tmp_path / "data", database_url=address)


@pytest.mark.parametrize(
    ("locale", "words"), [("zh_CN.UTF-8", ("图片", "尚未显示")), ("en_GB.UTF-8", ("pictures", "not shown yet"))]
)
def test_a_file_is_stored_and_described(
    office: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    locale: str, words: tuple[str, str],
) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", locale)
    source = map_files.write_mbtiles(tmp_path / "m.mbtiles", HERE, range(10, 14))
    assert basemap.run(typed(source), office) == 0
    told = capsys.readouterr().out
    assert all(word in told for word in (*words, "10-13", "© 测试街道", "119.800, 31.600, 119.880, 31.640"))
    assert basemap.run(typed(), office) == 0
    assert "m.mbtiles" in capsys.readouterr().out
    source.unlink()
    found = basemap_file.stored(office.data_dir)
    assert found is not None
    assert found.archive.tile(*map_files.over(HERE, [13])[0]) is not None


def test_what_was_stored_stays_while_another_file_is_refused(office: Settings, tmp_path: Path) -> None:
    basemap.run(typed(map_files.write_pmtiles(tmp_path / "a.pmtiles", HERE, [12])), office)
    before = basemap_file.stored(office.data_dir)
    broken = tmp_path / "b.pmtiles"
    broken.write_bytes(map_files.write_pmtiles(broken, HERE, [12]).read_bytes()[:-5])
    elsewhere = map_files.write_pmtiles(tmp_path / "c.pmtiles", ELSEWHERE, [12])
    nobodys = map_files.write_pmtiles(tmp_path / "d.pmtiles", HERE, [12], metadata={"attribution": " "})
    database = tmp_path / "e.mbtiles"
    map_files.write_mbtiles(database, HERE, [12])
    database.write_bytes(database.read_bytes()[:5000])
    text = tmp_path / "f.txt"
    text.write_text("no map\n" * 100, "utf-8")
    for file, key in (
        (broken, "basemap.bad.cut-short"),
        (elsewhere, "basemap.elsewhere"),
        (nobodys, "basemap.no-attribution"),
        (database, "basemap.bad.no-mbtiles"),
        (text, "basemap.bad.no-archive"),
        (tmp_path / "none", "basemap.no-file"),
    ):
        with pytest.raises(Trouble) as told:
            basemap.run(typed(file), office)
        assert told.value.key == key
        assert str(told.value)
    assert basemap_file.stored(office.data_dir) == before
    assert len([file for file in (office.data_dir / "basemap").iterdir() if file.is_file()]) == 2


def test_words_on_the_command_line_win_and_a_link_becomes_words(office: Settings, tmp_path: Path) -> None:
    source = map_files.write_pmtiles(tmp_path / "a.pmtiles", HERE, [12])
    assert basemap_file.plain('<a href="https://x">&copy; OSM</a>') == "© OSM"
    basemap.run(typed(source, "--attribution", "© 区测绘院"), office)
    found = basemap_file.stored(office.data_dir)
    assert found is not None
    assert found.credit == "© 区测绘院"


def test_removing_says_whether_there_was_anything(office: Settings, tmp_path: Path) -> None:
    with pytest.raises(Trouble) as told:
        basemap.run(typed(), office)
    assert told.value.key == "basemap.nothing"
    basemap.run(typed(map_files.write_pmtiles(tmp_path / "a.pmtiles", HERE, [12])), office)
    assert basemap.run(typed("--remove"), office) == 0
    assert basemap_file.stored(office.data_dir) is None
