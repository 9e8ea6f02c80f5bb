"""Pages that list things list exactly what the code has."""

import re
from pathlib import Path

from gis.tiles import LAYERS
from grids.hazards import State
from grids.permissions import MAY

ROOT = Path(__file__).parents[2]


def test_the_readme_names_every_layer() -> None:
    line = next(row for row in (ROOT / "README.md").read_text("utf-8").splitlines() if "/tiles/{layer}" in row)
    assert set(re.findall(r"\b[a-z]+(?:_[a-z]+)*\b", line.split("vector tiles:")[1])) == set(LAYERS)


def test_the_rules_page_names_every_state() -> None:
    page = (ROOT / "docs" / "rules.md").read_text("utf-8")
    assert {state.value for state in State} <= set(re.findall(r"`([a-z_]+)`", page))


def test_the_table_of_rights_is_in_order() -> None:
    assert list(MAY) == sorted(MAY)


def test_both_readmes_link_to_pages_that_exist() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text("utf-8"))
        assert [link for link in links if not (ROOT / link).exists()] == []
