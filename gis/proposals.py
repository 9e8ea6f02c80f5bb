"""Units proposed for a town: contiguous, compact, even in work, villages whole where possible, few enterprises moved.

Several first partitions (`seeds.py`) are improved under several weights (`flips.py`); what no other result beats on
every figure is kept, and of that what is best at something is offered, with every figure as numerator and denominator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, assert_never

from gis import contacts, proposal_ground, proposal_runs
from gis.atoms import Atom
from gis.flips import Tick
from gis.proposal_figures import Bound, Figures, measure
from gis.proposal_runs import Best
from grids.errors import Refusal

_CLOSE: Final = 0.05
_SOUND: Final = (0.1, 0.2, 0.4, float("inf"))
"""How far above the best possible the fullest unit may be: of the best overall, and of any; the next of these where
nothing is within the last."""
_RAGGEDER: Final = 0.12
"""What is best at something else may have so much less Polsby-Popper than the best overall: units are walked."""
_EVEN: Final = 0.05
_RAGGED: Final = 0.05
_PIECES: Final = 0.1
_MOVED: Final = 0.2
"""Rates of exchange for the best overall: a twentieth of the mean load is worth as much as 0.05 of mean Polsby-Popper,
as a tenth of the fewest village pieces there can be, as a fifth of the enterprises moved. Source: ours."""


class Goal(StrEnum):
    """What a planner asks for."""

    COUNT = "count"
    EVEN = "even"
    ONE_MORE = "one-more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked: a goal, the number of units where that is the goal, the seed that makes the answer repeat."""

    goal: Goal
    units: int | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One way to divide the town: what it is best at, the unit of each atom by id, and its figures."""

    best_at: tuple[Best, ...]
    unit_of: Mapping[str, str]
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """The alternatives, how it is at present (of the atoms that are in a unit), and how even it could be at best."""

    wish: Wish
    units: int
    present: Figures
    bound: Bound
    alternatives: tuple[Alternative, ...]


def propose(
    atoms: Sequence[Atom],
    wish: Wish,
    *,
    progress: Callable[[float], None] = lambda _share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Proposals:
    """Propose units for the atoms of a town; those that are new are called `new-1` and on, the others keep their ids.

    The same atoms, wish and library versions give the same answer, bit for bit: steps are counted, never seconds.
    Raises: Refusal `proposal-units`, `proposal-cancelled`, and those of `proposal_ground.lay`.
    """
    settled = [atom for atom in atoms if atom.unit is not None]
    now = {atom.id: atom.unit for atom in settled if atom.unit is not None}
    ground = proposal_ground.lay(atoms, _wanted(wish, len(set(now.values()))))
    present = measure(settled, contacts.graph_of(settled), now)
    found: dict[tuple[str, ...], Alternative] = {}
    for unit_of in proposal_runs.results(ground, wish.seed, _teller(progress, cancelled)):
        key = tuple(unit_of[atom.id] for atom in atoms)
        if key not in found:
            found[key] = Alternative(best_at=(), unit_of=unit_of, figures=measure(atoms, ground.whole, unit_of))
    progress(1.0)
    return Proposals(
        wish=wish,
        units=ground.units,
        present=present,
        bound=ground.bound,
        alternatives=_offered(list(found.values()), ground.bound),
    )


def _wanted(wish: Wish, present: int) -> int:
    match wish.goal:
        case Goal.COUNT if wish.units is not None and wish.units >= 1:
            return wish.units
        case Goal.EVEN if present:
            return present
        case Goal.ONE_MORE:
            return present + 1
        case _:
            raise Refusal("proposal-units", units=wish.units or 0)


def _teller(progress: Callable[[float], None], cancelled: Callable[[], bool]) -> Tick:
    def tick(share: float) -> None:
        if cancelled():
            raise Refusal("proposal-cancelled")
        progress(share)

    return tick


def _offered(found: Sequence[Alternative], bound: Bound) -> tuple[Alternative, ...]:
    """Choose what is best at something among what no other beats on every figure, the most even first of equals."""
    front = _front([_Scored.of(each) for each in found])
    best = bound.max_over_mean or 1.0
    sound = next(held for held in ([s for s in front if s.uneven <= best * (1 + slack)] for slack in _SOUND) if held)
    close = [n for n, each in enumerate(sound) if each.uneven <= best * (1 + _CLOSE)] or range(len(sound))
    overall = min(close, key=lambda n: (sound[n].at(Best.OVERALL), n))
    fair = [n for n, each in enumerate(sound) if each.ragged <= sound[overall].ragged + _RAGGEDER]
    chosen: dict[int, list[Best]] = {overall: [Best.OVERALL]}
    for aim in (Best.EVEN, Best.COMPACT, Best.VILLAGES, Best.MOVES):
        # where several are equally good at it, the best overall of them is called so
        n = min(fair, key=lambda n: (sound[n].at(aim), n != overall, sound[n].at(Best.OVERALL), n))
        chosen.setdefault(n, []).append(aim)
    return tuple(replace(sound[n].alternative, best_at=tuple(aims)) for n, aims in chosen.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scored:
    """An alternative with the figures it is compared by: less is better."""

    alternative: Alternative
    uneven: float
    ragged: float
    pieces: int
    moved: int

    @classmethod
    def of(cls, alternative: Alternative) -> _Scored:
        figures = alternative.figures
        return cls(
            alternative=alternative,
            uneven=figures.max_over_mean or 1.0,
            ragged=1.0 - (figures.mean_polsby_popper or 0.0),
            pieces=figures.pieces,
            moved=figures.moved,
        )

    @property
    def all(self) -> tuple[float, ...]:
        return self.uneven, self.ragged, self.pieces, self.moved

    def at(self, aim: Best) -> float:
        """Tell how far it is from good at something; overall is the sum, each at its rate of exchange."""
        match aim:
            case Best.EVEN:
                return self.uneven
            case Best.COMPACT:
                return self.ragged
            case Best.VILLAGES:
                return self.pieces
            case Best.MOVES:
                return self.moved
            case Best.OVERALL:
                figures = self.alternative.figures
                pieces = self.pieces / (figures.villages + len(figures.units))
                moved = self.moved / (figures.enterprises or 1)
                return self.uneven / _EVEN + self.ragged / _RAGGED + pieces / _PIECES + moved / _MOVED
            case _:
                assert_never(aim)


def _front(found: Sequence[_Scored]) -> list[_Scored]:
    """Keep what no other is at least as good as on every figure and better on one."""
    return [
        one
        for one in found
        if not any(
            other.all != one.all and all(b <= a for a, b in zip(one.all, other.all, strict=True)) for other in found
        )
    ]
