"""Lists of the demo: versions of two departments, stays on the key list, the year's cohort of model enterprises."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids import commands as c
from grids.commands import ListKind
from grids.errors import Refusal
from server.demo.doing import Doing, named

_BUREAU, _BUILDERS = "区应急管理局（演示）", "区住房城乡建设局（演示）"
_OF_BUREAU: Final = ("hazardous_chemicals", "commerce")
_FIRST, _SECOND = 150, 21
"""Days before the moment of loading on which the two versions were published."""
_CONDITIONS: Final = "挂账隐患全部销号；连续两个季度自查自报属实；无新的行政处罚。"
_NOT_YET: Final = text(
    "DELETE FROM listed_enterprise x USING enterprise e WHERE e.id = x.enterprise_id AND x.list_id = :list "
    "AND e.listed_on > CAST(:on AS date)"
)
"""Who was founded after a version was not on it."""
_PICKED: Final = text(
    "SELECT enterprise_id FROM listed_enterprise WHERE list_id = :list AND kind = :kind ORDER BY enterprise_id LIMIT :n"
)
_STAYS: Final = text(
    "INSERT INTO key_entry (id, enterprise_id, state, source, reason, conditions, proposed_by, proposed_at, "
    "entered_on, history, is_demo) SELECT gen_random_uuid(), e.id, 'in_force', 'hand', w.reason, w.conditions, d.id, "
    "w.at, w.at::date, jsonb_build_array("
    "jsonb_build_object('step', 'propose-key-entry', 'by', d.id, 'name', d.name, 'at', w.at, 'text', w.reason), "
    "jsonb_build_object('step', 'decide-key-entry:yes', 'by', q.id, 'name', q.name, 'at', w.at, 'text', w.opinion)), "
    "true FROM enterprise e, person d, person q, (SELECT CAST(:reason AS text) AS reason, '同意列入' AS opinion, "
    "CAST(:conditions AS text) AS conditions, CAST(:at AS timestamptz) AS at) w "
    "WHERE e.key_list AND d.username = 'department' AND q.username = 'district'"
)
_CHOSEN: Final = text(
    "INSERT INTO cohort_member (cohort_id, enterprise_id, department, reason, chosen_by, chosen_at) "
    "SELECT :cohort, x.id, CASE WHEN x.supervision_class = 'construction' THEN :builders ELSE :bureau END, "
    "'标准化达标，自查自报按期', d.id, CAST(:at AS timestamptz) FROM (SELECT e.id, e.supervision_class, "
    "row_number() OVER (PARTITION BY e.town_id ORDER BY e.grade, (e.supervision_class = ANY(:key)) DESC, e.id) "
    "AS place, count(*) OVER (PARTITION BY e.town_id) AS n FROM enterprise e "
    "WHERE e.status = 'active' AND e.grade IN ('A', 'B') AND NOT e.key_list) x, person d "
    "WHERE d.username = 'department' AND x.place <= x.n * 0.12"
)
_PROPOSED: Final = text(
    "SELECT e.id FROM enterprise e JOIN person_grant g ON g.area_id = e.town_id JOIN person p ON p.id = g.person_id "
    "WHERE p.username = 'townoffice' AND e.status = 'active' AND e.grade = 'D' AND NOT e.key_list "
    "ORDER BY e.id LIMIT 2"
)
_LEAVING: Final = text(
    "SELECT k.id, p.username FROM key_entry k JOIN enterprise e ON e.id = k.enterprise_id JOIN person_grant g "
    "ON g.area_id = e.town_id AND g.role = 'town_officer' JOIN person p ON p.id = g.person_id "
    "WHERE k.state = 'in_force' ORDER BY k.enterprise_id, p.username LIMIT 1"
)
_REASON: Final = "重大隐患逾期未整改，经督办仍未落实"


def write(session: Session, district: int, until: datetime) -> None:
    """Draft and publish as the departments would have, with some moves by hand, and let entries and a cohort stand."""
    doing = Doing(session)
    versions(doing, district, until)
    _key_list(doing, until)
    _cohort(doing, district, until)
    for table in ("published_list", "key_entry", "cohort"):
        session.execute(text(f"UPDATE {table} SET is_demo = true WHERE NOT is_demo"))  # noqa: S608 - our own names


def versions(doing: Doing, district: int, until: datetime) -> None:
    """Publish two versions of one department and one of another, and leave a draft."""
    first, second = until - timedelta(days=_FIRST), until - timedelta(days=_SECOND)
    _publish(doing, _draft(doing, "bureau 1", district, _BUREAU, _OF_BUREAU, first), first, ListKind.SERVE, 6)
    _publish(doing, _draft(doing, "bureau 2", district, _BUREAU, _OF_BUREAU, second), second, ListKind.SUPERVISE, 9)
    builders = _draft(doing, "builders 1", district, _BUILDERS, ("construction",), second)
    _publish(doing, builders, second, ListKind.SUPERVISE, 5)
    _draft(doing, "bureau 3", district, _BUREAU, _OF_BUREAU, until - timedelta(days=1))


def _draft(
    doing: Doing, name: str, district: int, department: str, classes: tuple[str, ...], at: datetime
) -> UUID | None:
    """Draft a version; a small demo may have nobody to stand on it."""
    own = named(name)
    command = c.DraftList(list=own, district=district, department=department, classes=classes)
    try:
        doing.does(doing.person("department", at), command, at)
    except Refusal as refusal:
        if refusal.code != "list-empty":
            raise
        return None
    doing.session.execute(_NOT_YET, {"list": own, "on": at.date()})
    return own


def _publish(doing: Doing, own: UUID | None, at: datetime, to: ListKind, n: int) -> None:
    """Move some by hand and publish."""
    if own is None:
        return
    picked = doing.session.scalars(_PICKED, {"list": own, "kind": ListKind.GUIDE.value, "n": n}).all()
    person = doing.person("department", at)
    for revision, enterprise in enumerate(picked, start=1):
        move = c.MoveListed(
            list=own, base_revision=revision, enterprise=enterprise, list_kind=to, reason="联席会议研究确定"
        )
        doing.does(person, move, at)
    doing.does(person, c.PublishList(list=own, base_revision=len(picked) + 1, note="经局务会研究，予以公布。"), at)


def _key_list(doing: Doing, until: datetime) -> None:
    """Give every stay its entry; one asks to leave, and two are proposed."""
    session, at = doing.session, until - timedelta(days=120)
    session.execute(_STAYS, {"conditions": _CONDITIONS, "reason": _REASON, "at": at.isoformat()})
    office = doing.person("townoffice", until)
    for n, enterprise in enumerate(session.scalars(_PROPOSED).all()):
        entry = c.ProposeKeyEntry(
            entry=named(f"key {n}"), enterprise=enterprise, reason="一年内多次发现同类隐患，自查自报不实",
            evidence="见隐患台账", conditions=_CONDITIONS,
        )  # fmt: skip
        doing.does(office, entry, until - timedelta(days=3 - n))
    for entry_id, username in session.execute(_LEAVING).all():
        ask = c.ApplyKeyExit(entry=entry_id, reason="隐患已全部销号，整改资料附后")
        doing.does(doing.person(username, until), ask, until - timedelta(days=2))


def _cohort(doing: Doing, district: int, until: datetime) -> None:
    own, at = named("cohort"), until - timedelta(days=60)
    year = until.year
    title = f"{year}年重点培育企业（演示）"
    doing.does(doing.person("district", at), c.StartCohort(cohort=own, district=district, title=title, year=year), at)
    values = {
        "cohort": own, "at": at.isoformat(), "bureau": _BUREAU, "builders": _BUILDERS,
        "key": ["hazardous_chemicals", "fireworks", "construction", "crowded_place"],
    }  # fmt: skip
    doing.session.execute(_CHOSEN, values)
