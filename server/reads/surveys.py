"""Surveys as a list, one with its faults and figures, and its map; always in the reader's scope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import numpy as np
import shapely
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from gis import drawing
from gis.coverage import polygonal
from grids.errors import Refusal
from grids.permissions import MAY, Person
from grids.redraws import EditState
from grids.surveys import SurveyState
from server.reads import redraws as plans
from server.reads import scope as bind
from server.store import surveys as store
from server.store.tables import Area, PersonRow, SurveyRow, SurveyStepRow

_LISTED: Final = 200
_STEPS: Final = ("settle-faults", "take-suggestions", "undo-survey", "redo-survey", "hand-in-survey", "drop-survey")


def listed(session: Session, person: Person) -> list[dict[str, Any]]:
    """List the surveys in scope, newest first, without those put away."""
    return _rows(session, person, "AND s.state = 'open'", {})


def one(session: Session, person: Person, survey_id: UUID) -> dict[str, Any]:
    """Return a survey with its list, its units and steps, and what the reader may do next, or refuse."""
    found = _rows(session, person, "AND s.id = :wanted", {"wanted": survey_id})
    if not found:
        raise Refusal("not-found", thing="survey")
    row = store.load(session, survey_id, lock=False)
    chosen = store.choices(row)
    now = store.now_m2(row, chosen)
    faults = [
        {**{name: value for name, value in each.items() if name not in {"geometry", "x", "y"}},
         "choice": row.choices.get(each["id"])}
        for each in (*row.faults, *row.loose)
    ]  # fmt: skip
    return {
        **found[0], "rows": row.rows, "faults": faults, "units_listed": _units(session, row, now),
        "districts": _districts(session, row), "steps": _steps(session, row), "may": _may(person, row),
    }  # fmt: skip


def as_map(session: Session, person: Person, survey_id: UUID) -> dict[str, Any]:
    """Return the units as the file states them and the faults as GeoJSON; `clean` once everything is settled."""
    row = _seen(session, person, survey_id)
    metric = store.metric_of(row)
    stated = [
        _feature(key, drawing.positions(_wkb(unit.wkb), metric),
                 {"key": key, "code": unit.code, "name": unit.name, "known": unit.known})
        for key, unit in store.units(row).items()
    ]  # fmt: skip
    faults = [
        {"type": "Feature", "id": each["id"], "geometry": each["geometry"],
         "properties": {"id": each["id"], "kind": each["kind"], "is_clear": each["is_clear"]}}
        for each in (*row.faults, *row.loose)
    ]  # fmt: skip
    return {"revision": row.revision, "units": _collection(stated), "faults": _collection(faults)}


def clean(session: Session, person: Person, survey_id: UUID) -> dict[str, Any]:
    """Return the coverage that all choices make, as GeoJSON. Raises: Refusal `survey-open`."""
    row = _seen(session, person, survey_id)
    if still := store.open_faults(row):
        raise Refusal("survey-open", n=len(still))
    metric, stated = store.metric_of(row), store.units(row)
    made = store.sheet(row).clean(store.choices(row))
    return _collection(
        [
            _feature(key, drawing.positions(bytes(shapely.to_wkb(shape)), metric),
                     {"key": key, "code": stated[key].code, "name": stated[key].name, "known": stated[key].known})
            for key, shape in made.items()
        ]
    )  # fmt: skip


def _seen(session: Session, person: Person, survey_id: UUID) -> SurveyRow:
    if not _rows(session, person, "AND s.id = :wanted", {"wanted": survey_id}):
        raise Refusal("not-found", thing="survey")
    return store.load(session, survey_id, lock=False)


def _rows(session: Session, person: Person, filter_: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    bound = bind.redraws(plans.seen(person), "s")
    sql = bind.statement("surveys").format(scope=bound.sql, filter=filter_)
    found = session.execute(text(sql), {**bound.values, **values, "limit": _LISTED})
    return [{name: _plain(value) for name, value in each._mapping.items()} for each in found]  # noqa: SLF001


def _units(session: Session, row: SurveyRow, now: Mapping[str, float]) -> list[dict[str, Any]]:
    """List the units with the ground they state and the ground they have by the choices so far. Unit: m2."""
    names = _names(session, {each["district"] for each in row.units} | {each["town"] for each in row.units})
    left = {
        unit
        for each in row.faults
        if (row.choices.get(each["id"]) or {}).get("remedy") == "leave"
        for unit in each["units"]
    }
    return [
        {"key": each["key"], "code": each["code"], "name": each["name"], "known": each["known"],
         "district_id": each["district"], "district": names[each["district"]], "town": names.get(each["town"]),
         "stated_m2": round(each["stated_m2"], 1), "now_m2": round(now[each["key"]], 1),
         "left_out": each["key"] in left}
        for each in row.units
    ]  # fmt: skip


def _districts(session: Session, row: SurveyRow) -> list[dict[str, Any]]:
    """List the districts to hand in, each with its number of units and the plan it became."""
    handed = {each["district"]: each["redraw"] for each in row.handed}
    counted: dict[int, int] = {}
    for each in row.units:
        counted[each["district"]] = counted.get(each["district"], 0) + (not each["known"])
    names = _names(session, set(counted))
    bound = {int(area) for area in row.grounds}
    return [
        {"id": area, "name": names[area], "units": n, "redraw": handed.get(area),
         "is_first": area not in bound and row.town_id not in bound}
        for area, n in sorted(counted.items()) if n
    ]  # fmt: skip


def _steps(session: Session, row: SurveyRow) -> list[dict[str, Any]]:
    query = (
        select(SurveyStepRow, PersonRow.name)
        .join(PersonRow, PersonRow.id == SurveyStepRow.by_person)
        .where(SurveyStepRow.survey_id == row.id, SurveyStepRow.state != EditState.DROPPED.value)
        .order_by(SurveyStepRow.n)
    )
    return [
        {"n": step.n, "state": step.state, "at": step.at.isoformat(), "by_name": name, "faults": len(step.after)}
        for step, name in session.execute(query)
    ]


def _may(person: Person, row: SurveyRow) -> list[str]:
    if row.state != SurveyState.OPEN.value:
        return []
    here = person.roles(store.place(row))
    able = {step for step in _STEPS if MAY[step] & here}
    if row.handed:
        able &= {"hand-in-survey", "drop-survey"}
    if store.open_faults(row):
        able -= {"hand-in-survey"}
    return sorted(able)


def _names(session: Session, ids: set[Any]) -> dict[int, str]:
    wanted = {each for each in ids if each is not None}
    return {row.id: row.name for row in session.execute(select(Area.id, Area.name).where(Area.id.in_(wanted)))}


def _wkb(wkb: bytes) -> bytes:
    """Make an outline drawable: a ring that crosses itself is shown as the areas it has."""
    shape = shapely.from_wkb(wkb)
    return wkb if shape.is_valid else bytes(shapely.to_wkb(polygonal(np.array([shape], dtype=object))[0]))


def _feature(key: str, positions: Any, properties: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - coordinates
    return {
        "type": "Feature", "id": key, "geometry": {"type": "MultiPolygon", "coordinates": positions},
        "properties": properties,
    }  # fmt: skip


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def _plain(value: Any) -> Any:  # noqa: ANN401 - a column of any type
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
