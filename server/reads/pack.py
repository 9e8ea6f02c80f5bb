"""The area pack: everything a device needs to work for days without network, and its deltas."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from grids.permissions import SEES_UNITS, Person, Role, Scope, scope
from grids.policy import Policy, local_day
from server import standards
from server.reads import (
    content,
    day_routes,
    documents,
    feed,
    fieldwork,
    file_standing,
    inspections,
    people,
    self_checks,
    spot_pack,
)
from server.reads import scope as bind
from server.reads.documents import Filter
from server.reads.fieldwork import Fieldwork
from server.store import places
from server.store.policy import policy_on, self_checks_on
from server.store.tables import HazardRow, NoticeRow, PersonRow

CLOSED_KEPT = timedelta(days=90)
_OF_ENTERPRISE = ("self_check", "self_period")
_OF_INSPECTOR = "inspection"
_RETIRED_DAYS = 30
_SELF_SHOWN = (
    "zero_checked_share", "zero_not_applicable_share", "zero_seconds_an_item", "zero_photos_min", "remind_days",
)  # fmt: skip
_SHOWN = (
    "presence_m", "general_due_days", "general_due_days_max", "reinspect_days", "extension_ask_days",
    "on_the_spot_gap_s", "clock_skew_min", "ungraded_interval_days", "position_check_days",
    "key_list_factor", "untrue_factor",
)  # fmt: skip
RECENT = (
    "AND (h.state NOT IN ('closed', 'invalid', 'merged', 'void') OR h.closed_at > :since "
    "OR (h.closed_at IS NULL AND h.recorded_at > :since))"
)
FETCHES_FILES: Final = frozenset({Role.OFFICER, Role.INSPECTOR})
"""Roles whose phones fetch files after the pack, some at a time (`files`): the day's work is there first."""
CARRIES_FILES: Final = FETCHES_FILES | {Role.ENTERPRISE}
"""Roles that read and correct files where there is no network; a town's desk reads them when it opens one.

An enterprise has its own file in its pack. A delta brings the file of an enterprise that changed itself.
"""
FILES_AT_ONCE: Final = 50
VISITED = "AND e.status IN ('active', 'suspended', 'candidate', 'not_found')"
WITH_LIVE_HAZARD = (
    "AND EXISTS (SELECT 1 FROM notice_item i JOIN hazard h ON h.id = i.hazard_id WHERE i.notice_id = n.id "
    "AND (h.state NOT IN ('closed', 'invalid', 'merged', 'void') OR h.closed_at > :since))"
)


def whole(session: Session, person: Person, account: PersonRow, at: datetime) -> str:
    """Build the pack of everything in the person's scope, for an inspector of the work in it, as JSON text.

    The cursor is taken first: what changes meanwhile comes again with the first delta, and is not missed.
    """
    seen = scope(person.grants)
    today = local_day(at)
    work = fieldwork.of(person)
    cursor = feed.now(session, seen, fieldwork.MARK, today) if work else feed.now(session, seen)
    policy = policy_on(today)
    facts = _facts(session, person, work, at)
    parts = {
        "cursor": json.dumps(str(cursor)),
        "server_time": json.dumps(at.isoformat()),
        "person": json.dumps(people.shown(session, person, account), default=str),
        "policy": json.dumps(_shown_policy(policy)),
        "areas": json.dumps(people.areas(session, person)),
        "units": documents.array(documents.units(session, scope(person.grants, SEES_UNITS))),
        **{f"{kind}s": documents.array(facts.get(kind, [])) for kind in ("enterprise", "hazard", "notice")},
        **{f"{kind}s": documents.array(_own(session, person, kind, today)) for kind in _OF_ENTERPRISE},
        "inspections": documents.array(inspections.of_phone(session, person, at)),
        "self_policy": json.dumps(_self_policy(today)),
        "duties": json.dumps(_duties(session, person), ensure_ascii=False),
        "checklists": checklists(session, person, at),
        "contents": documents.array(content.of_phone(session, seen, today)),
        "criteria": json.dumps(standards.criteria(), ensure_ascii=False),
        "inspectors": json.dumps(people.inspectors(session, person, today), default=str),
        "carries_files": json.dumps(bool(person.roles() & FETCHES_FILES)),
        "routes": json.dumps(day_routes.carried(session, person.id, today)),
    }
    return _object(parts)


def delta(session: Session, person: Person, cursor: str, at: datetime, limit: int) -> str:
    """Build what changed since a cursor: documents that are in scope, ids of those that no longer are."""
    work = fieldwork.of(person)
    if work is not None:
        return _delta_of_work(session, person, work, cursor, at, limit)
    seen = scope(person.grants)
    touched = feed.since(session, seen, cursor, limit)
    upserts, removed = {}, {}
    for kind, ids in _with_enterprises_of_hazards(session, _of_phone(person, touched.refs)).items():
        upserts[kind] = _current(session, kind, ids, seen, person, at)
        removed[kind] = _missing(ids, upserts[kind])
    if "enterprise" in touched.refs and person.roles() & CARRIES_FILES:
        upserts["enterprise"] = _filed(session, upserts["enterprise"], seen, at, set(touched.refs["enterprise"]))
    return _told(touched.cursor, upserts, removed, more=touched.more)


def of_enterprise(session: Session, work: Fieldwork, enterprise: UUID, at: datetime) -> str:
    """Build everything the phone holds of one enterprise that just came into the work, as `{"upserts": ...}`."""
    upserts = _of_enterprises(session, work, [enterprise], at, {str(enterprise)})
    return _object({"upserts": _arrays(upserts)})


def files(session: Session, person: Person, ids: Sequence[UUID], at: datetime) -> str:
    """Build the files of some enterprises as a phone carries them, as `{"items": [{"id", "file"}]}`.

    What is out of scope or unknown is not among them.
    """
    work = fieldwork.of(person)
    found = file_standing.carried(session, work.seen if work else scope(person.grants), ids, at)
    return _object({"items": documents.array([f'{{"id":"{each}","file":{file}}}' for each, file in found.items()])})


def checklists(session: Session, person: Person, at: datetime) -> str:
    """Return the versions that hold where a person works, as JSON text: now, soon, and until 30 days ago.

    What was begun with a retired version is finished with it; what begins soon waits on the phone for its day.
    """
    return documents.array(_checklists(session, person, at))


def _checklists(session: Session, person: Person, at: datetime, ids: Sequence[int] | None = None) -> list[str]:
    bound = bind.standards(places.of_person(session, person.id, at))
    named = "" if ids is None else "AND v.id = ANY(:ids)"
    sql = text(
        "SELECT json_build_object('version_id', v.id, 'code', c.code, 'number', v.number, "
        "'name', c.name, 'name_en', c.name_en, 'classes', c.classes, 'tags', c.tags, 'valid_from', v.valid_from, "
        "'valid_to', v.valid_to, 'items', v.items)::text "
        f"FROM checklist_version v JOIN checklist c ON c.id = v.checklist_id WHERE {bound.sql} "
        f"AND (v.valid_to IS NULL OR v.valid_to > CAST(:on AS date) - {_RETIRED_DAYS}) {named} "
        "ORDER BY c.code, v.number"
    )
    values = {**bound.values, "on": local_day(at), **({} if ids is None else {"ids": list(ids)})}
    return list(session.scalars(sql, values))


def _own(session: Session, person: Person, kind: str, today: date, ids: Sequence[UUID] | None = None) -> list[str]:
    """Return the self-checks or periods that an enterprise's own phone holds; nobody else's holds any."""
    seen = scope(person.grants, frozenset({Role.ENTERPRISE}))
    return [
        document
        for enterprise in sorted(seen.enterprises)
        for document in self_checks.of_phone(session, enterprise, seen, today, kind, ids)
    ]


def _duties(session: Session, person: Person) -> list[dict[str, str]]:
    seen = scope(person.grants, frozenset({Role.ENTERPRISE}))
    return [duty for enterprise in sorted(seen.enterprises) for duty in self_checks.duties(session, enterprise)]


def _self_policy(today: date) -> dict[str, object]:
    policy = self_checks_on(today)
    return {name: getattr(policy, name) for name in _SELF_SHOWN}


def _facts(session: Session, person: Person, work: Fieldwork | None, at: datetime) -> dict[str, list[str]]:
    """Return the enterprises, hazards and notices that a phone holds; desks above the town read by query."""
    if work is not None:
        return _of_enterprises(session, work, fieldwork.held(session, work, local_day(at)), at)
    if not person.roles() & fieldwork.HELD_WHOLE:
        return {}
    seen, since = scope(person.grants), {"since": at - CLOSED_KEPT}
    enterprises = documents.enterprises(session, seen, local_day(at), Filter(sql=VISITED), brief=True)
    return {
        "enterprise": _filed(session, enterprises, seen, at) if Role.ENTERPRISE in person.roles() else enterprises,
        "hazard": documents.hazards(session, seen, local_day(at), Filter(sql=RECENT, values=since)),
        "notice": documents.notices(session, seen, Filter(sql=WITH_LIVE_HAZARD, values=since)),
    }


def _of_enterprises(
    session: Session, work: Fieldwork, ids: Sequence[UUID], at: datetime, filed: Collection[str] = ()
) -> dict[str, list[str]]:
    """Return everything that an inspector's phone holds of some enterprises, with the files of those in `filed`."""
    seen, today, since = work.seen, local_day(at), {"since": at - CLOSED_KEPT}
    of = fieldwork.of_enterprises
    enterprises = documents.enterprises(session, seen, today, of("e.id", ids), brief=True)
    return {
        "enterprise": spot_pack.with_targets(session, _filed(session, enterprises, seen, at, filed), work.me, ids),
        "hazard": documents.hazards(session, seen, today, of("h.enterprise_id", ids, RECENT, since)),
        "notice": documents.notices(session, seen, of("n.enterprise_id", ids, WITH_LIVE_HAZARD, since)),
    }


def _delta_of_work(session: Session, person: Person, work: Fieldwork, cursor: str, at: datetime, limit: int) -> str:
    """Tell an inspector's phone what changed in its work.

    The enterprise decides: one that is touched is judged anew, and what comes in comes whole, what goes out goes whole.
    Only what a phone can have held is said to be gone.
    """
    today = local_day(at)
    touched = feed.since(session, work.seen, cursor, limit, mark=fieldwork.MARK, me=work.me)
    owners = _owners(session, touched.refs)
    owners |= set(fieldwork.lapsed(session, work, touched.start.day or today, today))
    known = fieldwork.known(session, work, today, owners) if owners else {}
    holding = [each for each, holds in known.items() if holds]
    upserts = _of_enterprises(session, work, holding, at, set(touched.refs.get("enterprise", ()))) if known else {}
    gone = _ids_of(session, work, list(known)) if known else {}
    for kind in ("unit", "checklist", "content", _OF_INSPECTOR):
        if kind in touched.refs:
            gone[kind] = touched.refs[kind]
            upserts[kind] = _current(session, kind, gone[kind], work.seen, person, at)
    removed = {kind: _missing(ids, upserts[kind]) for kind, ids in gone.items()}
    return _told(replace(touched.cursor, day=today), upserts, removed, more=touched.more)


def _owners(session: Session, refs: Mapping[str, list[str]]) -> set[UUID]:
    """Return the enterprises that touched rows are about."""
    found = set(feed.uuids(refs.get("enterprise", [])))
    for kind, table in (("hazard", HazardRow), ("notice", NoticeRow)):
        if kind in refs:
            found |= set(session.scalars(select(table.enterprise_id).where(table.id.in_(feed.uuids(refs[kind])))))
    return found


def _ids_of(session: Session, work: Fieldwork, owners: list[UUID]) -> dict[str, list[str]]:
    """Name everything that a phone may hold of some enterprises."""
    found = {"enterprise": [str(owner) for owner in owners]}
    for kind, bound in (("hazard", bind.hazards(work.seen)), ("notice", bind.notices(work.seen))):
        alias = kind[0]
        sql = f"SELECT {alias}.id::text FROM {kind} {alias} WHERE {bound.sql} AND {alias}.enterprise_id = ANY(:owners)"
        found[kind] = list(session.scalars(text(sql), {**bound.values, "owners": owners}))
    return found


def _of_phone(person: Person, refs: Mapping[str, list[str]]) -> Mapping[str, list[str]]:
    """Leave out what only the phone of an enterprise holds of itself."""
    if Role.ENTERPRISE in person.roles():
        return refs
    return {kind: ids for kind, ids in refs.items() if kind not in _OF_ENTERPRISE}


def _current(session: Session, kind: str, ids: list[str], seen: Scope, person: Person, at: datetime) -> list[str]:
    today = local_day(at)
    match kind:
        case "inspection":
            return inspections.of_phone(session, person, at, feed.uuids(ids))
        case "self_check" | "self_period":
            return _own(session, person, kind, today, feed.uuids(ids))
        case "checklist":
            return _checklists(session, person, at, [int(ref) for ref in ids])
        case "content":
            return content.of_phone(session, seen, today, [int(ref) for ref in ids])
        case "enterprise":
            return documents.enterprises(session, seen, today, _by_id("e", feed.uuids(ids)), brief=True)
        case "hazard":
            return documents.hazards(session, seen, today, _by_id("h", feed.uuids(ids)))
        case "notice":
            return documents.notices(session, seen, _by_id("n", feed.uuids(ids)))
        case _:
            of_units = scope(person.grants, SEES_UNITS)
            return documents.units(session, of_units, _by_id("u", [int(ref) for ref in ids]))


def _filed(
    session: Session, docs: list[str], seen: Scope, at: datetime, among: Collection[str] | None = None
) -> list[str]:
    """Put the files into the documents of enterprises, of all or of those among some ids."""
    ids = [_id(doc) for doc in docs]
    files = file_standing.carried(session, seen, [UUID(each) for each in ids if among is None or each in among], at)
    return [
        f'{doc[:-1]},"file":{files[UUID(each)]}}}' if UUID(each) in files else doc
        for each, doc in zip(ids, docs, strict=True)
    ]


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


def _told(
    cursor: feed.Cursor, upserts: Mapping[str, list[str]], removed: Mapping[str, list[str]], *, more: bool
) -> str:
    parts = {
        "cursor": json.dumps(str(cursor)),
        "more": json.dumps(more),
        "upserts": _arrays(upserts),
        "removed": _object({kind: json.dumps(ids) for kind, ids in removed.items()}),
    }
    return _object(parts)


def _arrays(upserts: Mapping[str, list[str]]) -> str:
    return _object({kind: documents.array(docs) for kind, docs in upserts.items()})


def _missing(ids: Sequence[str], docs: Sequence[str]) -> list[str]:
    held = {_id(doc) for doc in docs}
    return [ref for ref in ids if ref not in held]


def _id(document: str) -> str:
    told = json.loads(document)
    return str(told["id"] if "id" in told else told["version_id"])


def _object(parts: Mapping[str, str]) -> str:
    return "{" + ",".join(f'"{name}":{value}' for name, value in parts.items()) + "}"


def _shown_policy(policy: Policy) -> dict[str, object]:
    shown: dict[str, object] = {name: getattr(policy, name) for name in _SHOWN}
    shown["decision_days"] = policy.treatment.decision_days
    shown["visit_interval_days"] = dict(policy.visit_interval_days)
    shown["open_hazard_follow_days"] = dict(policy.open_hazard_follow_days)
    return shown
