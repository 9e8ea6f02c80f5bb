"""Pages that list things list exactly what the code has."""

import re
from pathlib import Path

from gis.quality import FACTS
from gis.tiles import LAYERS
from grids.hazards import State
from grids.permissions import MAY
from server.store.quality import shipped

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


def test_what_is_said_to_work_has_its_screen_and_its_test() -> None:
    page = (ROOT / "docs" / "requirements.md").read_text("utf-8")
    works, _, rest = page.partition("## Not working yet")
    routes = {
        "desk": (ROOT / "pwa/src/desk/router.ts").read_text("utf-8"),
        "phone": (ROOT / "pwa/src/router.ts").read_text("utf-8"),
    }
    rows = [row.split("|")[1:-1] for row in works.splitlines() if row.startswith("| R")]
    for number, _, screens, shown in rows:
        found = re.findall(r"(desk|phone) `([^`]+)`", screens)
        assert found, number
        for side, path in found:
            assert re.search(rf"(?:page|inner|path: )\(?'{re.escape(path)}'", routes[side]), (number, side, path)
        tests = re.findall(r"`([^`]+)`", shown)
        assert tests, number
        for file, _, name in (each.partition("::") for each in tests):
            assert (ROOT / file).exists(), (number, file)
            assert f"def {name}(" in (ROOT / file).read_text("utf-8") if name else True, (number, name)
    working = {row[0].strip() for row in rows}
    missing = {f"R{n:02d}" for n in range(1, 69)} - working - _rows_named(rest)
    assert missing == set()
    assert working & _rows_named(rest) == set()


def _rows_named(text: str) -> set[str]:
    spans = re.findall(r"R(\d\d) to R(\d\d)", text)
    return set(re.findall(r"R\d\d", text)) | {f"R{n:02d}" for a, b in spans for n in range(int(a), int(b) + 1)}


def test_the_page_of_quality_names_every_rule_and_fact() -> None:
    page = (ROOT / "docs" / "quality.md").read_text("utf-8")
    assert re.findall(r"^\| ([A-Z]\w+) \|", page, re.MULTILINE) == [rule.id for rule in shipped()]
    assert set(FACTS.columns) <= set(re.findall(r"`(\w+)`", page))
