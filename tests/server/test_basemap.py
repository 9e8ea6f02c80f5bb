"""The shipped base map: borders drawn once, names with their level, water named, the rest veiled, sources credited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlalchemy import text

from server.db import Database
from server.reads import basemap
from tests.server.imports import offices


@pytest.fixture
def features(db: Database, tmp_path: Path) -> list[dict[str, Any]]:
    offices.lay_divisions(db, tmp_path)
    offices.lay_units(db, tmp_path)
    offices.write(
        db,
        "INSERT INTO basemap_feature (kind, name, name_en, attribution, geom) VALUES "
        "('water', '清湖', 'Clear Lake', '© A', ST_GeomFromText('POLYGON((119.8 31.6,119.82 31.6,119.82 31.61,"
        "119.8 31.6))', 4326)), "
        "('water', NULL, NULL, '© B', ST_GeomFromText('LINESTRING(119.8 31.6,119.9 31.62)', 4326))",
    )
    offices.write(db, "UPDATE area SET name = '清河村村民委员会', level = 'village' WHERE name = '横林街道'")
    found: list[dict[str, Any]] = read(db)["features"]
    return found


def read(db: Database) -> dict[str, Any]:
    with db.session() as session:
        body: dict[str, Any] = session.scalar(text("SELECT CAST(:b AS json)"), {"b": basemap.whole(session)})
    return body


def of(features: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [feature for feature in features if feature["properties"]["kind"] == kind]


def test_a_border_between_two_towns_is_drawn_once(features: list[dict[str, Any]]) -> None:
    [towns] = [f for f in of(features, "border") if f["properties"]["level"] == "town"]
    lines = shapely.geometry.shape(towns["geometry"])
    west = shapely.box(119.80, 31.60, 119.84, 31.64)
    east = shapely.box(119.84, 31.60, 119.88, 31.64)
    assert lines.length == pytest.approx(shapely.union_all([west.boundary, east.boundary]).length, abs=1e-4)


def test_what_is_outside_the_district_is_veiled_and_nothing_inside(features: list[dict[str, Any]]) -> None:
    [outside] = of(features, "outside")
    veil = shapely.geometry.shape(outside["geometry"])
    assert not veil.contains(shapely.Point(119.85, 31.62))
    assert veil.contains(shapely.Point(119.70, 31.62))
    assert veil.contains(shapely.Point(-79.4, 43.7))


def test_names_carry_their_level_and_committees_lose_their_office(features: list[dict[str, Any]]) -> None:
    names = {(f["properties"]["level"], f["properties"]["name"]) for f in of(features, "place")}
    assert ("town", "湖塘镇") in names
    assert ("village", "清河村") in names


def test_a_lake_has_its_name_in_the_lake_in_both_languages(features: list[dict[str, Any]]) -> None:
    [lake] = of(features, "water-name")
    assert (lake["properties"]["name"], lake["properties"]["name_en"]) == ("清湖", "Clear Lake")
    water = shapely.geometry.shape(of(features, "water")[0]["geometry"])
    assert water.contains(shapely.geometry.shape(lake["geometry"]))


@pytest.mark.usefixtures("features")
def test_every_source_of_the_background_is_credited(db: Database) -> None:
    assert read(db)["attribution"] == "© A · © B"


def test_an_empty_installation_has_an_empty_base_map(db: Database) -> None:
    assert read(db)["features"] == []


def test_a_district_without_an_outline_is_framed_by_its_units(db: Database, tmp_path: Path) -> None:
    offices.lay_divisions(db, tmp_path)
    offices.lay_units(db, tmp_path)
    offices.write(db, "UPDATE area SET geom = NULL WHERE level = 'district'")
    [outside] = of(read(db)["features"], "outside")
    assert not shapely.geometry.shape(outside["geometry"]).contains(shapely.Point(119.85, 31.62))
