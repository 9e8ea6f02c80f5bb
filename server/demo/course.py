"""What will become of a hazard, decided when it is found: how soon each step is taken, and which way it goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random
from typing import Final

from server.demo.odds import drawn, happens

_TERMS: Final = ((3, 0.12), (7, 0.23), (15, 0.50), (30, 0.15))
_MAJOR_TERMS: Final = (31, 45, 60, 90)


class Triage(StrEnum):
    """What the town makes of a report."""

    OPEN = "open"
    REJECT = "reject"
    MERGE = "merge"
    TRANSFER = "transfer"


class Asked(StrEnum):
    """What became of a request for a later date."""

    GRANTED = "granted"
    REFUSED = "refused"
    WAITS = "waits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One hazard's future. Unit: days are calendar days unless they say `working`."""

    spot: bool = False
    triage: Triage = Triage.OPEN
    triage_working: int = 1
    to_town: int | None = None
    """A transfer goes to this town; to the district where it is not said."""
    returned: bool = False
    transfer_working: int = 1
    term: int = 15
    notice_working: int = 0
    signed_after_h: float | None = 4.0
    """None: nobody signs before the term is over."""
    asked: Asked | None = None
    done_of_term: float = 0.8
    """When it is rectified, as a share of the term; above 1 is late."""
    never: bool = False
    reinspect_working: int = 3
    fails: int = 0
    plan_working: int = 3
    plan_returned: bool = False
    review_working: int = 3
    raised: bool = False
    voided: bool = False
    reopened_after: int | None = None
    listed: bool = False
    """Stopped and listed in any case; others by their own chance (treated.py)."""


def draw(chance: Random, care: float, spot: float, *, is_major: bool) -> Course:
    """Decide a hazard's future; the less careful the town, the later everything is.

    Source: ours. Shares are of one district's imagined ordinary year.
    """
    late = 0.09 / care**2
    return Course(
        spot=not is_major and happens(chance, spot),
        triage=_triage(chance) if not is_major else Triage.OPEN,
        triage_working=min(5, int(chance.expovariate(1.4 * care))),
        returned=happens(chance, 0.25),
        transfer_working=chance.choice((1, 1, 2, 3)),
        term=chance.choice(_MAJOR_TERMS) if is_major else drawn(chance, _TERMS),
        notice_working=drawn(chance, ((0, 0.7), (1, 0.22), (2, 0.08))),
        signed_after_h=None if happens(chance, 0.05 / care) else chance.expovariate(1 / 14),
        asked=_asked(chance),
        done_of_term=chance.uniform(1.05, 2.6) if happens(chance, late) else chance.betavariate(2.2, 2.6),
        never=happens(chance, 0.09 / care**2),
        reinspect_working=drawn(chance, ((1, 0.1), (2, 0.15), (4, 0.25), (6, 0.25), (9, 0.25))),
        fails=drawn(chance, ((0, 0.91), (1, 0.08), (2, 0.01))),
        plan_working=chance.randint(1, 5),
        plan_returned=happens(chance, 0.2),
        review_working=chance.randint(1, 4),
        raised=not is_major and happens(chance, 0.002),
        voided=happens(chance, 0.004),
        reopened_after=chance.randint(8, 70) if happens(chance, 0.008) else None,
    )


def beside(own: Course, first: Course) -> Course:
    """Let a hazard go along with the first one on the same paper."""
    return replace(
        own, term=own.term if own.term in _MAJOR_TERMS else min(first.term, _TERMS[-1][0]),
        done_of_term=first.done_of_term, reinspect_working=first.reinspect_working, fails=first.fails, asked=None,
    )  # fmt: skip


def _triage(chance: Random) -> Triage:
    return drawn(chance, zip(Triage, (0.91, 0.04, 0.02, 0.03), strict=True))


def _asked(chance: Random) -> Asked | None:
    if not happens(chance, 0.05):
        return None
    return drawn(chance, ((Asked.GRANTED, 0.75), (Asked.REFUSED, 0.25)))
