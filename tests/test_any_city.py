"""Nothing in code knows the city the demo is drawn from."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from grids.provinces import PROVINCES, PROVINCES_SHORT

ROOT = Path(__file__).parents[1]
_NAMES = re.compile(r"常州|武进|湖塘|江苏|changzhou|wujin|hutang|jiangsu|(?<!\d)3204\d\d(?!\d{5}MA)", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<![\d.])(?:119\.[5-9]|120\.[0-3]|31\.[4-9])\d*(?![\d.])")
_OF_ALL = {Path("grids/provinces.py")}
"""Names every province, none before another."""
_CITES = re.compile(r"^\s*source = .*$", re.MULTILINE)
_COMMENT = {
    ".ts": re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL),
    ".vue": re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*|<!--.*?-->", re.DOTALL),
    ".sql": re.compile(r"--[^\n]*"),
    ".toml": re.compile(r"#[^\n]*"),
    ".json": re.compile(r"(?!)"),
}


def _python(path: Path) -> Iterator[str]:
    """Give what the program itself holds: constants, without docstrings, which may tell an example."""
    tree = ast.parse(path.read_text("utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in bare and isinstance(node.value, str | float | int):
            yield str(node.value)


def _said(path: Path) -> str:
    if path.suffix == ".py":
        return "\n".join(_python(path))
    return _CITES.sub("", _COMMENT[path.suffix].sub("", path.read_text("utf-8")))


@pytest.mark.parametrize("folder", ["grids", "gis", "server", "pwa/src"])
def test_no_name_code_or_coordinate_of_one_city_stands_in_the_code(folder: str) -> None:
    found = []
    for path in sorted((ROOT / folder).rglob("*")):
        inside = path.relative_to(ROOT)
        if path.suffix not in {".py", *_COMMENT} or inside.is_relative_to("server/demo") or inside in _OF_ALL:
            continue
        text = _said(path)
        found += [f"{inside}: {match.group()}" for each in (_NAMES, _NUMBERS) for match in each.finditer(text)]
    assert found == []


def test_the_check_bites_on_the_demo(tmp_path: Path) -> None:
    code = tmp_path / "a.py"
    code.write_text('"""Changzhou is told of."""\nCITY = "Changzhou"\nWEST = 119.95\n', "utf-8")
    assert _NAMES.search(_said(code))
    assert _NUMBERS.search(_said(code))
    code.write_text('"""Changzhou is told of, 119.95."""\n', "utf-8")
    assert not _NAMES.search(_said(code))
    assert not _NUMBERS.search(_said(code))


def test_the_file_that_may_name_provinces_names_all_of_them() -> None:
    assert (len(set(PROVINCES)), len(set(PROVINCES_SHORT))) == (34, 34)
    assert all(whole.startswith(short) for whole, short in zip(PROVINCES, PROVINCES_SHORT, strict=True))
