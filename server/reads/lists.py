"""Lists with filters and pages that neither skip nor repeat a row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from grids.enterprises import LOOKED_AFTER
from grids.permissions import Scope
from grids.policy import HERE
from server.reads import documents, frequency, marks
from server.reads import scope as bind
from server.reads.documents import Filter
from server.reads.searching import conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Where a page begins and how long it is."""

    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order that ends with the id, so that it is total."""

    column: str
    kind: str
    falling: bool = False


HAZARD_ORDERS: Mapping[str, Order] = {
    "-found_at": Order(column="h.found_at", kind="timestamptz", falling=True),
    "found_at": Order(column="h.found_at", kind="timestamptz"),
    "due_on": Order(column="coalesce(h.due_on, 'infinity'::date)", kind="date"),
}


def hazards(session: Session, scope: Scope, today: date, wanted: Mapping[str, Any], sort: str, page: Page) -> str:
    """Return a page of hazards in scope as JSON text.

    `wanted`: the names of `_HAZARD`; state, source and supervision_class take several; days are both included; squares
    are west, south, east, north in whole centimetres of EPSG:3857, the last two outside. `lying`: only what lies in the
    reader's own area, as heat counts it.
    """
    order = HAZARD_ORDERS[sort]
    sql, values = _of_hazards(scope, wanted, today)
    bound = bind.hazards(scope)
    total = documents.count(
        session, "hazard h JOIN enterprise e ON e.id = h.enterprise_id", bound, _filter(sql, values)
    )
    found = _filter(sql + after(order, "h.id", page, values), values, order, "h.id", page)
    docs = documents.hazards(session, scope, today, found)
    key = {"h.found_at": "found_at"}.get(order.column, "due_on")
    return page_of(docs, total, page, key)


def enterprises(session: Session, scope: Scope, today: date, wanted: Mapping[str, Any], page: Page) -> str:
    """Return a page of enterprises in scope by name, as JSON text."""
    order = Order(column="e.name", kind="text")
    sql, values = _of_enterprises(session, wanted, today)
    total = documents.count(session, "enterprise e", bind.enterprises(scope), _filter(sql, values))
    found = _filter(sql + after(order, "e.id", page, values), values, order, "e.id", page)
    return page_of(documents.enterprises(session, scope, today, found), total, page, "name")


def notices(session: Session, scope: Scope, wanted: Mapping[str, Any], page: Page) -> str:
    """Return a page of notices in scope, newest first, as JSON text."""
    order = Order(column="n.issued_at", kind="timestamptz", falling=True)
    sql, values = conditions(wanted, _NOTICE)
    total = documents.count(session, "notice n", bind.notices(scope), _filter(sql, values))
    found = _filter(sql + after(order, "n.id", page, values), values, order, "n.id", page)
    return page_of(documents.notices(session, scope, found), total, page, "issued_at")


_HAZARD: Mapping[str, str] = {
    "state": "h.state = ANY(:state)",
    "level": "h.level = :level",
    "overdue": "(h.state IN ('open', 'rectifying', 'plan_review') AND h.due_on < :today) = :overdue",
    "source": "h.source = ANY(:source)",
    "supervision_class": "h.supervision_class = ANY(:supervision_class)",
    "grade": "e.grade IS NOT DISTINCT FROM nullif(:grade, 'none')",
    "industry": "e.industry = :industry",
    "category": "h.category LIKE :category || '%'",
    "town": "h.town_id = :town",
    "unit": "h.unit_id = :unit",
    "village": "h.village_id = :village",
    "district": "h.district_id = :district",
    "city": "h.city_id = :city",
    "square": (
        "round(ST_X(h.point_3857) * 100)::bigint >= (CAST(:square AS bigint[]))[1] "
        "AND round(ST_Y(h.point_3857) * 100)::bigint >= (CAST(:square AS bigint[]))[2] "
        "AND round(ST_X(h.point_3857) * 100)::bigint < (CAST(:square AS bigint[]))[3] "
        "AND round(ST_Y(h.point_3857) * 100)::bigint < (CAST(:square AS bigint[]))[4]"
    ),
    "enterprise_square": (
        "e.position_quality IN ('site', 'address') "
        "AND round(ST_X(e.point_3857) * 100)::bigint >= (CAST(:enterprise_square AS bigint[]))[1] "
        "AND round(ST_Y(e.point_3857) * 100)::bigint >= (CAST(:enterprise_square AS bigint[]))[2] "
        "AND round(ST_X(e.point_3857) * 100)::bigint < (CAST(:enterprise_square AS bigint[]))[3] "
        "AND round(ST_Y(e.point_3857) * 100)::bigint < (CAST(:enterprise_square AS bigint[]))[4]"
    ),
    "enterprise": "h.enterprise_id = :enterprise",
    "notice": "h.notice_id = :notice",
    "extension": "(h.extension_to IS NOT NULL) = :extension",
    "stopped": "(h.stop <> 'none') = :stopped",
    "stop_proposed": "(h.stop_proposed IS NOT NULL) = :stop_proposed",
    "resume_asked": "(h.resume_asked_on IS NOT NULL) = :resume_asked",
    "listed": "(h.listed IS NOT NULL) = :listed",
    "overdue_days": (
        "(h.state IN ('open', 'rectifying', 'plan_review') AND h.case_no IS NULL "
        "AND h.due_on <= CAST(:today AS date) - CAST(:overdue_days AS int))"
    ),
    "sampled": ("EXISTS (SELECT 1 FROM sample_item q WHERE q.hazard_id = h.id AND q.state = 'waiting') = :sampled"),
    "q": (
        "(e.name ILIKE '%' || :q || '%' OR h.ledger_no ILIKE '%' || :q || '%' OR h.description ILIKE '%' || :q || '%')"
    ),
    "found_from": "h.found_at >= CAST(:found_from AS timestamp) AT TIME ZONE :zone",
    "found_to": "h.found_at < CAST(:found_to AS timestamp) AT TIME ZONE :zone + interval '1 day'",
}
_ENTERPRISE: Mapping[str, str] = {
    "q": "(e.name ILIKE '%' || :q || '%' OR e.uscc = upper(:q) OR e.address ILIKE '%' || :q || '%')",
    "town": "e.town_id = :town",
    "unit": "e.unit_id = :unit",
    "grade": "e.grade IS NOT DISTINCT FROM nullif(:grade, 'none')",
    "status": "e.status = :status",
    "quality": "e.position_quality = :quality",
    "class": "e.supervision_class = :class",
    "visited": "(e.status = ANY(:looked_after)) = :visited",
    "supervision_class": "e.supervision_class = :supervision_class",
    "industry": "coalesce(e.industry, '') = :industry",
    **{f"visits_{name}": f"e.status = ANY(:looked_after) AND {sql}" for name, sql in frequency.VISITS.items()},
}
_NOTICE: Mapping[str, str] = {
    "enterprise": "n.enterprise_id = :enterprise",
    "kind": "n.kind = :kind",
    "open": "(n.acknowledged_at IS NULL AND n.voided_at IS NULL) = :open",
    "q": "n.number ILIKE '%' || :q || '%'",
}


_KNOWN: Mapping[str, Mapping[str, str]] = {"hazards": _HAZARD, "enterprises": _ENTERPRISE, "notices": _NOTICE}


def narrowed(session: Session, name: str, scope: Scope, wanted: Mapping[str, Any], today: date) -> Filter:
    """Return the filter of a list, for whoever reads the same rows in another form."""
    if name == "hazards":
        sql, values = _of_hazards(scope, wanted, today)
    else:
        narrow = _of_enterprises(session, wanted, today) if name == "enterprises" else None
        sql, values = narrow or conditions(wanted, _KNOWN[name])
    return Filter(sql=sql, values={**values, "today": today})


def _of_hazards(scope: Scope, wanted: Mapping[str, Any], today: date) -> tuple[str, dict[str, Any]]:
    own = bind.lying(scope) if wanted.get("lying") else None
    sql, values = conditions({name: value for name, value in wanted.items() if name != "lying"}, _HAZARD)
    if own is not None:
        sql, values = f"{sql} AND {own.sql}", {**values, **own.values}
    values["today"] = today
    if {"found_from", "found_to"} & values.keys():
        values["zone"] = str(HERE)
    return sql, values


def _of_enterprises(session: Session, wanted: Mapping[str, Any], today: date) -> tuple[str, dict[str, Any]]:
    """Narrow by who is looked after, and among them by the visits owed: paid, soon or overdue."""
    visits = wanted.get("visits")
    named = {name: value for name, value in wanted.items() if name != "visits"}
    if not visits:
        sql, values = conditions(named, _ENTERPRISE)
        return sql, values if wanted.get("visited") is None else {**values, "looked_after": LOOKED_AFTER}
    sql, values = conditions({**named, f"visits_{visits}": True}, _ENTERPRISE)
    del values[f"visits_{visits}"]
    return sql, {**values, **frequency.values(session, today)}


def _filter(
    sql: str, values: Mapping[str, Any], order: Order | None = None, key: str = "id", page: Page | None = None
) -> Filter:
    if order is None or page is None:
        return Filter(sql=sql, values=values)
    way = "DESC" if order.falling else "ASC"
    return Filter(sql=sql, values=values, order=f"{order.column} {way}, {key} {way}", limit=page.limit)


def after(order: Order, key: str, page: Page, values: dict[str, Any]) -> str:
    """Continue after the last row by its sort value and id: rows that came meanwhile neither shift nor hide any."""
    begin = marks.after(page.after, str, UUID)
    if begin is None:
        return ""
    values["last"], values["last_id"] = begin
    sign = "<" if order.falling else ">"
    return f" AND ({order.column}, {key}) {sign} (CAST(:last AS {order.kind}), :last_id)"


def page_of(docs: Sequence[str], total: int, page: Page, key: str) -> str:
    """Join documents into a page of JSON that says how many there are in all and where to go on."""
    following = None
    if len(docs) == page.limit:
        last = json.loads(docs[-1])
        following = marks.mark(last[key] or "infinity", last["id"])
    return f'{{"items":{documents.array(docs)},"total":{total},"next":{json.dumps(following)}}}'
