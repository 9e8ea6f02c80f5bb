"""Cohorts of model enterprises: begin one, choose an enterprise, take it out again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from annotated_types import Ge, Le

from grids.units import Line, Strict, Text

Year = Annotated[int, Ge(2000), Le(2999)]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCohort(Strict):
    """Begin the cohort of a year in a district."""

    kind: Literal["start-cohort"] = "start-cohort"
    cohort: UUID
    district: int
    title: Line
    year: Year


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseModel(Strict):
    """Choose an enterprise as a model: which department cultivates it, and why it."""

    kind: Literal["choose-model"] = "choose-model"
    cohort: UUID
    enterprise: UUID
    department: Line
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveModel(Strict):
    """Take an enterprise out of a cohort; that it was in stays readable."""

    kind: Literal["remove-model"] = "remove-model"
    cohort: UUID
    enterprise: UUID
    reason: Text


CohortStep = StartCohort | ChooseModel | RemoveModel
