"""The area pack: everything a device needs to work for days without network, and its deltas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids.permissions import SEES_UNITS, Person, Role, Scope, scope
from grids.policy import Policy, local_day
from server.reads import documents, feed, people
from server.reads.documents import Filter
from server.store.policy import policy_on
from server.store.tables import PersonRow

CLOSED_KEPT = timedelta(days=90)
_SHOWN = (
    "presence_m", "general_due_days", "general_due_days_max", "reinspect_days", "extension_ask_days",
    "on_the_spot_gap_s", "clock_skew_min", "ungraded_interval_days", "position_check_days",
)  # fmt: skip
RECENT = (
    "AND (h.state NOT IN ('closed', 'invalid', 'merged', 'void') OR h.closed_at > :since "
    "OR (h.closed_at IS NULL AND h.recorded_at > :since))"
)
WITH_LIVE_HAZARD = (
    "AND EXISTS (SELECT 1 FROM notice_item i JOIN hazard h ON h.id = i.hazard_id WHERE i.notice_id = n.id "
    "AND (h.state NOT IN ('closed', 'invalid', 'merged', 'void') OR h.closed_at > :since))"
)


def whole(session: Session, person: Person, account: PersonRow, at: datetime) -> str:
    """Build the pack of everything in the person's scope, as JSON text.

    The cursor is taken first: what changes meanwhile comes again with the first delta, and is not missed.
    """
    seen = scope(person.grants)
    cursor = feed.now(session, seen)
    today = local_day(at)
    policy = policy_on(today)
    field = _works_in_the_field(person)
    parts = {
        "cursor": json.dumps(str(cursor)),
        "server_time": json.dumps(at.isoformat()),
        "person": json.dumps(people.shown(session, person, account), default=str),
        "policy": json.dumps(_shown_policy(policy)),
        "areas": json.dumps(people.areas(session, person)),
        "units": documents.array(documents.units(session, scope(person.grants, SEES_UNITS))),
        "enterprises": documents.array(documents.enterprises(session, seen, policy, _visited()) if field else []),
        "hazards": documents.array(_hazards(session, seen, today, at) if field else []),
        "notices": documents.array(_notices(session, seen, at) if field else []),
        "checklists": checklists(session, today),
        "inspectors": json.dumps(people.inspectors(session, person), default=str),
    }
    return "{" + ",".join(f'"{name}":{value}' for name, value in parts.items()) + "}"


def delta(session: Session, person: Person, cursor: str, at: datetime, limit: int) -> str:
    """Build what changed since a cursor: documents that are in scope, ids of those that no longer are."""
    seen = scope(person.grants)
    touched = feed.since(session, seen, cursor, limit)
    today = local_day(at)
    refs = _with_enterprises_of_hazards(session, touched.refs)
    upserts, removed = {}, {}
    for kind, ids in refs.items():
        docs = _current(session, kind, ids, seen, person, today)
        held = {_id(doc) for doc in docs}
        upserts[kind] = documents.array(docs)
        removed[kind] = json.dumps([ref for ref in ids if ref not in held])
    body = (
        f'"cursor":{json.dumps(str(touched.cursor))},"more":{json.dumps(touched.more)},'
        f'"upserts":{_object(upserts)},"removed":{_object(removed)}'
    )
    return "{" + body + "}"


def checklists(session: Session, on: date) -> str:
    """Return the checklist versions that hold on a day, and those retired less than 30 days ago, as JSON text."""
    sql = text(
        "SELECT coalesce(json_agg(json_build_object('version_id', v.id, 'code', c.code, 'number', v.number, "
        "'name', c.name, 'name_en', c.name_en, 'classes', c.classes, 'tags', c.tags, 'valid_from', v.valid_from, "
        "'valid_to', v.valid_to, 'items', v.items) ORDER BY c.code, v.number), '[]')::text "
        "FROM checklist_version v JOIN checklist c ON c.id = v.checklist_id "
        "WHERE v.valid_from <= :on AND (v.valid_to IS NULL OR v.valid_to > CAST(:on AS date) - 30)"
    )
    return str(session.scalar(sql, {"on": on}))


def _hazards(session: Session, seen: Scope, today: date, at: datetime) -> list[str]:
    return documents.hazards(session, seen, today, Filter(sql=RECENT, values={"since": at - CLOSED_KEPT}))


def _notices(session: Session, seen: Scope, at: datetime) -> list[str]:
    return documents.notices(session, seen, Filter(sql=WITH_LIVE_HAZARD, values={"since": at - CLOSED_KEPT}))


def _visited() -> Filter:
    return Filter(sql="AND e.status IN ('active', 'suspended', 'candidate', 'not_found')")


def _works_in_the_field(person: Person) -> bool:
    """Tell whether this person's device holds an area; desks above the town read by query."""
    return bool(person.roles() & {Role.OFFICER, Role.ENTERPRISE, Role.INSPECTOR, Role.TOWN_OFFICER, Role.TOWN_HEAD})


def _current(session: Session, kind: str, ids: list[str], seen: Scope, person: Person, today: date) -> list[str]:
    policy = policy_on(today)
    match kind:
        case "enterprise":
            return documents.enterprises(session, seen, policy, _by_id("e", feed.uuids(ids)))
        case "hazard":
            return documents.hazards(session, seen, today, _by_id("h", feed.uuids(ids)))
        case "notice":
            return documents.notices(session, seen, _by_id("n", feed.uuids(ids)))
        case _:
            of_units = scope(person.grants, SEES_UNITS)
            return documents.units(session, of_units, _by_id("u", [int(ref) for ref in ids]))


def _by_id(alias: str, ids: list[Any]) -> Filter:
    return Filter(sql=f"AND {alias}.id = ANY(:ids)", values={"ids": ids})


def _with_enterprises_of_hazards(session: Session, refs: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Send the enterprise again when one of its hazards moved: its reasons to be visited changed."""
    found = {kind: list(ids) for kind, ids in refs.items()}
    if "hazard" in found:
        sql = text("SELECT DISTINCT enterprise_id::text FROM hazard WHERE id = ANY(:ids)")
        owners = session.scalars(sql, {"ids": feed.uuids(found["hazard"])}).all()
        known = found.setdefault("enterprise", [])
        known += [owner for owner in owners if owner not in known]
    return found


def _id(document: str) -> str:
    return str(json.loads(document)["id"])


def _object(parts: Mapping[str, str]) -> str:
    return "{" + ",".join(f'"{name}":{value}' for name, value in parts.items()) + "}"


def _shown_policy(policy: Policy) -> dict[str, object]:
    shown: dict[str, object] = {name: getattr(policy, name) for name in _SHOWN}
    shown["visit_interval_days"] = dict(policy.visit_interval_days)
    shown["open_hazard_follow_days"] = dict(policy.open_hazard_follow_days)
    return shown
