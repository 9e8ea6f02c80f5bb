"""The demo's trainings: two long over, one just over with its quiz open, two to come."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from grids.policy import HERE
from server.demo.desks import Desk, new_id
from server.demo.lives import World
from server.store.tables import TrainingRow

QUIZ: Final = (
    {"text": "没有发现隐患，还要报告吗？", "choices": ["要，作零报告并列明自查项", "不用"], "right": 0},
    {"text": "重大事故隐患整改后由谁核销？", "choices": ["企业自己", "网格员", "挂牌督办的机关"], "right": 2},
    {"text": "网格员上门做的是什么？", "choices": ["行政检查", "巡查走访"], "right": 1},
    {"text": "隐患登记以哪个时间计算期限？", "choices": ["手机时间", "服务器收到的时间"], "right": 1},
)
_DAY: Final = 24


def write(session: Session, world: World, district: Desk, town: Desk, chance: Random) -> None:
    """Put in sessions with who should come, who came and how the quiz went."""
    told = (
        (district, "self_report", "自查自报管理办法培训（演示）", -62 * _DAY, ("town_officer", "officer"), False),
        (town, "standards", "工贸企业自查标准培训（演示）", -27 * _DAY, (), True),
        (town, "system", "巡查终端操作培训（演示）", -2 * _DAY, ("officer",), False),
        (town, "system", "企业端操作培训（演示）", 3 * _DAY, (), True),
        (district, "standards", "重大事故隐患判定标准培训（演示）", 9 * _DAY, ("town_officer", "officer"), False),
    )
    for desk, topic, title, hours, roles, has_firms in told:
        starts = (world.until + timedelta(hours=hours)).astimezone(HERE).replace(hour=14, minute=0, second=0)
        row = _session(world, desk, topic, title, starts, roles, has_firms=has_firms, chance=chance)
        session.execute(insert(TrainingRow), [row])
        values = {"training": row["id"], "town": desk.town, "roles": list(roles), "at": starts, "by": desk.member.id}
        session.execute(text(_PEOPLE if roles else _FIRMS), values)
        if hours < 0:
            session.execute(text(_CAME), values)
            session.execute(text(_TRIED), {**values, "open": hours > -7 * _DAY, "questions": len(QUIZ)})


def _session(  # noqa: PLR0913 - a session has so many parts
    world: World, desk: Desk, topic: str, title: str, starts: datetime, roles: tuple[str, ...], *, has_firms: bool,
    chance: Random,
) -> dict[str, Any]:  # fmt: skip
    firms: dict[str, list[str]] | None = {"towns": [], "classes": [], "grades": []} if has_firms else None
    return {
        "id": new_id(chance), "office": desk.key, "office_name": desk.name, "topic": topic,
        "form": "on_site" if topic == "system" else "classroom", "title": title, "starts_at": starts,
        "ends_at": starts + timedelta(hours=2), "venue": "三楼会议室", "pass_percent": 75,
        "quiz": [] if has_firms else list(QUIZ),
        "audience": {"roles": list(roles), "towns": [], "enterprises": firms},
        "sign_code": f"demo-{chance.getrandbits(40):010x}", "planned_at": min(starts, world.until) - timedelta(days=6),
        "planned_by": desk.member.id, "area_id": desk.area, "district_id": world.ground.district,
        "city_id": world.ground.city, "is_demo": True,
    }  # fmt: skip


_PEOPLE: Final = """
INSERT INTO training_invited (training_id, subject, person_id, name, audience, town_id)
SELECT DISTINCT ON (p.id) :training, 'person:' || p.id, p.id, p.name, g.role, coalesce(u.town_id, a.id)
FROM person_grant g JOIN person p ON p.id = g.person_id LEFT JOIN grid_unit u ON u.id = g.unit_id
LEFT JOIN area a ON a.id = g.area_id AND a.level = 'town'
WHERE g.role = ANY(:roles) AND coalesce(u.town_id, a.id) IS NOT NULL
  AND (CAST(:town AS int) IS NULL OR coalesce(u.town_id, a.id) = :town)
ORDER BY p.id, g.role
"""
_FIRMS: Final = """
INSERT INTO training_invited (training_id, subject, enterprise_id, name, audience, town_id, supervision_class)
SELECT :training, 'enterprise:' || e.id, e.id, e.name, 'enterprise', e.town_id, e.supervision_class
FROM enterprise e WHERE e.town_id = :town AND e.status = 'active'
"""
_CAME: Final = """
INSERT INTO training_attendance (training_id, subject, name, way, at, by_person)
SELECT i.training_id, i.subject, CASE WHEN i.person_id IS NULL THEN coalesce(e.principal, i.name) ELSE i.name END,
  CASE WHEN hashtext(i.subject) % 4 = 0 THEN 'list' ELSE 'code' END,
  CAST(:at AS timestamptz) + interval '2 minutes', :by
FROM training_invited i LEFT JOIN enterprise e ON e.id = i.enterprise_id
LEFT JOIN person p ON p.id = i.person_id
WHERE i.training_id = :training AND (p.username = 'officer' OR abs(hashtext(i.subject || i.training_id::text)) % 10 < 8)
"""
_TRIED: Final = """
INSERT INTO training_result (training_id, person_id, n, subject, answers, correct, questions, passed, at)
SELECT i.training_id, i.person_id, 1, i.subject, '[]', k.correct, :questions, 100 * k.correct >= 75 * :questions,
  CAST(:at AS timestamptz) + interval '3 hours'
FROM training_invited i JOIN training_attendance g ON g.training_id = i.training_id AND g.subject = i.subject
JOIN person p ON p.id = i.person_id
CROSS JOIN LATERAL (
  SELECT CASE WHEN abs(hashtext(i.subject)) % 10 < 8 THEN :questions ELSE :questions - 2 END AS correct
) k
WHERE i.training_id = :training AND NOT (CAST(:open AS boolean) AND p.username = 'officer')
"""
