"""Who may do what, where: one table for the check of acts and the scope of reads.

Source: docs/rules.md 8 (roles), 国办发〔2024〕54号 (no inspection without a licence).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from grids.commands import Command, IssueNotice, NoticeKind, StartVisit, VisitKind
from grids.errors import Refusal
from grids.levels import Level, Place


class Role(StrEnum):
    """What a person is, by grant; one person may hold several, each for an area."""

    ADMIN = "admin"
    CITY = "city"
    DEPARTMENT = "department"
    DISTRICT = "district"
    ENTERPRISE = "enterprise"
    INSPECTOR = "inspector"
    OFFICER = "officer"
    PLANNER = "planner"
    TOWN_HEAD = "town_head"
    TOWN_OFFICER = "town_officer"


_FIELD = frozenset({Role.OFFICER, Role.INSPECTOR, Role.TOWN_OFFICER})
_GRADES = frozenset({Role.DEPARTMENT, Role.DISTRICT})
_DRAWS = frozenset({Role.PLANNER, Role.TOWN_OFFICER})
"""A planner draws in the whole area, a town office in its town; the district approves. Source: docs/rules.md 3.5."""
_OFFICES = frozenset({Role.TOWN_OFFICER, Role.DEPARTMENT, Role.DISTRICT, Role.CITY})
"""Whose office keeps a contact table and issues circulars. Source: 武政办发〔2013〕20号 六-1."""
_RECEIVES = _OFFICES | {Role.TOWN_HEAD, Role.ENTERPRISE}
_LEARNS = frozenset(Role) - {Role.ADMIN}
_TRIAGE = frozenset({Role.TOWN_OFFICER, Role.DEPARTMENT, Role.DISTRICT})
_REPORTS = frozenset({Role.TOWN_OFFICER, Role.DISTRICT})
"""Who checks reports of the public. Source: 安全生产法 art 73; docs/rules.md 3.1 row 5, path P7."""

MAY: Final[dict[str, frozenset[Role]]] = {
    "accept-report": _REPORTS,
    "accept-task": _FIELD,
    "accept-transfer": _TRIAGE,
    "acknowledge-notice": frozenset({Role.ENTERPRISE}),
    "activate-inspection-plan": _GRADES,
    "add-record": _FIELD | {Role.ENTERPRISE, Role.DEPARTMENT, Role.DISTRICT},
    "answer-appeal": frozenset({Role.DISTRICT}),
    "answer-circular": _RECEIVES,
    "appeal-assessment": frozenset({Role.TOWN_OFFICER, Role.DEPARTMENT}),
    "apply-delisting": frozenset({Role.ENTERPRISE}),
    "apply-key-exit": frozenset({Role.ENTERPRISE, Role.TOWN_OFFICER}),
    "apply-resume": frozenset({Role.ENTERPRISE}),
    "approve-grades": _GRADES,
    "archive-redraw": _DRAWS | {Role.DISTRICT},
    "assess-own-work": frozenset({Role.TOWN_OFFICER, Role.DEPARTMENT}),
    "assign-spot-check": _GRADES,
    "assign-task": _TRIAGE,
    "assign-unit": frozenset({Role.TOWN_OFFICER, Role.DISTRICT}),
    "cancel-assessment": frozenset({Role.DISTRICT}),
    "cancel-training": _OFFICES,
    "change-grade": _GRADES,
    "change-level": frozenset({Role.TOWN_OFFICER, Role.INSPECTOR, Role.DEPARTMENT, Role.DISTRICT}),
    "change-record": _FIELD | {Role.ENTERPRISE, Role.DEPARTMENT, Role.DISTRICT},
    "check-closing": _FIELD | {Role.DEPARTMENT},
    "choose-model": _TRIAGE,
    "close-inspection": frozenset({Role.INSPECTOR}),
    "close-inspection-plan": _GRADES,
    "decide-answer": _OFFICES,
    "decide-application": frozenset({Role.TOWN_OFFICER}),
    "decide-assessment": frozenset({Role.DISTRICT}),
    "decide-change": frozenset({Role.TOWN_OFFICER, Role.DEPARTMENT}),
    "decide-delisting": frozenset({Role.DISTRICT, Role.CITY}),
    "decide-extension": _TRIAGE | {Role.INSPECTOR},
    "decide-inspection": frozenset({Role.DEPARTMENT}),
    "decide-inspection-plan": _GRADES,
    "decide-key-entry": frozenset({Role.DISTRICT}),
    "decide-key-exit": frozenset({Role.DISTRICT}),
    "decide-listing": frozenset({Role.DISTRICT, Role.CITY}),
    "decide-overdue": frozenset({Role.INSPECTOR, Role.DEPARTMENT, Role.DISTRICT}),
    "decide-plan-change": _GRADES,
    "decide-redraw": frozenset({Role.DISTRICT}),
    "decide-resume": frozenset({Role.INSPECTOR, Role.DEPARTMENT}),
    "decide-self-report": frozenset({Role.TOWN_OFFICER, Role.DEPARTMENT, Role.DISTRICT}),
    "declare-conflict": _GRADES | {Role.INSPECTOR},
    "discard-report": _REPORTS,
    "draft-list": _GRADES,
    "draw-inspection-plan": _GRADES,
    "draw-spot-check": _GRADES,
    "drop-standard-draft": frozenset({Role.DEPARTMENT, Role.DISTRICT}),
    "drop-survey": _DRAWS,
    "edit-redraw": _DRAWS,
    "end-campaign": _GRADES,
    "end-conflict": _GRADES,
    "end-quality-rule": frozenset({Role.DISTRICT}),
    "end-record": _FIELD | {Role.ENTERPRISE, Role.DEPARTMENT, Role.DISTRICT},
    "enter-inspection": frozenset({Role.INSPECTOR}),
    "file-inspection-plan": _GRADES,
    "finish-visit": _FIELD,
    "hand-in-survey": _DRAWS,
    "issue-circular": _OFFICES,
    "issue-document": frozenset({Role.INSPECTOR}),
    "issue-notice": frozenset({Role.TOWN_OFFICER, Role.OFFICER, Role.INSPECTOR}),
    "leave-inspection": frozenset({Role.INSPECTOR}),
    "list-attendance": _OFFICES,
    "lock-supervision": frozenset({Role.DEPARTMENT}),
    "mark-trial": frozenset({Role.TOWN_OFFICER, Role.DISTRICT}),
    "merge-enterprises": frozenset({Role.TOWN_OFFICER}),
    "merge-hazard": _TRIAGE,
    "merge-tasks": _GRADES,
    "move-listed": _GRADES,
    "open-assessment": frozenset({Role.DISTRICT}),
    "open-hazard": _TRIAGE,
    "open-inspection": frozenset({Role.INSPECTOR}),
    "open-reporter": _REPORTS,
    "order-day": _FIELD,
    "order-grading": _GRADES,
    "order-inspection": _GRADES,
    "order-measure": frozenset({Role.INSPECTOR, Role.DEPARTMENT}),
    "order-spot-check": _GRADES,
    "order-tasks": _GRADES,
    "plan-training": _OFFICES,
    "propose-change": _FIELD | {Role.ENTERPRISE, Role.DEPARTMENT},
    "propose-key-entry": _TRIAGE | {Role.INSPECTOR},
    "propose-listing": _TRIAGE,
    "propose-measure": frozenset({Role.OFFICER, Role.TOWN_OFFICER}),
    "propose-move": frozenset({Role.TOWN_OFFICER}),
    "propose-plan-change": _GRADES,
    "publish-frequency": _GRADES,
    "publish-grading-method": _GRADES,
    "publish-list": _GRADES,
    "publish-model": _TRIAGE,
    "publish-phase": frozenset({Role.DISTRICT}),
    "publish-redraw": frozenset(),
    "publish-standard": frozenset({Role.DEPARTMENT, Role.DISTRICT}),
    "raise-listing": _TRIAGE,
    "read-circular": _RECEIVES,
    "rebase-redraw": _DRAWS,
    "record-hazard": _FIELD | {Role.ENTERPRISE, Role.DEPARTMENT},
    "record-spot-check": frozenset({Role.INSPECTOR, Role.DEPARTMENT}),
    "rectify-on-the-spot": frozenset({Role.OFFICER, Role.INSPECTOR, Role.ENTERPRISE}),
    "redo-redraw": _DRAWS,
    "redo-survey": _DRAWS,
    "register-enterprise": _FIELD,
    "reinspect-hazard": _FIELD | {Role.DEPARTMENT, Role.ENTERPRISE},
    "reject-hazard": _TRIAGE,
    "remove-model": _TRIAGE,
    "reopen-hazard": frozenset({Role.DEPARTMENT, Role.DISTRICT}),
    "report-accident": frozenset({Role.TOWN_OFFICER, Role.DEPARTMENT, Role.DISTRICT}),
    "report-progress": frozenset({Role.ENTERPRISE, Role.TOWN_OFFICER, Role.DEPARTMENT}),
    "request-extension": frozenset({Role.ENTERPRISE}),
    "return-task": _FIELD,
    "return-transfer": _TRIAGE,
    "review-plan": frozenset({Role.DEPARTMENT, Role.DISTRICT}),
    "review-task": _GRADES,
    "revoke-notice-link": frozenset({Role.TOWN_OFFICER, Role.INSPECTOR, Role.DISTRICT}),
    "reward-report": _REPORTS,
    "save-document": frozenset({Role.INSPECTOR}),
    "save-standard": frozenset({Role.DEPARTMENT, Role.DISTRICT}),
    "score-assessment": frozenset({Role.DISTRICT}),
    "set-status": frozenset({Role.TOWN_OFFICER}),
    "settle-faults": _DRAWS,
    "settle-report": _REPORTS,
    "settle-roster-row": frozenset({Role.TOWN_OFFICER, Role.DISTRICT}),
    "settle-supervisor": frozenset({Role.TOWN_OFFICER, Role.DISTRICT}),
    "sign-circular": _RECEIVES,
    "sign-document": frozenset({Role.ENTERPRISE}),
    "sign-in-training": _LEARNS,
    "sign-self-report": frozenset({Role.ENTERPRISE}),
    "start-campaign": _GRADES,
    "start-cohort": frozenset({Role.DISTRICT}),
    "start-redraw": _DRAWS,
    "start-standard": frozenset({Role.DEPARTMENT, Role.DISTRICT}),
    "start-survey": _DRAWS,
    "start-visit": _FIELD,
    "submit-inspection-plan": _GRADES,
    "submit-plan": frozenset({Role.ENTERPRISE}),
    "submit-rectification": frozenset({Role.ENTERPRISE}),
    "submit-redraw": _DRAWS | {Role.TOWN_HEAD},
    "submit-self-check": frozenset({Role.ENTERPRISE}),
    "supplement-accident": frozenset({Role.TOWN_OFFICER, Role.DEPARTMENT, Role.DISTRICT}),
    "take-quiz": _LEARNS,
    "take-report": _REPORTS,
    "take-suggestions": _DRAWS,
    "transfer-hazard": _TRIAGE,
    "transfer-report": _REPORTS,
    "undo-merge": frozenset({Role.TOWN_OFFICER}),
    "undo-redraw": _DRAWS,
    "undo-survey": _DRAWS,
    "verify-file": _FIELD | {Role.DEPARTMENT},
    "verify-position": _FIELD,
    "verify-record": _FIELD | {Role.DEPARTMENT},
    "void-document": frozenset({Role.DEPARTMENT, Role.INSPECTOR}),
    "void-hazard": frozenset({Role.DISTRICT}),
    "waive-task": _TRIAGE,
    "withdraw-assessment": frozenset({Role.DISTRICT}),
    "withdraw-circular": _OFFICES,
    "withdraw-grading-method": _GRADES,
    "withdraw-list": _GRADES,
    "withdraw-model": _TRIAGE,
    "withdraw-redraw": _DRAWS | {Role.DISTRICT},
    "write-contacts": _OFFICES,
    "write-grading-method": _GRADES,
    "write-inspection-plan": _GRADES,
    "write-quality-rule": frozenset({Role.DISTRICT}),
}
"""Command kind -> roles that may ever do it; the rules of the noun narrow it further."""

PLANS_INSPECTIONS: Final = _GRADES | {Role.INSPECTOR, Role.CITY}
"""Roles that see plans before they hold, their draws and conflicts: who writes, carries out and looks down on them."""
HANDS_OUT_TASKS: Final = _TRIAGE
"""Roles that hand tasks out, and so learn who could do one."""
SEES_TASKS: Final = frozenset(Role) - {Role.PLANNER, Role.ADMIN, Role.ENTERPRISE}
"""Roles that see tasks of their area; an enterprise is told of an inspection by its notice."""
GRADES_ENTERPRISES: Final = _GRADES
"""Roles that see proposed grades, write methods and try them: departments for their classes, the district for all."""
SEES_STANDARDS: Final = frozenset(Role) - {Role.PLANNER, Role.ADMIN, Role.ENTERPRISE}
"""Roles that read standards at the desk, drafts too; an enterprise has those that hold for it on its phone."""
OVERSEES_SELF_CHECKS: Final = frozenset(
    {Role.TOWN_OFFICER, Role.TOWN_HEAD, Role.DEPARTMENT, Role.DISTRICT, Role.CITY, Role.INSPECTOR, Role.OFFICER}
)
"""Roles that see who reported, who was late and who missed."""

SEES_LISTS: Final = frozenset(
    {Role.DEPARTMENT, Role.DISTRICT, Role.CITY, Role.TOWN_HEAD, Role.TOWN_OFFICER, Role.INSPECTOR}
)
"""Roles that read departments' lists, the key list, cohorts and supervisors of their area."""
SPOT_CHECKS: Final = frozenset(
    {Role.DEPARTMENT, Role.DISTRICT, Role.CITY, Role.TOWN_HEAD, Role.TOWN_OFFICER, Role.INSPECTOR}
)
"""Roles that read spot checks of their area; a grid officer and an enterprise read no sample before it is visited."""
SEES_INSPECTIONS: Final = frozenset({Role.DEPARTMENT, Role.DISTRICT, Role.INSPECTOR})
"""Roles that read cases of enforcement: who inspects, who gives leave, the committee office, which reads everything.

Whoever patrols never does; an enterprise has its own issued documents. Source: 国办发〔2024〕54号; docs/rules.md 8."""
SEES_DOCUMENTS: Final = SEES_INSPECTIONS | {Role.ENTERPRISE}
SEES_REPORTS: Final = _REPORTS | {Role.TOWN_HEAD}
"""Roles that see reports of the public, their words and photos, and not who made them."""
SEES_ACCIDENTS: Final = frozenset(
    {Role.TOWN_OFFICER, Role.TOWN_HEAD, Role.INSPECTOR, Role.DEPARTMENT, Role.DISTRICT, Role.CITY}
)
"""Roles that see the accidents of their area."""
SEES_COVERAGE: Final = SEES_ACCIDENTS - {Role.INSPECTOR}
"""Roles that see which industries have a department, an officer, a standard and a method."""
READS_REPORTERS: Final = _REPORTS
"""Roles that may open who made a report, each time for a reason that the ledger keeps. Source: 安全生产法 art 76."""

LINK_MAY: Final = frozenset({"acknowledge-notice", "request-extension", "submit-plan", "submit-rectification"})
"""What is done over a notice's link, without an account: answering it, never judging or recording."""

READS_HAZARDS: Final = frozenset(Role) - {Role.PLANNER, Role.ADMIN}
"""Roles that see hazards and enterprises' files; a planner draws boundaries, an admin keeps accounts."""

SEES_OFFICES: Final = frozenset(Role) - {Role.ENTERPRISE}
"""Roles that read contact tables: telephones of people are for the administration, never for enterprises."""

SEES_FIGURES: Final = READS_HAZARDS - {Role.ENTERPRISE}
"""Roles that see the indicators of their area; an enterprise sees its own records, and no comparison."""

OFFICES: Final = _OFFICES
"""Roles whose office issues circulars and plans trainings."""
RECEIVES_CIRCULARS: Final = _RECEIVES
"""Roles a circular may come to; each sees those of the own office or enterprise."""
LEARNS: Final = _LEARNS
"""Roles that trainings are for."""
SEES_TRAINED: Final = _OFFICES | {Role.TOWN_HEAD}
"""Roles that see how many came to trainings, and who."""
SEES_REPORT_DUTIES: Final = _RECEIVES - {Role.ENTERPRISE}
"""Roles that see which offices owe the report of a period, each its own."""
OVERSEES_REPORTS: Final = frozenset({Role.DISTRICT, Role.CITY})
"""Roles that see it of every office in reach. Source: 常安〔2016〕21号 三(三)."""

SEES_APPLICATIONS: Final = frozenset({Role.TOWN_OFFICER, Role.DISTRICT})
"""Roles that see applications of enterprises with name and telephone: the town, which decides, and its district."""
SEES_ASSESSMENTS: Final = _OFFICES | {Role.TOWN_HEAD}
"""Roles that read assessments: district and city all, an office its own sheet, and the ranking once decided."""

IMPORTS: Final = frozenset({Role.TOWN_OFFICER, Role.DISTRICT})
SEES_UNITS: Final = frozenset(Role) - {Role.ADMIN}
POSTS_UNITS: Final = frozenset({Role.PLANNER, Role.TOWN_OFFICER, Role.TOWN_HEAD, Role.DISTRICT})
"""Roles that print the sheets on which the public reads who answers for a grid unit."""
DRAWS_UNITS: Final = _DRAWS
"""Roles that draw on plans and work off what comes in."""
SEES_SITES: Final = READS_HAZARDS | {Role.PLANNER}
"""Roles that may know name, address and point of enterprises: a planner moves them and needs no more of them."""
SEES_REDRAWS: Final = frozenset({Role.PLANNER, Role.TOWN_OFFICER, Role.TOWN_HEAD, Role.DISTRICT, Role.CITY})
"""Roles that see plans of boundaries before they hold: who draws, hands in, decides, and whose ground it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One role in one area: an area of the tree, some grid units, or one enterprise.

    With `hazards` it is the grant of a notice's link: these hazards and this notice, nothing else of the enterprise.
    """

    role: Role
    level: Level | None = None
    area: int | None = None
    units: frozenset[int] = frozenset()
    enterprise: UUID | None = None
    hazards: frozenset[UUID] | None = None
    notice: UUID | None = None
    classes: frozenset[str] | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether the grant holds at this moment; half-open in time."""
        return (self.valid_from is None or self.valid_from <= at) and (self.valid_to is None or at < self.valid_to)

    def covers(self, place: Place) -> bool:
        """Tell whether the place lies in the grant's area and, for a department, in its classes."""
        if self.classes is not None and place.supervision_class not in self.classes:
            return False
        if self.hazards is not None and place.hazard not in self.hazards and place.notice != self.notice:
            return False
        if self.enterprise is not None:
            return self.enterprise == place.enterprise
        if self.units:
            return place.unit in self.units
        if self.level is None:
            return False
        return self.area is not None and self.area == place.area(self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who acts or looks, with the grants that hold now."""

    id: UUID
    name: str
    grants: tuple[Grant, ...] = ()
    licence_no: str | None = None

    def roles(self, place: Place | None = None) -> frozenset[Role]:
        """Return the roles the person holds, everywhere or at this place."""
        return frozenset(g.role for g in self.grants if place is None or g.covers(place))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a person may read, as ids: the union of the areas, units and enterprises of the grants."""

    cities: frozenset[int] = frozenset()
    districts: frozenset[int] = frozenset()
    towns: frozenset[int] = frozenset()
    villages: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    enterprises: frozenset[UUID] = frozenset()
    hazards: frozenset[UUID] | None = None
    classes: frozenset[str] | None = field(default=None)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all may be read."""
        return not (self.cities or self.districts or self.towns or self.villages or self.units or self.enterprises)


def check(person: Person, command: Command, place: Place) -> frozenset[Role]:
    """Return the roles in which the person may try this act at this place, or refuse.

    Source: docs/rules.md 8.
    """
    able = MAY[command.kind]
    over_link = any(grant.hazards is not None for grant in person.grants)
    if not able & person.roles() or (over_link and command.kind not in LINK_MAY):
        raise Refusal("not-yours", step=command.kind)
    here = able & person.roles(place)
    if not here:
        raise Refusal("area-not-yours", step=command.kind)
    return _narrow(command, here)


def _narrow(command: Command, roles: frozenset[Role]) -> frozenset[Role]:
    """Keep inspection words and papers to licensed inspectors."""
    match command:
        case StartVisit(visit_kind=VisitKind.INSPECTION | VisitKind.REINSPECTION):
            able = roles & {Role.INSPECTOR}
        case IssueNotice(notice_kind=NoticeKind.RECTIFICATION_ORDER):
            able = roles & {Role.INSPECTOR}
        case IssueNotice(notice_kind=NoticeKind.REMINDER):
            able = roles & {Role.OFFICER, Role.TOWN_OFFICER}
        case _:
            able = roles
    if not able:
        raise Refusal("not-yours", step=command.kind)
    return able


def scope(grants: Iterable[Grant], roles: frozenset[Role] = READS_HAZARDS) -> Scope:
    """Gather what may be read from the grants of these roles.

    A class limit narrows only when every grant has one: the widest right wins.
    """
    able = [g for g in grants if g.role in roles]
    limits = [g.classes for g in able]
    classes = (
        frozenset().union(*(c for c in limits if c is not None))
        if limits and all(c is not None for c in limits)
        else None
    )
    papers = [g.hazards for g in able]
    hazards = (
        frozenset().union(*(p for p in papers if p is not None))
        if papers and all(p is not None for p in papers)
        else None
    )
    return Scope(
        cities=_areas(able, Level.CITY),
        districts=_areas(able, Level.DISTRICT),
        towns=_areas(able, Level.TOWN),
        villages=_areas(able, Level.VILLAGE),
        units=frozenset(u for g in able for u in g.units),
        enterprises=frozenset(g.enterprise for g in able if g.enterprise is not None),
        hazards=hazards,
        classes=classes,
    )


def _areas(grants: Iterable[Grant], level: Level) -> frozenset[int]:
    return frozenset(g.area for g in grants if g.level is level and g.area is not None)
