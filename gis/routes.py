"""Day routes: which visits an officer makes on which day and in which order, so that a person would go that way.

One round over everything is cut into days (route first, cluster second), then visits change places and days while the
way gets shorter. The way is the straight line times a detour, as the planner's walking distance has it.
Source: Beasley 1983 (cutting a round); Croes 1958 (2-opt); Or 1976 (moving a few); numbers in tables/plans.toml.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from gis.gcj02 import Array
from gis.tours import improved, length, nearest
from grids.plan_policy import RoutePolicy

_DEGREE_M: Final = 111_194.9
_ROUNDS: Final = 40
_UNEVEN: Final = 30.0
"""Metres that a minute of difference between days may cost: days of like length are worth a detour. Source: ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A visit to be made: where, how long on the spot, and until which day (a number, the first day is 0)."""

    lon: float
    lat: float
    minutes: float
    due: int = 0
    early: bool = False
    """Open already, though nothing makes it urgent: it joins a day that passes by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The visits of one day in their order, with the way between the first and the last."""

    order: tuple[int, ...]
    metres: float
    minutes: float


def plane(lon: Array, lat: Array) -> Array:
    """Put places on a plane around their middle.

    Unit: m. Error: below 0.1 % within 50 km of the middle, less than what a detour of 1.3 leaves open.
    """
    middle = float(np.mean(lat)) if len(lat) else 0.0
    x = (lon - (lon.mean() if len(lon) else 0.0)) * _DEGREE_M * np.cos(np.radians(middle))
    return np.column_stack([x, (lat - middle) * _DEGREE_M])


def plan(stops: Sequence[Stop], days: int, policy: RoutePolicy, seed: str) -> list[Day]:
    """Lay the most urgent stops out over so many days; what does not fit waits. The same seed gives the same days.

    The day with the earliest due visit comes first. Unit: m of way (detour included), minutes with the way.
    """
    ground = _Ground(stops, policy)
    chosen = _fitting(ground, [n for n, stop in enumerate(stops) if not stop.early], days)
    if not chosen:
        return []
    found = _best(ground, chosen, days, random.Random(seed))  # noqa: S311 - a way, no secret
    found = _with_early(ground, found, [n for n, stop in enumerate(stops) if stop.early])
    found.sort(key=lambda day: (min(stops[n].due for n in day), day[0]))
    return [ground.day(day) for day in found]


class _Ground:
    """Distances between the stops, with what a day of them takes."""

    def __init__(self, stops: Sequence[Stop], policy: RoutePolicy) -> None:
        lon, lat = (np.array([getattr(stop, name) for stop in stops], dtype=float) for name in ("lon", "lat"))
        xy = plane(lon, lat)
        self.metres: Array = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1)) * policy.detour
        self.rows: list[list[float]] = self.metres.tolist()
        self.stops, self.policy = stops, policy
        self.on_spot = np.array([stop.minutes for stop in stops])

    def minutes(self, day: Sequence[int]) -> float:
        return float(self.on_spot[list(day)].sum() + length(self.metres, day) / self.policy.metres_a_minute)

    def fits(self, day: Sequence[int]) -> bool:
        """Tell whether a day holds this; a single visit that is longer than a day is a day."""
        return len(day) <= 1 or self.minutes(day) <= self.policy.day_minutes

    def day(self, order: Sequence[int]) -> Day:
        return Day(
            order=tuple(order), metres=round(length(self.metres, order), 1), minutes=round(self.minutes(order), 1)
        )

    def cost(self, days: Sequence[Sequence[int]]) -> float:
        """Weigh the way of all days and how unlike they are. Unit: m."""
        return _weighed(sum(length(self.metres, day) for day in days), [self.minutes(day) for day in days])


def _fitting(ground: _Ground, candidates: list[int], days: int) -> list[int]:
    """Take the most urgent until the days are full by the time on the spot; the way is settled later."""
    room = days * ground.policy.day_minutes * 0.9
    chosen: list[int] = []
    for n in sorted(candidates, key=lambda n: (ground.stops[n].due, n)):
        if ground.on_spot[n] <= room or not chosen:
            chosen.append(n)
            room -= ground.on_spot[n]
    return sorted(chosen)


def _best(ground: _Ground, chosen: list[int], days: int, chance: random.Random) -> list[list[int]]:
    """Begin from several rounds, cut each into days and improve it; keep the best."""
    found: list[list[int]] | None = None
    for _ in range(ground.policy.tries):
        tour = improved(ground.metres, nearest(ground.metres, chosen, chance.choice(chosen)))
        cut = _cut(ground, tour)
        while len(cut) > days:  # the most distant due days wait for the next run
            cut.remove(max(cut, key=lambda day: (min(ground.stops[n].due for n in day), day)))
        cut = _exchanged(ground, cut)
        if found is None or ground.cost(cut) < ground.cost(found) - 1e-6:
            found = cut
    return found or []


def _cut(ground: _Ground, tour: Sequence[int]) -> list[list[int]]:
    """Cut a round into the fewest days that hold it, and of those cuts take the shortest and most even."""
    size = len(tour)
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)] + [(size + 1, 0.0, 0)] * size
    for end in range(1, size + 1):
        for start in range(end - 1, -1, -1):
            day = tour[start:end]
            if not ground.fits(day):
                break
            spare = max(0.0, ground.policy.day_minutes - ground.minutes(day))
            cost = best[start][1] + length(ground.metres, day) + spare * spare / ground.policy.day_minutes
            if (best[start][0] + 1, cost) < best[end][:2]:
                best[end] = (best[start][0] + 1, cost, start)
    days, end = [], size
    while end:
        days.append(list(tour[best[end][2] : end]))
        end = best[end][2]
    return [improved(ground.metres, day) for day in reversed(days)]


def _exchanged(ground: _Ground, days: list[list[int]]) -> list[list[int]]:
    """Move single visits to another day, or swap two, while that pays; each day stays in its best order."""
    now = ground.cost(days)
    for _ in range(_ROUNDS):
        better = _step(ground, days, now)
        if better is None:
            return days
        days, now = better
    return days


def _step(ground: _Ground, days: list[list[int]], now: float) -> tuple[list[list[int]], float] | None:
    """Find the first move of a visit into a neighbouring day that pays; both days are put in order afterwards."""
    ways = [length(ground.metres, day) for day in days]
    times = [ground.minutes(day) for day in days]
    for a, day in enumerate(days):
        for place, n in enumerate(day):
            saved = _around(ground, day, place)
            for b in _near_days(ground, days, a, n):
                more, at = _dearer(ground, days[b], n)
                longer = times[b] + ground.on_spot[n] + more / ground.policy.metres_a_minute
                if longer > ground.policy.day_minutes:
                    continue
                shorter = times[a] - ground.on_spot[n] - saved / ground.policy.metres_a_minute
                then = [shorter if k == a else longer if k == b else time for k, time in enumerate(times)]
                if _weighed(sum(ways) - saved + more, then if len(day) > 1 else then[:a] + then[a + 1 :]) < now - 1.0:
                    into = improved(ground.metres, [*days[b][:at], n, *days[b][at:]])
                    rest = improved(ground.metres, [each for each in day if each != n])
                    moved = [d for d in (into if k == b else rest if k == a else d for k, d in enumerate(days)) if d]
                    return moved, ground.cost(moved)
    return None


def _weighed(way: float, times: Sequence[float]) -> float:
    """Weigh the way of all days and how unlike they are. Unit: m."""
    mean = sum(times) / len(times)
    return way + _UNEVEN * sum(abs(time - mean) for time in times)


def _around(ground: _Ground, day: Sequence[int], place: int) -> float:
    """Return how much shorter a day's way is without the visit at a place of it. Unit: m."""
    before = day[place - 1] if place > 0 else None
    behind = day[place + 1] if place + 1 < len(day) else None
    to = 0.0 if before is None else ground.rows[before][day[place]]
    on = 0.0 if behind is None else ground.rows[day[place]][behind]
    return to + on - (0.0 if before is None or behind is None else ground.rows[before][behind])


def _near_days(ground: _Ground, days: list[list[int]], own: int, n: int) -> list[int]:
    """Return the two other days that pass nearest to a visit."""
    row = ground.rows[n]
    others = [(min(row[each] for each in day), k) for k, day in enumerate(days) if k != own]
    return [k for _, k in sorted(others)[:2]]


def _dearer(ground: _Ground, day: Sequence[int], n: int) -> tuple[float, int]:
    """Return how much longer a day's way gets by a visit where it lengthens it least, and that place. Unit: m."""
    row = ground.rows[n]
    found = [(row[day[0]], 0), (row[day[-1]], len(day))]
    found += [(row[here] + row[then] - ground.rows[here][then], k) for k, (here, then) in enumerate(pairwise(day), 1)]
    return min(found)


def _with_early(ground: _Ground, days: list[list[int]], early: Sequence[int]) -> list[list[int]]:
    """Let visits that are open already join a day that passes by, while the day holds them."""
    for n in sorted(early, key=lambda n: (ground.stops[n].due, n)):
        joined = []
        for k, day in enumerate(days):
            more, at = _dearer(ground, day, n)
            longer = [*day[:at], n, *day[at:]]
            if more <= ground.policy.early_m and ground.fits(longer):
                joined.append((more, k, longer))
        if joined:
            _, k, longer = min(joined, key=lambda one: one[:2])
            days[k] = improved(ground.metres, longer)
    return days
