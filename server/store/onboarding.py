"""Onboarding: its dated numbers, the phases in force in a district, the moment an enterprise first came by itself."""

from __future__ import annotations

import functools
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from grids.onboarding import OnboardingPolicy, Phase, in_force
from server.store.policy import holding
from server.store.tables import OnboardingPhase

_FIRST = (
    "INSERT INTO enterprise_registration (enterprise_id, registered_at, how) "
    "SELECT DISTINCT g.enterprise_id, CAST(:at AS timestamptz), 'signed_in' FROM person_grant g "
    "WHERE g.person_id = :person AND g.role = 'enterprise' AND g.enterprise_id IS NOT NULL AND g.valid_from <= :at "
    "AND (g.valid_to IS NULL OR g.valid_to > :at) ON CONFLICT DO NOTHING"
)


@functools.cache
def onboarding_on(day: date) -> OnboardingPolicy:
    """Return the numbers of onboarding and the phases that ship, as they hold on a day.

    Source: grids/tables/onboarding.toml.
    """
    rule = holding("onboarding", day)
    phases = tuple(_shipped(each) for each in rule.pop("phase"))
    return OnboardingPolicy(filed=tuple(rule.pop("filed")), phases=phases, **rule)


def phases(session: Session, districts: Collection[int], day: date) -> dict[int, tuple[Phase, ...]]:
    """Return the phases in force on a day by district: those that ship, and the last its own of each number."""
    own: dict[int, dict[int, Phase]] = {district: {} for district in districts}
    query = select(OnboardingPhase).where(OnboardingPhase.district_id.in_(districts), OnboardingPhase.valid_from <= day)
    for row in session.scalars(query.order_by(OnboardingPhase.valid_from, OnboardingPhase.at)):
        own[row.district_id][row.number] = _own(row)
    shipped = onboarding_on(day).phases
    return {district: in_force(shipped, numbered) for district, numbered in own.items()}


def note_sign_in(session: Session, person: UUID, at: datetime) -> None:
    """Keep that an enterprise is on the system since its account first signed in; later ones change nothing."""
    session.execute(text(_FIRST), {"person": person, "at": at})


def _shipped(rule: dict[str, Any]) -> Phase:
    named = {**rule, "classes": frozenset(rule["classes"]), "tags": frozenset(rule["tags"])}
    return Phase(**named)


def _own(row: OnboardingPhase) -> Phase:
    return Phase(
        number=row.number, name=row.name, name_en=row.name, starts_on=row.starts_on, target_on=row.target_on,
        min_output_yuan=row.min_output_yuan, classes=frozenset(row.classes), tags=frozenset(row.tags),
        everyone=row.everyone,
    )  # fmt: skip
