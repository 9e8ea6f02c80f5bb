"""What is typed into a search is a text: a percent sign finds percent signs."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import text

from server.db import Database
from server.reads import searching
from server.reads.searching import conditions, literal

_HERE = Path(searching.__file__)
_SEARCHES = [each for each in _HERE.parent.glob("*.py") if "ILIKE" in each.read_text("utf-8") and each != _HERE]
KNOWN = {"q": "name ILIKE '%' || :q || '%'", "town": "town = :town", "waiting": "waiting"}


@pytest.mark.parametrize(
    ("typed", "found", "not_found"),
    [
        ("%", "100%厂", "百分厂"),
        ("_", "甲_厂", "甲厂"),
        ("\\", "甲\\厂", "甲厂"),
        ("a", "A厂", "B厂"),
        ("0%", "10%", "100"),
    ],
)
def test_the_database_finds_it_as_a_text(db: Database, typed: str, found: str, not_found: str) -> None:
    searched = text("SELECT n FROM unnest(CAST(:names AS text[])) n WHERE n ILIKE '%' || :q || '%'")
    with db.session() as session:
        assert session.scalars(searched, {"names": [found, not_found], "q": literal(typed)}).all() == [found]


def test_only_what_was_asked_is_a_condition() -> None:
    assert conditions({"q": "", "town": None}, KNOWN) == ("", {})
    assert conditions({"q": "5%", "town": 7, "waiting": True}, KNOWN) == (
        " AND name ILIKE '%' || :q || '%' AND town = :town AND waiting",
        {"q": r"5\%", "town": 7, "waiting": True},
    )


@pytest.mark.parametrize("module", _SEARCHES, ids=lambda module: module.name)
def test_every_read_that_searches_takes_what_was_typed_from_here(module: Path) -> None:
    tree = ast.parse(module.read_text("utf-8"))
    taken = {each.module for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
    assert "server.reads.searching" in taken
