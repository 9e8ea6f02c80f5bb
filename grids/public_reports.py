"""Reports of hazards by the public and by employees: states, who decides, by when, what a reporter is told.

Source: 安全生产法 arts 73 to 76; docs/rules.md 3.1 (rows 1, 5, 6, 7; paths P7, P8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from grids.accidents import AccidentGrade
from grids.commands import Channel, Finding, HazardLevel, Reward
from grids.errors import Conflict, Refusal
from grids.permissions import Role
from grids.policy import Policy, local_day


class ReportState(StrEnum):
    """Where a report stands. `received` is quarantine: nobody has looked, no list of hazards has it."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    SETTLED = "settled"
    DISCARDED = "discarded"


ELSEWHERE: Final = frozenset({Channel.HOTLINE, Channel.FIRE, Channel.OTHER})
"""Channels of other systems, which know the report by a number of their own."""
OPEN: Final = frozenset({ReportState.RECEIVED, ReportState.ACCEPTED})
STEPS: Final[Mapping[str, frozenset[ReportState]]] = {
    "accept-report": frozenset({ReportState.RECEIVED}),
    "discard-report": OPEN,
    "reward-report": frozenset({ReportState.SETTLED}),
    "settle-report": frozenset({ReportState.ACCEPTED}),
    "transfer-report": OPEN,
}
"""Step -> the states it may be taken from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicReportPolicy:
    """Numbers of reports. Unit: as the names say. Source: tables/public_reports.toml."""

    verify_working_days: int
    transfers_max: int
    reading_minutes: int
    identity_days: int
    photos_max: int
    photo_hours: int
    address_hour: int
    address_day: int
    all_hour: int
    waiting_max: int
    looks: int
    look_minutes: int
    reward_share_percent: int
    reward_least_yuan: int
    reward_most_yuan: int
    reward_general_most_yuan: int
    concealed_general_yuan: int
    concealed_larger_yuan: int
    concealed_serious_yuan: int
    concealed_extraordinary_yuan: int

    def concealed_yuan(self, grade: AccidentGrade) -> int:
        """Return what one concealed death is worth to who reported it. Unit: yuan."""
        return int(getattr(self, f"concealed_{grade.value}_yuan"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardGround:
    """What a reward is reckoned by: the level of the hazard, the fine that followed, deaths that were concealed."""

    level: HazardLevel
    fine_yuan: int = 0
    concealed_deaths: int = 0
    grade: AccidentGrade | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardLimits:
    """The least and the most that may be paid. Unit: yuan."""

    least: int
    most: int


def reward_limits(ground: RewardGround, numbers: PublicReportPolicy) -> RewardLimits:
    """Return between what sums a reward lies.

    A fine or a major hazard: the share of the fine, no less than the least, no more than the most, and without a fine
    the least. A concealed accident: a sum for each death, to the most. A general hazard: up to the place's own most.

    Source: 安监总财〔2018〕19号 by way of its published summary; tables/public_reports.toml.
    """
    if ground.concealed_deaths > 0 and ground.grade is not None:
        sum_ = min(numbers.reward_most_yuan, ground.concealed_deaths * numbers.concealed_yuan(ground.grade))
        return RewardLimits(least=sum_, most=sum_)
    if ground.fine_yuan > 0 or ground.level is HazardLevel.MAJOR:
        share = ground.fine_yuan * numbers.reward_share_percent // 100
        sum_ = min(numbers.reward_most_yuan, max(numbers.reward_least_yuan, share))
        return RewardLimits(least=sum_, most=sum_)
    return RewardLimits(least=1, most=numbers.reward_general_most_yuan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report as the rules see it; who made it is not here."""

    id: UUID
    state: ReportState
    received_at: datetime
    due_on: date
    town: int | None
    district: int
    transfers: int = 0
    finding: Finding | None = None
    settled_on: date | None = None
    reward: Reward | None = None
    version: int = 1


def due_on(received_at: datetime, numbers: PublicReportPolicy, policy: Policy) -> date:
    """Return the last day of the check. Unit: working days after the day it came. Source: docs/rules.md 3.1 row 5."""
    return policy.add_working_days(local_day(received_at), numbers.verify_working_days)


def must_follow(now: Report, step: str) -> None:
    """Refuse a step that does not follow from the present state."""
    if now.state not in STEPS[step]:
        raise Conflict("report-state", state=now.state.value)


def accept(now: Report) -> Report:
    """Take a report out of quarantine: somebody has looked, and the check begins."""
    must_follow(now, "accept-report")
    return _followed(now, state=ReportState.ACCEPTED)


def discard(now: Report, on: date) -> Report:
    """Set aside what is no report of a hazard; the reporter is told why."""
    must_follow(now, "discard-report")
    return _followed(now, state=ReportState.DISCARDED, settled_on=on)


def transfer(
    now: Report, to_town: int | None, to_district: int, roles: frozenset[Role], numbers: PublicReportPolicy
) -> Report:
    """Give a report to the body that is competent; the day of the answer does not move.

    Raises: Refusal where it is there already, lies in another district, or was sent around often enough: then the
    district decides. Source: docs/rules.md 3.1 rows 6, 7 (no ping-pong).
    """
    must_follow(now, "transfer-report")
    if to_district != now.district:
        raise Refusal("report-elsewhere")
    if to_town == now.town:
        raise Refusal("already-done", step="transfer-report")
    if now.transfers >= numbers.transfers_max and Role.DISTRICT not in roles:
        raise Refusal("returned-twice")
    return _followed(now, state=ReportState.RECEIVED, town=to_town, transfers=now.transfers + 1)


def settle(now: Report, finding: Finding, on: date, *, has_proof: bool, has_evidence: bool) -> Report:
    """Say what the check found. True and partly true need the hazard or the accident, untrue the evidence of it.

    Source: docs/rules.md 3.1 row 5 (reason, evidence), path P7.
    """
    must_follow(now, "settle-report")
    if has_proof is (finding is Finding.UNTRUE):
        raise Refusal("report-hazard", finding=finding.value)
    if finding is Finding.UNTRUE and not has_evidence:
        raise Refusal("photo-needed", step="settle-report")
    return _followed(now, state=ReportState.SETTLED, finding=finding, settled_on=on)


def reward(now: Report, given: Reward, amount_yuan: int, limits: RewardLimits) -> Report:
    """Record what was decided about a reward: for what was true, once, within the limits.

    An amount goes with money and with nothing else. Source: 安全生产法 art 76; 安监总财〔2018〕19号.
    """
    must_follow(now, "reward-report")
    if now.reward is not None:
        raise Refusal("already-done", step="reward-report")
    is_money = given is Reward.MONEY
    if is_money is not (amount_yuan > 0) or (now.finding is Finding.UNTRUE and given is not Reward.NONE):
        raise Refusal("report-reward")
    if is_money and not limits.least <= amount_yuan <= limits.most:
        raise Refusal("reward-limits", least=limits.least, most=limits.most)
    return _followed(now, reward=given)


def check_channel(channel: Channel, external_id: str) -> None:
    """Refuse a report of another system without its number there. Source: docs/rules.md 3.1, path P8."""
    if channel is Channel.PAGE or (channel in ELSEWHERE and not external_id.strip()):
        raise Refusal("report-channel")


def may_still_read(opened_at: datetime, at: datetime, numbers: PublicReportPolicy) -> bool:
    """Tell whether a reason that was given still opens the reporter's name. Source: tables/public_reports.toml."""
    return opened_at <= at < opened_at + timedelta(minutes=numbers.reading_minutes)


def _followed(now: Report, **changes: object) -> Report:
    return replace(now, version=now.version + 1, **changes)  # type: ignore[arg-type]
