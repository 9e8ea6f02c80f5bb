"""Working days and office hours of the demo: when somebody would have done something."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from grids.policy import HERE, Policy


def working(policy: Policy, day: date) -> date:
    """Return the day itself or the next working day after it."""
    return day if policy.is_working(day) else policy.add_working_days(day, 1)


def at_work(chance: Random, day: date) -> datetime:
    """Choose a moment in the office hours of a day, to the second."""
    minutes = chance.choice((chance.uniform(8 * 60 + 35, 11 * 60 + 25), chance.uniform(13 * 60 + 20, 16 * 60 + 50)))
    begin = datetime.combine(day, time(), tzinfo=HERE)
    return begin + timedelta(seconds=round(minutes * 60))


def later(chance: Random, moment: datetime, low_min: float, high_min: float) -> datetime:
    """Go on by some minutes."""
    return moment + timedelta(seconds=round(chance.uniform(low_min, high_min) * 60))


def after_working_days(chance: Random, policy: Policy, moment: datetime, days: int) -> datetime:
    """Choose a moment in the office hours so many working days later; on the same day only if any hours are left."""
    day = working(policy, moment.astimezone(HERE).date())
    if days:
        day = policy.add_working_days(day, days)
    found = at_work(chance, day)
    if found <= moment:
        soon = later(chance, moment, 20, 90)
        evening = datetime.combine(day, time(17, 30), tzinfo=HERE)
        return soon if soon < evening else at_work(chance, policy.add_working_days(day, 1))
    return found
