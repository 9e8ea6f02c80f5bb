"""The page about the OGC API says what the code does, and its examples run."""

import re
from pathlib import Path

import pytest

from gis import cql_shapes, references
from gis.layers import LAYERS
from server import catalogue
from server.api.security import TOKEN_READS
from server.db import WEB_STATEMENT_TIMEOUT_S
from server.ogc import asked
from server.reads.features import COUNTED
from server.tokens import LONGEST_DAYS
from tests.server.ogc.conftest import Service

PAGE = (Path(__file__).parents[3] / "docs" / "ogc.md").read_text("utf-8")
EXAMPLES = PAGE.split("```")[1].strip().splitlines()
SOURCES = "\n".join(
    file.read_text("utf-8") for folder in ("gis", "server/ogc", "server/reads")
    for file in (Path(__file__).parents[3] / folder).glob("*.py")
)  # fmt: skip


def test_every_collection_and_column_is_in_it() -> None:
    for name, layer in LAYERS.items():
        row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{name}`"))
        assert re.findall(r"`(\w+)`", row) == [name, *layer.columns]
    assert set(references.offered(None)) == set(re.findall(r"`(http://www\.opengis\.net/def/crs/[^`]+)`", PAGE))
    assert {each.upper() for each in cql_shapes.FUNCTIONS} <= set(re.findall(r"`(S_\w+)`", PAGE))


def test_its_numbers_are_those_of_the_code() -> None:
    for said in (f"up to {LONGEST_DAYS} days", f"at most {asked.MOST} a page", f"beyond {COUNTED:,}".replace(",", " ")):
        assert said in PAGE
    assert f"longer than {WEB_STATEMENT_TIMEOUT_S} seconds" in PAGE
    assert all(f"`{path}`" in PAGE for path in TOKEN_READS)


@pytest.mark.parametrize("text", EXAMPLES)
def test_its_filters_are_answered(service: Service, text: str) -> None:
    service.json("/collections/hazards/items", filter=text)


@pytest.mark.parametrize(
    "query", ["bbox=119.9,31.6,120.1,31.8", "datetime=2026-01-01/..", "state=open", "sortby=-due_on"]
)
def test_its_parameters_are_answered(service: Service, query: str) -> None:
    assert f"`{query}`" in PAGE
    name, _, value = query.partition("=")
    service.json("/collections/hazards/items", **{name: value})


def test_layers_columns_and_causes_have_words_in_both_languages() -> None:
    zh, en = (catalogue.read("layers", language) for language in catalogue.LANGUAGES)
    assert zh.keys() == en.keys()
    for key, text in zh.items():
        assert set(re.findall(r"{(\w+)", text)) == set(re.findall(r"{(\w+)", en[key])), key
    causes = set(re.findall(r'Refusal\(\s*"bad-query",\s*cause="([a-z-]+)"', SOURCES))
    assert {key.removeprefix("cause.") for key in zh if key.startswith("cause.")} == causes
    columns = {column for layer in LAYERS.values() for column in layer.columns} | {"geometry"}
    assert {key.removeprefix("column.") for key in zh if key.startswith("column.")} == columns
