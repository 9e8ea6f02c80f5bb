"""How far the demo's circulars came with each addressee: the older, the farther."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from server.demo.desks import Desk, new_id
from server.demo.lives import World
from server.demo.said_by_offices import ANSWER
from server.store.tables import CircularAddressee, CircularAnswer, CircularReading

_STEPS: Final = ("sent", "read", "signed", "answered", "done")
_YOUNG_DAYS: Final = 20


def of_offices(
    session: Session, world: World, row: dict[str, Any], others: list[Desk], issuer: Desk, chance: Random
) -> None:
    """Write what each office did; the last one only ever reads what is old."""
    age = (world.until - row["issued_at"]).days
    for desk in others:
        reach = 1 if desk is others[-1] and age > _YOUNG_DAYS else int(chance.random() * (1.5 + age / 6)) + 1
        _one(session, world, row, desk, issuer, min(reach, len(_STEPS) - 1), chance)


def of_enterprises(session: Session, row: dict[str, Any], town: int | None) -> None:
    """Write what the enterprises of a town did; that of `enterprise` has not opened it yet."""
    session.execute(
        text(_TO_FIRMS), {"circular": row["id"], "town": town, "at": row["issued_at"], "due": row["due_on"]}
    )


def _one(
    session: Session, world: World, row: dict[str, Any], desk: Desk, issuer: Desk, reach: int, chance: Random
) -> None:
    times = [row["issued_at"] + timedelta(hours=chance.randint(1, 30))]
    times += [times[0] + timedelta(hours=2), times[0] + timedelta(hours=chance.randint(4, 90))]
    times.append(times[2] + timedelta(hours=20))
    reach = min(reach, sum(at <= world.until for at in times), 4 if row["wants_answer"] else 2)
    read, signed, answered, done = (at if reach > n else None for n, at in enumerate(times))
    is_done = reach == len(_STEPS) - 1 or (signed is not None and not row["wants_answer"])
    state = "done" if is_done else _STEPS[reach]
    on = {"circular_id": row["id"], "addressee": desk.key}
    who = desk.member
    session.execute(insert(CircularAddressee), [
        {**on, "name": desk.name, "town_id": desk.town, "state": state, "due_on": row["due_on"], "read_at": read,
         "signed_at": signed, "signed_by": who.id if signed else None, "signed_name": who.name if signed else "",
         "answered_at": answered, "done_at": done or (signed if is_done else None)}
    ])  # fmt: skip
    if read:
        session.execute(insert(CircularReading), [{**on, "person_id": who.id, "at": read}])
    if answered:
        taken = {"accepted": True, "decided_by": issuer.member.id, "decided_at": done} if done else {}
        answer = {**on, "id": new_id(chance), "n": 1, "body": ANSWER, "by_person": who.id, "at": answered}
        session.execute(insert(CircularAnswer), [{**answer, **taken}])


_TO_FIRMS: Final = """
INSERT INTO circular_addressee (circular_id, addressee, enterprise_id, name, town_id, state, due_on, read_at, signed_at,
  done_at, signed_name)
SELECT :circular, 'enterprise:' || e.id, e.id, e.name, e.town_id, s.state, :due,
  CASE WHEN s.state <> 'sent' THEN CAST(:at AS timestamptz) + interval '5 hours' END,
  CASE WHEN s.state = 'done' THEN CAST(:at AS timestamptz) + interval '6 hours' END,
  CASE WHEN s.state = 'done' THEN CAST(:at AS timestamptz) + interval '6 hours' END,
  CASE WHEN s.state = 'done' THEN coalesce(e.principal, '') ELSE '' END
FROM enterprise e LEFT JOIN person_grant g ON g.enterprise_id = e.id AND g.valid_to IS NULL
LEFT JOIN person p ON p.id = g.person_id AND p.username = 'enterprise'
CROSS JOIN LATERAL (SELECT CASE WHEN p.id IS NOT NULL OR g.person_id IS NULL AND hashtext(e.id::text) % 5 <> 0
    THEN 'sent' WHEN hashtext(e.id::text) % 3 = 0 THEN 'read' ELSE 'done' END AS state) s
WHERE e.town_id = :town AND e.status = 'active'
ON CONFLICT DO NOTHING
"""
