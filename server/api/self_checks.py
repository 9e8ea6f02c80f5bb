"""Self-inspection: who reported in a period, the rates, one self-check, the report of a period and its papers."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from flask import Response, jsonify
from flask_openapi3 import APIBlueprint
from pydantic import BaseModel, Field

from grids.permissions import OVERSEES_SELF_CHECKS, Scope
from grids.policy import local_day
from grids.self_checks import SelfCheckPolicy
from server import problems
from server.api import context, papers
from server.api.asked import Asked
from server.documents import self_checks as documents
from server.photos import PhotoStore
from server.reads import self_checks
from server.reads.self_checks import Wanted
from server.store.policy import self_checks_on

api = APIBlueprint("self_checks", __name__, url_prefix="/api/v1")
_PERIOD = r"^\d{4}(Q[1-4])?$"
Flag = Literal[
    "owed", "checked", "unchecked", "reported", "on_time", "late", "missed", "zero", "zero_streak", "identical",
    "waiting", "waived",
]  # fmt: skip


class Period(Asked):
    """Which quarter (`2026Q3`) or year (`2026`), narrowed."""

    period: str = Field(pattern=_PERIOD)
    town: int | None = None
    supervision_class: str | None = Field(default=None, max_length=60)


class PeriodRows(Period):
    """Which enterprises of the period, from where on."""

    flag: Flag | None = None
    q: str | None = Field(default=None, max_length=100)
    offset: int = Field(default=0, ge=0, le=1_000_000)
    limit: int = Field(default=50, ge=1, le=500)


class Checks(Asked):
    """Whose self-checks, of which period."""

    enterprise: UUID
    period: str | None = Field(default=None, pattern=_PERIOD)


class CheckPath(BaseModel):
    """Which self-check."""

    id: UUID


class ReportPath(BaseModel):
    """Whose report, of which period."""

    enterprise: UUID
    period: str = Field(pattern=_PERIOD)


@api.get("/self-periods", summary="Who checked itself and reported in a period")
def periods(query: PeriodRows) -> Response:
    """List the enterprises that owed a period in my area, narrowed to exactly what a figure counts."""
    seen, policy = _overseer(), _policy()
    wanted = Wanted(
        period=query.period, town=query.town, supervision_class=query.supervision_class, flag=query.flag, q=query.q
    )
    with context.reading().session() as session:
        today, page = local_day(context.now()), (query.offset, query.limit)
        return jsonify(self_checks.periods(session, seen, wanted, today, policy, page))


@api.get("/self-figures", summary="Rates of self-inspection in a period")
def figures(query: Period) -> Response:
    """Count coverage, reports, on time, late, missed, zero reports; as a whole, by town, by class."""
    seen, policy = _overseer(), _policy()
    wanted = Wanted(period=query.period, town=query.town, supervision_class=query.supervision_class)
    with context.reading().session() as session:
        return jsonify(self_checks.figures(session, seen, wanted, local_day(context.now()), policy))


@api.get("/self-checks", summary="Self-checks of an enterprise")
def listed(query: Checks) -> Response:
    """List the self-checks of an enterprise in my area, newest first."""
    seen = self_checks.overseen(context.signed_in().person)
    with context.reading().session() as session:
        return context.raw_json(self_checks.listed(session, seen, query.enterprise, query.period))


@api.get("/self-checks/<uuid:id>", summary="One self-check")
def one(path: CheckPath) -> Response:
    """Return a self-check with every answer, and the items as the list said them then."""
    seen = self_checks.overseen(context.signed_in().person)
    with context.reading().session() as session:
        return jsonify(self_checks.one(session, seen, path.id))


@api.get("/self-checks/<uuid:id>/record.pdf", summary="A self-check as a paper")
def record(path: CheckPath) -> Response:
    """Return a self-check as PDF, with the text of the version it was done by."""
    seen = self_checks.overseen(context.signed_in().person)
    with context.database().session() as session:
        told = self_checks.one(session, seen, path.id)
    return papers.pdf(documents.record_page(told, problems.language()))


@api.get("/self-reports/<uuid:enterprise>/<string:period>", summary="The report of a period")
def report(path: ReportPath) -> Response:
    """Return what the records of a period come to now, and every version of the report that was signed."""
    seen = self_checks.overseen(context.signed_in().person)
    with context.database().session() as session:
        return jsonify(self_checks.report(session, seen, path.enterprise, path.period, _policy()))


@api.get("/self-reports/<uuid:enterprise>/<string:period>/table.pdf", summary="The report of a period as a paper")
def table(path: ReportPath) -> Response:
    """Return the statistical table as PDF: as it was signed last, or for the principal to sign by hand."""
    seen = self_checks.overseen(context.signed_in().person)
    with context.database().session() as session:
        told = self_checks.report(session, seen, path.enterprise, path.period, _policy())
    store = PhotoStore.of(context.settings())
    return papers.pdf(documents.table_page(told, store, problems.language()))


def _overseer() -> Scope:
    return self_checks.overseen(context.signed_in_as(*OVERSEES_SELF_CHECKS).person)


def _policy() -> SelfCheckPolicy:
    return self_checks_on(local_day(context.now()))
