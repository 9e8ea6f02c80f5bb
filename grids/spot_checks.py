"""Spot checks of self-reports: the draw from a kept frame, who may check, what a result means for an enterprise.

Source: 武政办发〔2013〕20号 六 (docs/rules.md 1, R39): irregular spot checks of self-check, self-report and
self-rectification, that guide, correct and punish.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from grids import commands as c
from grids.commands import SpotStratum, SpotVerdict
from grids.errors import Refusal
from grids.permissions import Person, Role
from grids.policy import local_day
from grids.sampling import ranked


class SpotState(StrEnum):
    """Where an order is; who was not visited by its day is overdue, which is no state."""

    ORDERED = "ordered"
    DRAWN = "drawn"


class TargetState(StrEnum):
    """Where one enterprise of a sample is."""

    WAITING = "waiting"
    DONE = "done"
    IMPOSSIBLE = "impossible"


class ItemKind(StrEnum):
    """What of a self-report an item is: something looked at, a hazard it names, a hazard it says is gone."""

    ANSWER = "answer"
    HAZARD = "hazard"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotPolicy:
    """The numbers of spot checks. Source: tables/spot_check.toml."""

    answers_max: int
    untrue_months: int
    credit_untrue: str
    credit_false_closing: str
    reopened_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Framed:
    """An enterprise that can be drawn, as it was when the order was given."""

    enterprise: UUID
    town: int | None
    supervision_class: str
    grade: str | None
    zero: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """An enterprise that was drawn: for which stratum, and its place in that stratum's order."""

    enterprise: UUID
    stratum: int
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one enterprise's check came to. Unit: items, hazards."""

    true: int
    not_true: int
    missed: int
    false_closings: int

    @property
    def is_mismatch(self) -> bool:
        """Tell whether the self-report did not match what was found."""
        return self.not_true + self.missed > 0


def fits(one: Framed, stratum: SpotStratum) -> bool:
    """Tell whether an enterprise belongs to a stratum."""
    return (
        stratum.town in {None, one.town}
        and stratum.supervision_class in {None, one.supervision_class}
        and stratum.grade in {None, one.grade or "none"}
        and stratum.zero in {None, one.zero}
    )


def draw(frame: Iterable[Framed], strata: Sequence[SpotStratum], seed: str) -> tuple[Drawn, ...]:
    """Draw the sample: stratum after stratum the first of the order that the seed gives; nobody is drawn twice.

    The same frame, strata and seed give the same sample whatever the order of the frame, so that anybody can draw it
    again. A stratum with fewer than its size gives all it has.
    """
    left = {one.enterprise: one for one in frame}
    found: list[Drawn] = []
    for n, stratum in enumerate(strata):
        able = ranked((own for own, one in left.items() if fits(one, stratum)), seed)
        for place, enterprise in enumerate(able[: stratum.size], start=1):
            found.append(Drawn(enterprise=enterprise, stratum=n, place=place))
            del left[enterprise]
    return tuple(found)


def shown_answers(codes: Collection[str], enterprise: UUID, seed: str, policy: SpotPolicy) -> frozenset[str]:
    """Choose which answers of a self-check are looked at where there are more than a visit can hold.

    Unit: items. Source: tables/spot_check.toml, answers_max; the choice follows from the seed.
    """
    return frozenset(ranked(codes, f"{seed}:{enterprise}")[: policy.answers_max])


def check_order(command: c.OrderSpotCheck, today: date) -> None:
    """Refuse an order whose last day has passed. Raises: Refusal `bad-date`."""
    if command.due_on < today:
        raise Refusal("bad-date", earliest=today.isoformat(), latest=None)


def check_checkers(checker: Person, roles: frozenset[Role], second: Person | None) -> None:
    """Refuse who may not check: a department's own staff, or two different licensed inspectors; never a grid officer.

    Raises: Refusal `spot-checker`, `second-inspector-needed`.
    Source: docs/rules.md R39 (comprehensive department), 行政处罚法 art 42 (two licensed officers), 国办发〔2024〕54号.
    """
    if Role.DEPARTMENT in roles:
        return
    if Role.INSPECTOR not in roles or not checker.licence_no:
        raise Refusal("spot-checker")
    if second is None or second.id == checker.id or not second.licence_no:
        raise Refusal("second-inspector-needed")


def judge(
    command: c.RecordSpotCheck, items: Mapping[str, ItemKind], state: TargetState, at: datetime
) -> tuple[Tally, TargetState]:
    """Say what a check came to, or refuse one that is not whole.

    Every item has one verdict; what is not true says what was seen, and a closing that was false shows it.
    Raises: Refusal `already-done`, `bad-date`, `unknown-thing`, `spot-open`, `reason-needed`, `photo-needed`.
    """
    if state is not TargetState.WAITING:
        raise Refusal("already-done", step=command.kind)
    if not command.started_at <= command.finished_at or local_day(command.finished_at) > local_day(at):
        raise Refusal("bad-date", earliest=local_day(command.started_at).isoformat(), latest=local_day(at).isoformat())
    if command.impossible.strip():
        if command.results or command.missed:
            raise Refusal("unknown-thing", thing="spot_item")
        return Tally(true=0, not_true=0, missed=0, false_closings=0), TargetState.IMPOSSIBLE
    said = {result.item: result for result in command.results}
    if len(said) < len(command.results) or not said.keys() <= items.keys():
        raise Refusal("unknown-thing", thing="spot_item")
    if len(said) < len(items):
        raise Refusal("spot-open", n=len(items) - len(said), of=len(items))
    untrue = [result for result in command.results if result.verdict is SpotVerdict.NOT_TRUE]
    if any(not result.remark.strip() for result in untrue):
        raise Refusal("reason-needed", step=command.kind)
    false = sum(items[result.item] is ItemKind.CLOSING for result in untrue)
    if false and not command.photos:
        raise Refusal("photo-needed", step=command.kind)
    tally = Tally(
        true=len(said) - len(untrue), not_true=len(untrue), missed=len(set(command.missed)), false_closings=false
    )
    return tally, TargetState.DONE


def untrue_until(checked_on: date, policy: SpotPolicy) -> date:
    """Return until when an enterprise whose self-report did not match is visited more often.

    Unit: months of 30 days. Source: tables/spot_check.toml; the shorter interval is in tables/frequency.toml.
    """
    return checked_on + timedelta(days=untrue_days(policy))


def untrue_days(policy: SpotPolicy) -> int:
    """Return how long a self-report that did not match counts. Unit: days. Source: tables/spot_check.toml."""
    return 30 * policy.untrue_months


def credit_level(tally: Tally, policy: SpotPolicy) -> str:
    """Return the credit level that a self-report which did not match gives. Source: tables/spot_check.toml."""
    return policy.credit_false_closing if tally.false_closings else policy.credit_untrue
