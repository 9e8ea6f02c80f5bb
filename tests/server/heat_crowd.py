"""A crowd of enterprises, visits and hazards of every kind, written by their rows and committed."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.hazards import Source, State
from tests.server.stage import Stage
from tests.town import degrees

NAMES = UUID("22222222-2222-4222-8222-222222222222")
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
CLASSES = ("industry", "chemical", "commerce")
INDUSTRIES = ("机械制造", "化工", "餐饮", "木材加工")


def firm(n: int) -> UUID:
    """Return the id of the n-th enterprise."""
    return uuid5(NAMES, f"firm {n}")


def settle(session: Session, stage: Stage, *, firms: int = 300, hazards: int = 1500, visits: int = 2500) -> None:
    """Let them be there, the same each time."""
    chance = random.Random(11)  # noqa: S311 - places, no secrets
    units = [stage.town.units[letter] for letter in "ABCDEF"]
    rows = []
    for n in range(firms):
        lon, lat = degrees(chance.uniform(0, 6000), chance.uniform(0, 3000))
        rows.append(
            {
                "id": firm(n), "name": f"厂{n}", "unit": chance.choice([*units, None]) if n % 9 == 0 else units[n % 6],
                "class": CLASSES[n % 3], "industry": INDUSTRIES[n % 4], "grade": (None, "A", "B", "C", "D")[n % 5],
                "status": "shut_down" if n % 31 == 0 else "active", "lon": lon, "lat": lat,
                "quality": ("site", "address", "address", "village")[n % 4], "town": stage.town.towns["湖东镇"],
            }
        )  # fmt: skip
    session.execute(_ENTERPRISE, rows)
    session.execute(_HAZARD, [_hazard(chance, n, firms, stage) for n in range(hazards)])
    session.execute(_VISIT, [_visit(chance, n, firms, stage) for n in range(visits)])


def _hazard(chance: random.Random, n: int, firms: int, stage: Stage) -> dict[str, object]:
    lon, lat = degrees(chance.uniform(-300, 6300), chance.uniform(-300, 3300))
    states, sources = [s.value for s in State], [s.value for s in Source]
    return {
        "id": uuid5(NAMES, f"hazard {n}"), "no": f"H{n}", "firm": firm(chance.randrange(firms)),
        "state": chance.choice(states), "level": chance.choice(("general",) * 6 + ("major",)),
        "source": chance.choice(sources), "category": chance.choice(("S05", "S01", "M02")),
        "lon": lon if n % 7 else None, "lat": lat, "by": stage.people["wang"],
        "at": NOW - timedelta(hours=chance.randrange(24 * 400)),
    }  # fmt: skip


def _visit(chance: random.Random, n: int, firms: int, stage: Stage) -> dict[str, object]:
    outcome = chance.choice(("inspected", "inspected", "inspected", "closed_door", None))
    return {
        "id": uuid5(NAMES, f"visit {n}"), "firm": firm(chance.randrange(firms * 4 // 5)), "outcome": outcome,
        "at": NOW - timedelta(hours=chance.randrange(24 * 400)), "by": stage.people["wang"],
    }  # fmt: skip


_ENTERPRISE = text(
    "INSERT INTO enterprise (id, name, unit_id, town_id, district_id, city_id, supervision_class, industry, grade, "
    "status, point, position_quality) SELECT :id, :name, u.id, coalesce(u.town_id, :town), t.district_id, t.city_id, "
    ":class, :industry, :grade, :status, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), :quality "
    "FROM area t LEFT JOIN grid_unit u ON u.id = CAST(:unit AS int) WHERE t.id = :town"
)
_HAZARD = text(
    "INSERT INTO hazard (id, ledger_no, enterprise_id, state, level, source, category, place, description, found_by, "
    "found_at, recorded_at, point, unit_id, town_id, district_id, city_id, supervision_class) "
    "SELECT :id, :no, e.id, :state, :level, :source, :category, 'x', 'x', :by, :at, :at, "
    "ST_SetSRID(ST_MakePoint(CAST(:lon AS float8), :lat), 4326), e.unit_id, e.town_id, e.district_id, e.city_id, "
    "e.supervision_class FROM enterprise e WHERE e.id = :firm"
)
_VISIT = text(
    "INSERT INTO visit (id, enterprise_id, kind, officer_id, started_at, received_at, presence, outcome, unit_id, "
    "town_id, district_id, city_id, supervision_class) SELECT :id, e.id, 'patrol', :by, :at, :at, 'at_site', :outcome, "
    "e.unit_id, e.town_id, e.district_id, e.city_id, e.supervision_class FROM enterprise e WHERE e.id = :firm"
)


def repeat_visits(session: Session) -> None:
    """Let every visit have happened twice."""
    session.execute(
        text(
            "INSERT INTO visit (id, enterprise_id, kind, officer_id, started_at, received_at, presence, outcome, "
            "unit_id, town_id, district_id, city_id, supervision_class) SELECT gen_random_uuid(), enterprise_id, kind, "
            "officer_id, started_at, received_at, presence, outcome, unit_id, town_id, district_id, city_id, "
            "supervision_class FROM visit"
        )
    )
