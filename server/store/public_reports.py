"""Reports by the public: rows to the rules' value and back, the ground they lie on, their numbers."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grids.commands import Finding, Reward
from grids.errors import Refusal
from grids.levels import Level, Place
from grids.public_reports import PublicReportPolicy, Report, ReportState
from server.store import serials
from server.store.policy import holding
from server.store.tables import Area, GridUnit, PublicReport

_SAME_NAME: Final = ("received_at", "due_on", "transfers", "settled_on", "version")


def numbers_on(day: date) -> PublicReportPolicy:
    """Return the numbers of reports that hold on a day. Source: grids/tables/public_reports.toml."""
    return PublicReportPolicy(**holding("public_reports", day))


def load(session: Session, report: UUID) -> PublicReport:
    """Find a report and lock it, or refuse."""
    query = select(PublicReport).where(PublicReport.id == report).with_for_update()
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise Refusal("not-found", thing="report")
    return found


def value(row: PublicReport) -> Report:
    """Read the rules' value off a row."""
    return Report(
        id=row.id,
        state=ReportState(row.state),
        town=row.town_id,
        district=row.district_id,
        finding=None if row.finding is None else Finding(row.finding),
        reward=None if row.reward is None else Reward(row.reward),
        **{name: getattr(row, name) for name in _SAME_NAME},
    )


def write(row: PublicReport, now: Report) -> None:
    """Write what the rules decided into the row."""
    row.state = now.state.value
    row.finding = None if now.finding is None else now.finding.value
    row.reward = None if now.reward is None else now.reward.value
    row.town_id, row.transfers = now.town, now.transfers
    row.settled_on, row.version = now.settled_on, now.version


def place_of(row: PublicReport) -> Place:
    """Return where a report is checked: the town, or the district itself. It has no class."""
    return Place(unit=row.unit_id, village=row.village_id, town=row.town_id, district=row.district_id, city=row.city_id)


def ground(session: Session, point: Any | None, area: Area | None) -> dict[str, int | None]:  # noqa: ANN401 - a WKT element
    """Return the place columns of a report: the grid unit under the pin, else the town or district that was chosen.

    Raises: Refusal `report-outside` where neither says which district is to look.
    """
    unit = None if point is None else _unit_under(session, point)
    if unit is not None:
        return {
            "unit_id": unit.id, "village_id": unit.village_id, "town_id": unit.town_id,
            "district_id": unit.district_id, "city_id": unit.city_id,
        }  # fmt: skip
    found = area or (None if point is None else _area_under(session, point))
    if found is None or found.level not in {Level.TOWN.value, Level.DISTRICT.value}:
        raise Refusal("report-outside")
    town = found.id if found.level == Level.TOWN.value else None
    district = found.district_id if town is not None else found.id
    if district is None or found.city_id is None:
        raise Refusal("report-outside")
    return {"unit_id": None, "village_id": None, "town_id": town, "district_id": district, "city_id": found.city_id}


def number(session: Session, district: int, year: int) -> str:
    """Take the next number of a district: the year, the district, a serial that leaves no gap."""
    return f"{year}-{district:03d}-{serials.following(session, 'public-report', district, year):05d}"


def _unit_under(session: Session, point: Any) -> GridUnit | None:  # noqa: ANN401 - a WKT element
    query = (
        select(GridUnit)
        .where(GridUnit.valid_to.is_(None), func.ST_Intersects(GridUnit.geom, point))
        .order_by(func.unit_precedence(GridUnit.kind), GridUnit.id)
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def _area_under(session: Session, point: Any) -> Area | None:  # noqa: ANN401 - a WKT element
    """Find the smallest of town and district around a point."""
    levels = [Level.TOWN.value, Level.DISTRICT.value]
    query = (
        select(Area)
        .where(Area.valid_to.is_(None), Area.level.in_(levels), func.ST_Intersects(Area.geom, point))
        .order_by(Area.level == Level.DISTRICT.value, Area.id)
        .limit(1)
    )
    return session.scalars(query).unique().one_or_none()
