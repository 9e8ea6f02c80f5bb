"""Two years of self-inspection: who checked itself and reported, who was late, who missed, who always finds nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from grids import self_checks as rules
from grids.hazards import Source
from grids.policy import HERE, local_day
from grids.self_checks import Kind, Period, PeriodState, Rhythm, SelfCheckPolicy
from server.demo.copying import Rows, as_json
from server.demo.days import at_work
from server.demo.findings import Standard
from server.demo.firms import Firm
from server.demo.lives import Life, World
from server.demo.odds import drawn, happens
from server.demo.standing_rows import placed
from server.store import self_checks

_QUARTERS: Final = 5
"""The present quarter and four before it."""
_SIGNATURE: Final = "0" * 64
"""No picture: the line for the signature stays empty on a demo paper."""
_AREAS: Final = (
    ("一号车间", "车间主任"),
    ("二号车间", "车间主任"),
    ("原料仓库", "仓库保管员"),
    ("配电房", "电工班长"),
    ("办公楼", "行政主管"),
)


class Habit(StrEnum):
    """How an enterprise goes about it."""

    DILIGENT = "diligent"
    LATE = "late"
    MISSES = "misses"
    COPIES = "copies"
    NEVER = "never"


_HABITS: Final = (
    (Habit.DILIGENT, 0.62), (Habit.LATE, 0.14), (Habit.MISSES, 0.1), (Habit.COPIES, 0.08), (Habit.NEVER, 0.06),
)  # fmt: skip


@dataclass(slots=True)
class Told:
    """Rows as they come to be; reports are made of them when they are in the database."""

    periods: list[dict[str, Any]] = field(default_factory=list)
    checks: list[dict[str, Any]] = field(default_factory=list)


def tell(
    world: World, standards: Sequence[Standard], firms: Sequence[Firm], lives: Sequence[Life], policy: SelfCheckPolicy
) -> Told:
    """Tell who checked itself when; hazards that enterprises found themselves belong to the check of their month."""
    chance, told = Random(world.until.year * 7919), Told()  # noqa: S311 - made-up facts, no secrets
    found: dict[UUID, list[Life]] = {}
    for life in lives:
        if life.hazard.source is Source.SELF_CHECK:
            found.setdefault(life.firm.id, []).append(life)
    quarters = _quarters(local_day(world.until))
    for firm in firms:
        kind = Kind(
            grade=firm.grade, risk_colour=firm.colour, key_list=firm.key_list, supervision_class=firm.kind,
            tags=firm.tags,
        )  # fmt: skip
        if firm.status == "active" and rules.owes(kind, firm.employees, policy):
            standard = next(each for each in standards if each.applies_to(firm))
            teller = _Teller(world, chance, told, firm, standard, policy)
            teller.all(quarters, rules.rhythm(kind, policy), found.get(firm.id, []))
    return told


def rows(told: Told) -> Iterator[Rows]:
    """Give periods and checks."""
    for table, listed in (("self_period", told.periods), ("self_check", told.checks)):
        columns = list(listed[0]) if listed else []
        yield Rows(table=table, columns=columns, rows=[tuple(row[name] for name in columns) for row in listed])


def duties(world: World, firms: Sequence[Firm]) -> Rows:
    """Give the areas and posts of enterprises that have an account."""
    chance = Random(world.until.year)  # noqa: S311 - made-up facts, no secrets
    owners = [firm for firm in firms if firm.id in world.accounts]
    return Rows(
        table="file_record", columns=("id", "enterprise_id", "topic", "fields", "valid_from", "at", "is_demo"),
        rows=[
            (UUID(int=chance.getrandbits(128), version=4), firm.id, "area",
             as_json({"name": area, "person": chance.choice(list(firm.people.values())[::2]), "post": post}),
             firm.listed_on, world.until, True)
            for firm in owners
            for area, post in _AREAS
        ],
    )  # fmt: skip


def finish(session: Session) -> None:
    """Make the signed reports of the figures that the records come to, as an enterprise's phone would."""
    session.execute(text(_LINK))
    session.execute(text(_REPORTS), {"zone": str(HERE)})
    session.execute(text(_SETTLE))


def _quarters(today: date) -> list[Period]:
    found = [rules.quarter_of(today)]
    while len(found) < _QUARTERS:
        found.append(rules.before(found[-1]))
    return found[::-1]


@dataclass(slots=True)
class _Teller:
    """Tells of one enterprise."""

    world: World
    chance: Random
    told: Told
    firm: Firm
    standard: Standard
    policy: SelfCheckPolicy

    def all(self, quarters: Sequence[Period], how_often: Rhythm, lives: Sequence[Life]) -> None:
        """Tell every quarter since the enterprise was listed, and the years."""
        is_host = self.firm.id == next(iter(self.world.accounts))
        habit = Habit.DILIGENT if is_host else drawn(self.chance, _HABITS)
        since = [quarter for quarter in quarters if quarter.first >= self.firm.listed_on]
        for quarter in since:
            is_last = quarter is quarters[-2]
            signs = not (is_host and is_last) and self._signs(habit, quarter)
            self._quarter(quarter, how_often, lives, habit, signs=signs)
        for code in sorted({quarter.code[:4] for quarter in since}):
            self._year(rules.period(code))

    def _signs(self, habit: Habit, quarter: Period) -> bool:
        if habit is Habit.NEVER or quarter.last >= local_day(self.world.until):
            return False
        return not happens(self.chance, 0.45 if habit is Habit.MISSES else 0.03)

    def _quarter(self, quarter: Period, how_often: Rhythm, lives: Sequence[Life], habit: Habit, *, signs: bool) -> None:
        checks = 0 if habit is Habit.NEVER or (not signs and habit is Habit.MISSES) else rules.checks_owed(how_often)
        done = 0
        for n in range(checks):
            day = self._day(quarter, n if how_often is Rhythm.MONTHLY else self.chance.randrange(3))
            if day < local_day(self.world.until):
                mine = [life for life in lives if rules.month_of(local_day(life.found.found_at)) == rules.month_of(day)]
                self._check(quarter, day, mine, habit)
                done += 1
        due = quarter.due_on(self.policy)
        days = self.chance.randint(2, 25) if habit is Habit.LATE and happens(self.chance, 0.7) else None
        at = None
        if signs and done:
            on = due + timedelta(days=days) if days else due - timedelta(days=self.chance.randint(0, 12))
            at = min(at_work(self.chance, max(on, quarter.last + timedelta(days=1))), self.world.until)
        months = {row["month"] for row in self.told.checks[len(self.told.checks) - done :]} if done else set()
        state = rules.after_check(PeriodState.DUE, how_often, len(months)) if done else PeriodState.DUE
        self._period(quarter, how_often, done, state, at, late=at is not None and local_day(at) > due)

    def _year(self, year: Period) -> None:
        checks = sum(row["enterprise_id"] == self.firm.id and row["period"][:4] == year.code for row in self._mine())
        state = PeriodState.STARTED if checks else PeriodState.DUE
        at, due = None, year.due_on(self.policy)
        if checks and year.last < local_day(self.world.until) and happens(self.chance, 0.85):
            at = at_work(self.chance, due - timedelta(days=self.chance.randint(-6, 20)))
        self._period(year, Rhythm.YEARLY, checks, state, at, late=at is not None and local_day(at) > due)

    def _mine(self) -> list[dict[str, Any]]:
        return self.told.checks[-_QUARTERS * 3 :]

    def _period(
        self, period: Period, how_often: Rhythm, checks: int, state: PeriodState, at: datetime | None, *, late: bool
    ) -> None:
        self.told.periods.append(
            {
                "id": self._id(), "enterprise_id": self.firm.id, "period": period.code, "rhythm": how_often.value,
                "begins_on": period.first, "ends_on": period.last, "due_on": period.due_on(self.policy),
                "opened_at": datetime.combine(period.first, time(8), tzinfo=HERE), "state": state.value,
                "checks": checks, "first_signed_at": at, "late": late, "is_demo": True,
                **placed(self.firm, self.world.ground),
            }
        )  # fmt: skip

    def _check(self, quarter: Period, day: date, found: Sequence[Life], habit: Habit) -> None:
        begun = at_work(self.chance, day)
        minutes = self.chance.randint(3, 6) if habit is Habit.COPIES else self.chance.randint(15, 70)
        hazards = {life.found.check_item: life for life in found if life.found.check_item is not None}
        outside = 0 if habit is Habit.COPIES else self.chance.randint(0, 3)
        items = [item["code"] for item in self.standard.items]
        skipped = set(self.chance.sample(items, min(outside, len(items) // 3)))
        answers = [
            {"item": code, "result": "hazard", "hazard": str(hazards[code].hazard.id)} if code in hazards
            else {"item": code, "result": "not_applicable" if code in skipped else "ok"}
            for code in items
        ]  # fmt: skip
        own = self._id()
        account = self.world.accounts.get(self.firm.id, self.world.holder)
        self.told.checks.append(
            {
                "id": own, "enterprise_id": self.firm.id, "period": quarter.code, "month": rules.month_of(day),
                "checklist_version_id": self.standard.version_on(day), "area": "", "started_at": begun,
                "checker": self.firm.people["safety_manager"], "finished_at": begun + timedelta(minutes=minutes),
                "received_at": begun + timedelta(minutes=minutes, seconds=20), "by_person": account.id,
                "answers": as_json(answers), "mark": self_checks.mark(answers), "checked": len(items),
                "of_items": len(items), "hazards": sum(code in hazards for code in items),
                "photos": 0, "is_demo": True, **placed(self.firm, self.world.ground),
            }
        )  # fmt: skip

    def _day(self, quarter: Period, month: int) -> date:
        first = date(quarter.first.year, quarter.first.month + month, 1)
        return first + timedelta(days=self.chance.randint(3, 24))

    def _id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)


_LINK: Final = (
    "UPDATE hazard h SET self_check_id = c.id FROM self_check c, jsonb_array_elements(c.answers) a "
    "WHERE a ? 'hazard' AND h.id = (a->>'hazard')::uuid"
)
_FOUND: Final = (
    "h.enterprise_id = s.enterprise_id AND h.source = 'self_check' AND h.state NOT IN ('void', 'merged', 'invalid') "
    "AND h.found_at >= (s.begins_on::timestamp AT TIME ZONE CAST(:zone AS text)) "
    "AND h.found_at < ((s.ends_on + 1)::timestamp AT TIME ZONE CAST(:zone AS text))"
)
_CLOSED: Final = "h.closed_at < ((s.ends_on + 1)::timestamp AT TIME ZONE CAST(:zone AS text))"
_REPORTS: Final = f"""
INSERT INTO self_report (id, enterprise_id, period, n, figures, principal, signature, signed_at, received_at, late,
  by_person, decision, decided_at, decided_by, is_demo, unit_id, village_id, town_id, district_id, city_id,
  supervision_class)
SELECT gen_random_uuid(), s.enterprise_id, s.period, 1, to_jsonb(f), coalesce(e.principal, '负责人'), '{_SIGNATURE}',
  s.first_signed_at, s.first_signed_at, s.late, c.by_person,
  CASE WHEN s.first_signed_at < now() - interval '45 days' THEN 'accepted' END,
  CASE WHEN s.first_signed_at < now() - interval '45 days' THEN s.first_signed_at + interval '2 days' END, NULL, TRUE,
  s.unit_id, s.village_id, s.town_id, s.district_id, s.city_id, s.supervision_class
FROM self_period s
JOIN enterprise e ON e.id = s.enterprise_id
CROSS JOIN LATERAL (
  SELECT c.by_person FROM self_check c WHERE c.enterprise_id = s.enterprise_id AND c.period LIKE s.period || '%' LIMIT 1
) c
CROSS JOIN LATERAL (
  SELECT (SELECT count(*) FROM self_check c WHERE c.enterprise_id = s.enterprise_id AND c.period LIKE s.period || '%')
      AS checks,
    (SELECT coalesce(sum(c.checked), 0) FROM self_check c
      WHERE c.enterprise_id = s.enterprise_id AND c.period LIKE s.period || '%') AS items,
    count(*) FILTER (WHERE h.level = 'general') AS general_found,
    count(*) FILTER (WHERE h.level = 'general' AND {_CLOSED}) AS general_closed,
    count(*) FILTER (WHERE h.level = 'major') AS major_found,
    count(*) FILTER (WHERE h.level = 'major' AND {_CLOSED}) AS major_closed,
    count(*) FILTER (WHERE h.level = 'major' AND h.plan IS NOT NULL) AS major_planned,
    count(*) FILTER (WHERE h.level = 'major' AND h.plan_approved) AS major_in_place,
    coalesce(sum(h.funds_actual) FILTER (WHERE {_CLOSED}), 0) AS funds
  FROM hazard h WHERE {_FOUND}
) f
WHERE s.first_signed_at IS NOT NULL
"""  # noqa: S608 - constants of this file
_SETTLE: Final = (
    "UPDATE self_period s SET report_id = r.id, state = CASE WHEN r.decision = 'accepted' THEN 'accepted' "
    "ELSE 'signed' END, zero = ((r.figures->>'general_found')::int + (r.figures->>'major_found')::int = 0) "
    "FROM self_report r WHERE r.enterprise_id = s.enterprise_id AND r.period = s.period"
)
