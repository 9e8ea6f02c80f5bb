"""One enterprise, one file: everything on one page, as it stands or as it stood at the end of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from grids.completeness import FilePolicy
from grids.enterprise_files import TopicKind, Way, owner_of, way
from grids.errors import Refusal
from grids.levels import Place
from grids.permissions import MAY, Person, Role, Scope, scope
from grids.policy import end_of, local_day
from grids.scale import sized
from server.reads import file_standing as standing
from server.reads import files
from server.reads import scope as bind
from server.reads.documents import Filter
from server.store.code_lists import INDUSTRIES, code_list
from server.store.file_tables import file_policy_on, scale_groups_on, topics

_KINDS: Final = (
    "add-record", "change-record", "decide-change", "end-record", "lock-supervision", "merge-enterprises",
    "propose-change", "propose-move", "set-status", "undo-merge", "verify-file", "verify-record",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """Who looks, and at which day: the end of `on`, or now."""

    person: Person
    at: datetime
    on: date | None = None

    @property
    def until(self) -> datetime:
        """Give the moment up to which is looked."""
        return self.at if self.on is None else min(self.at, end_of(self.on))


def one(session: Session, wanted: UUID, looking: Looking) -> dict[str, Any]:
    """Return a file in scope, or refuse."""
    seen, until = scope(looking.person.grants), looking.until
    row = _row(session, seen, wanted, looking.at)
    policy = file_policy_on(local_day(looking.at))
    records = standing.records(session, seen, [row.id], until)
    states = _states(session, seen, row.id)
    then = next((dict(each) for each in states if each["valid_from"] <= until), None)
    base = standing.base_of(row) if looking.on is None else _base_then(session, row, then, until)
    is_now = looking.on is None
    return {
        "id": str(row.id),
        "name": row.name,
        "on": looking.on and looking.on.isoformat(),
        "base": base,
        "then": then and files.plain(_as_then(then, until)),
        "industry": _industry(row.industry_code, local_day(looking.at)),
        "scale": _scale(row, local_day(looking.at)),
        "completeness": standing.told(standing.weighed(row, policy, looking.at)) if is_now else None,
        "verified": standing.verified(row, policy, looking.at),
        "owner": owner_of(row.direct_since).value,
        "direct_since": row.direct_since and row.direct_since.isoformat(),
        "records": [_record(each, policy, until) for each in _sorted(records)],
        "states": [files.plain(each) for each in states],
        "changes": files.changes_of(session, row.id, until),
        "links": _links(session, seen, row),
        "merge": _merge(session, row, policy),
        "may": _may(looking.person, row) if is_now else [],
        "ways": _ways(looking.person, row) if is_now else {},
    }


def _row(session: Session, seen: Scope, wanted: UUID, at: datetime) -> Row[Any]:
    found = standing.rows(session, seen, at, Filter(sql="AND e.id = :wanted", values={"wanted": wanted}))
    if not found:
        raise Refusal("not-found", thing="enterprise")
    return found[0]


def _sorted(records: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Give standing records first, the latest of each kind on top."""
    return sorted(records, key=lambda r: (r.ended_on is not None, r.topic, -r.valid_from.toordinal(), str(r.id)))


def _record(row: Row[Any], policy: FilePolicy, until: datetime) -> dict[str, Any]:
    return {
        **standing.record_told(row, policy, until),
        "end_reason": row.end_reason,
        "by_name": row.by_name,
        "at": row.at.isoformat(),
        "verified_by_name": row.verified_by_name,
        "photos": row.photos,
    }


def _states(session: Session, seen: Scope, enterprise: UUID) -> list[dict[str, Any]]:
    bound = bind.enterprises(seen)
    sql = bind.statement("file_states").format(scope=bound.sql)
    found = session.execute(text(sql), {**bound.values, "id": enterprise})
    return [dict(row._mapping) for row in found]  # noqa: SLF001


def _as_then(state: Mapping[str, Any], until: datetime) -> dict[str, Any]:
    """Tell a state as it was known: nobody knew its end before it came."""
    ends = state["valid_to"]
    return {**state, "valid_to": None if ends is None or ends > until else ends}


def _base_then(session: Session, row: Row[Any], then: Mapping[str, Any] | None, until: datetime) -> dict[str, str]:
    """Go back from today's facts over every change that was accepted later; what an import changed is not gone back."""
    base = standing.base_of(row)
    sql = text(
        "SELECT present FROM change_request WHERE enterprise_id = :id AND op = 'base' AND state = 'accepted' "
        "AND decided_at > :until ORDER BY decided_at DESC"
    )
    for present in session.scalars(sql, {"id": row.id, "until": until}):
        base |= present
    if then is not None:
        base |= {name: then[name] for name in ("name", "status", "supervision_class")}
    return {name: value for name, value in base.items() if value != ""}


def _industry(code: str | None, day: date) -> dict[str, Any]:
    held = code_list(INDUSTRIES, day)
    found = held.codes.get(code or "")
    return {"code": code, "name": found and found.name, "edition": held.source, "is_known": found is not None}


def _scale(row: Row[Any], day: date) -> dict[str, Any]:
    measures = {"people": row.employees, "revenue": row.revenue_yuan, "assets": row.assets_yuan}
    found = sized(row.industry_code, measures, scale_groups_on(day))
    computed = found.scale and found.scale.value
    differs = bool(row.scale and computed and row.scale != computed)
    lacks = list(found.lacks)
    return {"entered": row.scale, "computed": computed, "group": found.group, "lacks": lacks, "differs": differs}


def _links(session: Session, seen: Scope, row: Row[Any]) -> dict[str, Any]:
    """Name lessor, tenants and entries merged into this one, as far as the reader may see them."""
    bound = bind.enterprises(seen)
    sql = text(
        "SELECT e.id, e.name, CASE WHEN e.id = :lessor THEN 'lessor' WHEN e.id = :master THEN 'master' "
        "WHEN e.merged_into = :id THEN 'entry' ELSE 'tenant' END AS role FROM enterprise e "
        f"WHERE {bound.sql} AND (e.id = :lessor OR e.id = :master OR e.merged_into = :id "
        "OR (e.lessor_id = :id AND e.status <> 'merged')) ORDER BY e.name LIMIT 200"
    )
    values = {"id": row.id, "lessor": row.lessor_id, "master": row.merged_into}
    found = [dict(each._mapping) for each in session.execute(sql, {**bound.values, **values})]  # noqa: SLF001
    named = [{"id": str(each["id"]), "name": each["name"], "role": each["role"]} for each in found]
    return {role: [each for each in named if each["role"] == role] for role in ("lessor", "tenant", "master", "entry")}


def _merge(session: Session, row: Row[Any], policy: FilePolicy) -> dict[str, Any] | None:
    """Say until when a merge can be taken back."""
    if row.merged_into is None:
        return None
    sql = text("SELECT at, reason FROM enterprise_merge WHERE enterprise_id = :id AND undone_at IS NULL")
    merged = session.execute(sql, {"id": row.id}).one()
    last = local_day(merged.at) + timedelta(days=policy.merge_undo_days)
    return {"at": merged.at.isoformat(), "reason": merged.reason, "undo_until": last.isoformat()}


def _roles(person: Person, row: Row[Any]) -> frozenset[Role]:
    place = Place(
        enterprise=row.id, unit=row.unit_id, village=row.village_id, town=row.town_id, district=row.district_id,
        city=row.city_id, supervision_class=row.supervision_class,
    )  # fmt: skip
    return person.roles(place)


def _may(person: Person, row: Row[Any]) -> list[str]:
    roles = _roles(person, row)
    return [kind for kind in _KINDS if MAY[kind] & roles]


def _ways(person: Person, row: Row[Any]) -> dict[str, str]:
    """Say of each ledger whether the reader writes it at once or proposes; those of others' work are left out."""
    roles = _roles(person, row)
    if not MAY["add-record"] & roles:
        return {}
    owner = owner_of(row.direct_since)
    able = [topic for topic in topics().values() if topic.kind is not TopicKind.TOLD or roles & topic.direct]
    return {topic.id: Way(way(roles, topic, owner)).value for topic in able}
