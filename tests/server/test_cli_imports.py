"""`wangge import` as a person types it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

import pytest

from server.cli import imports
from server.config import Settings
from server.db import Database
from server.sentences import Trouble
from tests.server.imports.offices import COLUMNS, firm, lay_divisions, lay_units, one, write_csv


def typed(*words: str) -> Namespace:
    parser = ArgumentParser()
    imports.arguments(parser)
    return parser.parse_args(words)


@pytest.fixture
def office(committed_database: Database, settings: Settings, tmp_path: Path) -> Settings:
    lay_divisions(committed_database, tmp_path)
    lay_units(committed_database, tmp_path)
    return replace(settings, database_url=committed_database.engine.url.render_as_string(hide_password=False))


@pytest.mark.parametrize(
    ("locale", "words"), [("zh_CN.UTF-8", ("已导入", "校验位")), ("en_GB.UTF-8", ("Imported", "check digit"))]
)
def test_the_report_is_printed_and_bad_rows_lie_beside_the_file(
    office: Settings, committed_database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch, locale: str, words: tuple[str, str],
) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", locale)
    wrong = firm(2, 0.5)
    wrong[1] = str(wrong[1])[:-1] + ("A" if str(wrong[1])[-1] != "A" else "B")
    path = write_csv(tmp_path / "firms.csv", COLUMNS, [firm(1, 0.5), wrong])
    assert imports.run(typed("enterprises", str(path)), office) == 0
    printed = capsys.readouterr().out
    back = (tmp_path / "firms.refused.csv").read_text("utf-8-sig")
    assert words[0] in printed
    assert words[1] in back.replace("Check digit", "check digit")
    assert one(committed_database, "SELECT count(*) FROM enterprise") == 1


def test_a_dry_run_says_so_and_writes_nothing(
    office: Settings, committed_database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    path = write_csv(tmp_path / "firms.csv", COLUMNS, [firm(1, 0.5)])
    imports.run(typed("enterprises", str(path), "--dry-run"), office)
    assert "未写入" in capsys.readouterr().out
    assert one(committed_database, "SELECT count(*) FROM enterprise") == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7", ("enterprises",)),
        (b"a,b\nx,y\n", ("enterprises",)),
        (b"name\nx\n", ("enterprises", "--crs", "mars")),
    ],
)
def test_a_file_that_is_refused_is_a_trouble_with_a_sentence(
    office: Settings, committed_database: Database, tmp_path: Path, content: bytes, words: tuple[str, ...]
) -> None:
    path = tmp_path / "sent.csv"
    path.write_bytes(content)
    if "--crs" in words:
        path = write_csv(tmp_path / "sent.csv", COLUMNS, [firm(1, 0.5)])
    with pytest.raises(Trouble) as caught:
        imports.run(typed(words[0], str(path), *words[1:]), office)
    assert len(str(caught.value)) > 20
    assert one(committed_database, "SELECT count(*) FROM enterprise") == 0


def test_a_missing_file_and_an_unknown_person_are_named(office: Settings, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"nowhere\.csv"):
        imports.run(typed("enterprises", str(tmp_path / "nowhere.csv")), office)
    path = write_csv(tmp_path / "firms.csv", COLUMNS, [firm(1, 0.5)])
    with pytest.raises(Trouble, match="nobody"):
        imports.run(typed("enterprises", str(path), "--as", "nobody"), office)
