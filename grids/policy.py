"""The policy of a day: numbers that an authority sets, each from a dated table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo


class _Here(tzinfo):
    """The zone of the deployment: Asia/Shanghai until the process that starts it settles on another."""

    def __init__(self) -> None:
        self._zone: tzinfo = ZoneInfo("Asia/Shanghai")

    def settle(self, zone: tzinfo) -> None:
        """Take the zone of this deployment, before the first rule is asked."""
        self._zone = zone

    @property
    def zone(self) -> tzinfo:
        """Give the zone itself, which is quicker where only a moment is turned."""
        return self._zone

    def utcoffset(self, moment: datetime | None, /) -> timedelta | None:
        """Say how far this zone is from UTC at a moment."""
        return self._zone.utcoffset(moment)

    def dst(self, moment: datetime | None, /) -> timedelta | None:
        """Say how much of that is summer time."""
        return self._zone.dst(moment)

    def tzname(self, moment: datetime | None, /) -> str | None:
        """Name the zone at a moment."""
        return self._zone.tzname(moment)

    def fromutc(self, moment: datetime, /) -> datetime:
        """Turn a moment of UTC into one of this zone."""
        return self._zone.fromutc(moment.replace(tzinfo=self._zone)).replace(tzinfo=self)

    def __str__(self) -> str:
        """Give the zone's name of the IANA database."""
        return str(self._zone)


HERE: Final = _Here()
"""All deadlines are days in this zone; `WANGGE_TIME_ZONE` names it. Source: docs/rules.md 3.9; docs/decisions.md."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """How major hazards are treated. Unit: as the names say. Source: tables/treatment.toml."""

    report_hours: int
    plan_working_days: int
    plan_review_working_days: int
    resume_days: int
    acceptance_days: int
    repeat_months: int
    repeat_review: int
    key_list_days: int
    decision_days: int
    sample_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Every number of policy that the rules need, as of one day.

    Unit: days are calendar days unless the name says working days.
    Source: tables/deadlines.toml, tables/frequency.toml, tables/holidays.toml, tables/treatment.toml.
    """

    visit_interval_days: Mapping[str, int]
    ungraded_interval_days: int
    open_hazard_follow_days: Mapping[str, int]
    position_check_days: int
    key_list_factor: float
    untrue_factor: float
    general_due_days_max: int
    general_due_days: int
    reinspect_days: int
    acknowledge_hours: int
    triage_working_days: int
    transfer_working_days: int
    transfer_returns_max: int
    extension_ask_days: int
    extensions_max: int
    on_the_spot_gap_s: int
    new_due_share: float
    presence_m: float
    late_sync_hours: int
    clock_skew_min: int
    link_days: int
    treatment: Treatment
    holidays: frozenset[date]
    makeup_workdays: frozenset[date]

    def is_working(self, day: date) -> bool:
        """Tell whether this is a working day by the holiday table."""
        if day in self.makeup_workdays:
            return True
        return day.weekday() < 5 and day not in self.holidays  # noqa: PLR2004 - Saturday is 5

    def add_working_days(self, day: date, days: int) -> date:
        """Return the day that lies so many working days later."""
        while days > 0:
            day += timedelta(days=1)
            if self.is_working(day):
                days -= 1
        return day


def local_day(at: datetime) -> date:
    """Return the calendar day of a moment where deadlines count."""
    return at.astimezone(HERE.zone).date()


def end_of(day: date) -> datetime:
    """Return the last second of a day: "before date X" means until 23:59:59. Source: docs/rules.md 3.9."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=HERE)
