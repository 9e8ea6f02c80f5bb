"""Tasks, the runs that make them, and the order of an officer's day."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, SmallInteger, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from grids.commands.tasks import Basis
from grids.tasks import TaskKind, TaskState
from server.store.tables.base import RUN_STATES, AreaId, Base, EnterpriseId, Json, PersonId, Placed, one_of


class TaskRow(Placed, Base):
    """A visit or an inspection that is owed. `visit_id` is the one that paid it; `place_no` its place in its day."""

    __tablename__ = "task"
    __table_args__ = (
        one_of("kind", TaskKind),
        one_of("basis", Basis),
        one_of("state", TaskState),
        Index("ix_task_enterprise_id", "enterprise_id", "kind", "due_on"),
        Index("ix_task_district_id_due_on", "district_id", "due_on"),
        Index("ix_task_officer_id_day", "officer_id", "day"),
        Index(
            "uq_task_plan", "plan_id", "enterprise_id", "plan_turn", unique=True,
            postgresql_where=text("plan_id IS NOT NULL"),
        ),
        Index(
            "ix_task_waived", "enterprise_id", "due_on",
            postgresql_where=text("kind = 'patrol' AND state = 'waived'"),
        ),
        Index("uq_task_visit", "visit_id", "kind", unique=True, postgresql_where=text("visit_id IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    enterprise_id: Mapped[EnterpriseId]
    kind: Mapped[str]
    basis: Mapped[str]
    authority: Mapped[str] = mapped_column(server_default="")
    plan_id: Mapped[UUID | None] = mapped_column(ForeignKey("inspection_plan.id"))
    plan_turn: Mapped[int | None] = mapped_column(SmallInteger)
    grade: Mapped[str | None]
    window_from: Mapped[date]
    due_on: Mapped[date]
    minutes: Mapped[int] = mapped_column(SmallInteger)
    officer_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    second_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    by_hand: Mapped[bool] = mapped_column(server_default=text("false"))
    """Handed out by a person: no run hands it to somebody else."""
    state: Mapped[str] = mapped_column(server_default="generated")
    day: Mapped[date | None]
    place_no: Mapped[int | None] = mapped_column(SmallInteger)
    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("visit.id"))
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"))
    reason: Mapped[str] = mapped_column(server_default="")
    by_person: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
    finished_on: Mapped[date | None]
    counted: Mapped[bool] = mapped_column(server_default=text("false"))
    """Within the cap of the year of its authority; set when it is done."""
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))


class TaskReturn(Base):
    """A task that was handed back: by whom, when, why. Rows are only ever added."""

    __tablename__ = "task_return"
    __table_args__ = (Index("ix_task_return_task_id", "task_id", "at"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"))
    by_person: Mapped[PersonId]
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)


class TaskRun(Base):
    """The making of a district's tasks: who asked, the seed of its routes, how far, what came of it."""

    __tablename__ = "task_run"
    __table_args__ = (
        one_of("state", RUN_STATES),
        Index("ix_task_run_district_id", "district_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    city_id: Mapped[AreaId]
    district_id: Mapped[AreaId]
    seed: Mapped[str]
    state: Mapped[str]
    by_person: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    counts: Mapped[Json | None]


class DayRoute(Base):
    """The order of one officer's day: the way, the minutes, and the seed it came from. `own_order` is the officer's."""

    __tablename__ = "day_route"

    officer_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    district_id: Mapped[AreaId]
    seed: Mapped[str]
    metres: Mapped[float]
    minutes: Mapped[float]
    own_order: Mapped[bool] = mapped_column(server_default=text("false"))
    made_at: Mapped[datetime]


class Campaign(Base):
    """A named time with a filter over enterprises, tasks and hazards; empty lists filter nothing."""

    __tablename__ = "campaign"
    __table_args__ = (Index("ix_campaign_district_id", "district_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    city_id: Mapped[AreaId]
    district_id: Mapped[AreaId]
    title: Mapped[str]
    first: Mapped[date]
    last: Mapped[date]
    classes: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    grades: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    tags: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    categories: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    by_person: Mapped[PersonId]
    at: Mapped[datetime]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None]
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
