"""Count for a heat map: one question, two ways to answer it, the same numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from server.reads import heat_columns, heat_database
from server.reads.column_places import by_enterprise
from server.reads.heat_question import Areas, Cells, Question
from server.store.columns.keeping import Columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """One number a group; the last one is what lies in no group: no known place, or outside."""

    hazards: NDArray[np.int64]
    majors: NDArray[np.int64]
    enterprises: NDArray[np.int64]
    visited: NDArray[np.int64]
    visits: NDArray[np.int64]

    def grouped(self) -> Counts:
        """Leave off what lies in no group."""
        return Counts(**{name: getattr(self, name)[:-1] for name in self.__slots__})

    def total(self) -> dict[str, int]:
        """Add everything up, what lies in no group included."""
        return {name: int(getattr(self, name).sum()) for name in self.__slots__}


def count(session: Session, columns: Columns | None, question: Question, by: Cells | Areas) -> Counts:
    """Count hazards, enterprises and visits by group, from the columns where they hold, else in the database.

    Columns know areas and no enterprises: who sees single enterprises is answered by the database.
    """
    if columns is None or by_enterprise(question.scope):
        return Counts(**heat_database.count(session, question, by))
    return Counts(**heat_columns.count(columns, question, by))


def industries(session: Session, columns: Columns | None, question: Question) -> list[str]:
    """Name the industries that the area can be narrowed to."""
    if columns is None or by_enterprise(question.scope):
        return heat_database.industries(session, question)
    return heat_columns.industries(columns, question)
