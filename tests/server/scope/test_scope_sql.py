"""Every SQL file that reads facts leaves the place where the reader's scope is bound."""

import re
from pathlib import Path

import pytest

import gis
import server
from grids.permissions import Grant, Role, Scope, scope
from server.reads import scope as bind
from tests.town import named

FOLDERS = (Path(server.__file__).parent / "reads" / "sql", Path(gis.__file__).parent / "sql")
FILES = sorted(file for folder in FOLDERS for file in folder.glob("*.sql"))
KEPT = sorted((Path(bind.__file__).parent / "sql" / "kept").glob("*.sql"))
NOBODYS = Scope()
BOUND_OTHERWISE = {
    "campaign_figures": "{tasks}, {enterprises} and {hazards}",
    "campaigns": "{areas}",
    "frequencies": "{areas}",
    "grading_methods": "{areas}",
    "plans": "{areas}",
    "route_own": ":me, who reads the own days",
    "hazard_then": "facts of indicators, bound around them",
    "quality_day": "{facts}, counted at night for everybody; who reads a day is bound by quality_days",
    **{
        f"indicator_{facts}": "bound around it (reads/indicators.py), on the ground where it was then"
        for facts in ("due", "enterprise", "found", "notice", "officer", "reported", "stock", "visit")
    },
    "onboarding_facts": "the scope around it (reads/onboarding.py)",
    "basemap": "divisions and water are public knowledge",
    "map_head": ":areas and :u_areas are the reader's; a version tells nothing of what is in them",
    "touched": "{feed} and {hazards}",
}
"""Files without `{scope}`, and what binds the reader there."""


def test_there_are_files_in_both_folders() -> None:
    assert all(any(folder.glob("*.sql")) for folder in FOLDERS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_scope_is_bound_and_said_so(file: Path) -> None:
    text = file.read_text("utf-8")
    statement = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    other = re.findall(r"\{\w+\}|:\w+", BOUND_OTHERWISE.get(file.stem, "{scope}"))
    assert all(name in statement for name in other)
    assert text.startswith("--")
    assert "Binds:" in text
    assert "Index:" in text


@pytest.mark.parametrize("file", KEPT, ids=lambda file: file.stem)
def test_what_is_counted_from_the_columns_lies_in_the_readers_places(file: Path) -> None:
    text = file.read_text("utf-8")
    assert text.startswith("--")
    assert "Binds: the period; `place` holds the reader's places alone." in text
    assert " JOIN place p ON p.code = " in text
    assert not re.search(r"(LEFT|RIGHT|FULL|CROSS) JOIN", text)


@pytest.mark.parametrize(
    "what", ["areas", "enterprises", "hazards", "notices", "redraws", "self_checks", "stays", "tasks", "units", "feed"]
)
def test_whoever_has_no_grant_reads_no_row(what: str) -> None:
    assert getattr(bind, what)(NOBODYS).sql == "FALSE"


@pytest.mark.parametrize(
    "what", ["areas", "enterprises", "hazards", "notices", "redraws", "self_checks", "stays", "tasks", "units", "feed"]
)
def test_values_are_bound_and_never_written_into_the_statement(what: str) -> None:
    seen = Scope(
        cities=frozenset({7001}), districts=frozenset({7002}), towns=frozenset({7003}), villages=frozenset({7004}),
        units=frozenset({7005}), enterprises=frozenset({named("e")}), classes=frozenset({"'; DROP TABLE"}),
    )  # fmt: skip
    bound = getattr(bind, what)(seen)
    assert "700" not in bound.sql
    assert "DROP" not in bound.sql
    assert set(bound.values) == set(re.findall(r"(?<!:):([a-z_]+)", bound.sql))


def test_a_link_narrows_to_its_hazards() -> None:
    grant = Grant(role=Role.ENTERPRISE, enterprise=named("e"), hazards=frozenset({named("h")}))
    seen = scope([grant])
    assert "scope_hazards" in bind.hazards(seen).sql
    assert "scope_hazards" in bind.notices(seen).sql


def test_two_scopes_have_two_fingerprints() -> None:
    one = Scope(units=frozenset({1, 2}))
    assert bind.fingerprint(one) == bind.fingerprint(Scope(units=frozenset({2, 1})))
    others = (NOBODYS, Scope(towns=frozenset({1, 2})), Scope(units=frozenset({1})), Scope(units=frozenset({12})))
    assert bind.fingerprint(one) not in {bind.fingerprint(other) for other in others}
