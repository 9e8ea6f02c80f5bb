"""Surveys: outlines from a file, the faults that were found in them, what was chosen, and the steps of the choosing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from grids.redraws import EditState
from grids.surveys import SurveyState
from server.store.tables.base import AreaId, Base, Json, PersonId, one_of


class SurveyRow(Base):
    """One file of outlines; it belongs to the smallest area that holds all its units."""

    __tablename__ = "survey"
    __table_args__ = (one_of("state", SurveyState), Index("ix_survey_city_id_state", "city_id", "state"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    city_id: Mapped[AreaId]
    district_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    town_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    chain_id: Mapped[AreaId]
    """The district whose chain keeps its acts: the first of its districts."""
    state: Mapped[str]
    revision: Mapped[int] = mapped_column(server_default="0")
    file_name: Mapped[str]
    sha256: Mapped[str]
    crs: Mapped[str]
    metric_srid: Mapped[int]
    overlap_m: Mapped[float]
    gap_m: Mapped[float]
    is_whole: Mapped[bool]
    """Units of today that are not in the file end."""
    by_person: Mapped[PersonId]
    at: Mapped[datetime]
    touched_at: Mapped[datetime]
    touched_by: Mapped[PersonId]
    units: Mapped[list[Any]] = mapped_column(JSONB, deferred=True)
    """As stated (server/store/surveys.Stated)."""
    grounds: Mapped[Json] = mapped_column(deferred=True)
    """Area id -> today's ground of it that may not change."""
    faults: Mapped[list[Any]] = mapped_column(JSONB, deferred=True)
    loose: Mapped[list[Any]] = mapped_column(JSONB, deferred=True)
    """Pieces that came loose by the choices; known once everything else is settled."""
    choices: Mapped[Json]
    before: Mapped[Json]
    after: Mapped[Json | None]
    """Figures of the clean coverage, once everything is settled."""
    rows: Mapped[Json]
    """What became of the rows of the file: read, taken, and why the others were not."""
    handed: Mapped[list[Any]] = mapped_column(JSONB)
    """Districts handed in, with the plan each became."""


class SurveyStepRow(Base):
    """One step on the list: the choices of the faults it touched, before and after."""

    __tablename__ = "survey_step"
    __table_args__ = (one_of("state", EditState),)

    survey_id: Mapped[UUID] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    before: Mapped[Json]
    after: Mapped[Json]
    state: Mapped[str]
    by_person: Mapped[PersonId]
    at: Mapped[datetime]
