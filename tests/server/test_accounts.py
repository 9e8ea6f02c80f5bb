from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grids.levels import Level
from grids.permissions import Role
from server import accounts, people
from server.accounts import NewPerson
from server.db import Database
from server.sentences import Trouble
from server.store.people import person_at
from server.store.tables import Area, AreaCode, GridUnit, PersonRow

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PASSWORD = "a password of the test"
SQUARE = "SRID=4326;MULTIPOLYGON(((119.9 31.7,119.91 31.7,119.91 31.71,119.9 31.71,119.9 31.7)))"


@pytest.fixture
def city(db: Database) -> int:
    """One city that is its own district, with a code, and a grid unit in it."""
    with db.transaction() as session:
        area = Area(level=Level.CITY, name="常州市")
        session.add(area)
        session.flush()
        session.add(AreaCode(system="gb2260", edition="2023", code="320400", area_id=area.id, name="常州市"))
        session.add(
            GridUnit(
                code="W-01", name="一网格", district_id=area.id, city_id=area.id, geom=SQUARE, valid_from=AT.date()
            )
        )
        return area.id


def added(session: Session, new: NewPerson) -> PersonRow:
    accounts.add(session, new, AT)
    return session.scalars(select(PersonRow).where(PersonRow.username == new.username)).one()


def test_a_district_person_has_the_area_from_this_moment_and_can_sign_in(db: Database, city: int) -> None:
    with db.transaction() as session:
        row = added(session, NewPerson(username="xu", name="徐", role=Role.DISTRICT, password=PASSWORD, area="320400"))
        person = person_at(session, row.id, AT)
        assert person is not None
        assert [(grant.role, grant.level, grant.area) for grant in person.grants] == [(Role.DISTRICT, Level.CITY, city)]
        before = person_at(session, row.id, AT - timedelta(seconds=1))
        assert before is not None
        assert before.grants == ()
        assert sign_in(session, "xu", PASSWORD)


def test_an_officer_has_the_grid_units_that_were_named(db: Database, city: int) -> None:
    with db.transaction() as session:
        row = added(
            session, NewPerson(username="wang", name="王", role=Role.OFFICER, password=PASSWORD, units=("W-01",))
        )
        unit = session.scalars(select(GridUnit.id).where(GridUnit.district_id == city)).one()
        person = person_at(session, row.id, AT)
        assert person is not None
        assert [grant.units for grant in person.grants] == [frozenset({unit})]


def test_a_new_password_replaces_the_old_and_signs_out_everywhere(db: Database) -> None:
    with db.transaction() as session:
        added(session, NewPerson(username="admin1", name="管", role=Role.ADMIN, password=PASSWORD))
        token = sign_in(session, "admin1", PASSWORD)
        assert token is not None
        accounts.set_password(session, "admin1", "another password", AT)
        assert people.who(session, token, AT) is None
        assert sign_in(session, "admin1", PASSWORD) is None
        assert sign_in(session, "admin1", "another password")


@pytest.mark.parametrize(
    ("new", "key"),
    [
        (NewPerson(username="Xu", name="徐", role=Role.ADMIN, password=PASSWORD), "person.username"),
        (NewPerson(username="xu", name="徐", role=Role.ADMIN, password="short"), "person.short-password"),
        (NewPerson(username="xu", name="徐", role=Role.ADMIN, password=PASSWORD, area="1"), "person.needs-no-place"),
        (NewPerson(username="xu", name="徐", role=Role.TOWN_HEAD, password=PASSWORD), "person.needs-area"),
        (NewPerson(username="xu", name="徐", role=Role.TOWN_HEAD, password=PASSWORD, area="9"), "person.no-area"),
        (NewPerson(username="xu", name="徐", role=Role.OFFICER, password=PASSWORD, area="9"), "person.needs-unit"),
        (NewPerson(username="xu", name="徐", role=Role.OFFICER, password=PASSWORD, units=("9",)), "person.no-unit"),
        (NewPerson(username="xu", name="徐", role=Role.ENTERPRISE, password=PASSWORD), "person.needs-enterprise"),
        (NewPerson(username="xu", name="徐", role=Role.INSPECTOR, password=PASSWORD, area="1"), "person.no-licence"),
    ],
)
def test_a_person_without_a_right_that_fits_is_refused_and_not_added(db: Database, new: NewPerson, key: str) -> None:
    with pytest.raises(Trouble) as refused, db.transaction() as session:
        accounts.add(session, new, AT)
    assert refused.value.key == key
    with db.session() as session:
        assert session.scalars(select(PersonRow).where(PersonRow.name == new.name)).all() == []


def test_a_username_is_given_once(db: Database) -> None:
    new = NewPerson(username="admin1", name="管", role=Role.ADMIN, password=PASSWORD)
    with db.transaction() as session:
        accounts.add(session, new, AT)
    with pytest.raises(Trouble) as refused, db.transaction() as session:
        accounts.add(session, new, AT)
    assert refused.value.key == "person.exists"


DEVICE: dict[str, Any] = {"key": b"k", "device": None, "address": "::1", "user_agent": ""}


def sign_in(session: Session, username: str, password: str) -> str | None:
    found = people.sign_in(session, username, password, **DEVICE, at=AT, days=1)
    return None if found is None else found[0]
