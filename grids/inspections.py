"""An enforcement inspection: who opens and approves it, when it may start, what its papers need, how they are numbered.

Source: 安全生产法 arts 62 (plan), 67 (licence shown), 68 (record, signatures, refusal); 国办发〔2024〕54号 (approval
before it, entry logged, nobody without a licence); docs/rules.md 2.5 (forms, one serial along the chain).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from grids import commands as c
from grids.commands import DocumentKind, InspectionGround, Said
from grids.errors import Refusal
from grids.permissions import Person, Role


class InspectionState(StrEnum):
    """Where a case is. Source: docs/rules.md 3.3."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    UNDER_WAY = "under_way"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


LIVE: Final = frozenset({InspectionState.PROPOSED, InspectionState.APPROVED, InspectionState.UNDER_WAY})

NEEDS: Final[Mapping[DocumentKind, tuple[str, ...]]] = {
    DocumentKind.SCHEME: (),
    DocumentKind.NOTICE: ("content",),
    DocumentKind.RECORD: ("place", "began_at", "ended_at", "findings", "handling"),
    DocumentKind.MEASURE: ("findings", "basis", "handling"),
    DocumentKind.ORDER: (),
    DocumentKind.OPINION: ("items",),
    DocumentKind.RECEIPT: ("documents", "mode", "place", "began_at"),
}
"""Form -> what must be written on it. Source: docs/rules.md 2.5; 安全生产法 art 68 (time, place, content, problems,
handling)."""

BY_OTHERS: Final = {DocumentKind.SCHEME: "decide-inspection", DocumentKind.ORDER: "issue-notice"}
"""Forms that another act writes: the approval sheet is the approval, the order is the notice of its hazards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionPolicy:
    """How inspections are approved and numbered on a day. Source: tables/inspections.toml."""

    emergency_approval_hours: int
    number: str
    again: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A case as the rules see it."""

    id: UUID
    opened_by: UUID
    second: UUID
    ground: InspectionGround
    announced: bool
    emergency: bool
    state: InspectionState = InspectionState.PROPOSED
    approved: bool | None = None
    decided_at: datetime | None = None
    started_at: datetime | None = None
    entered: bool = False

    @property
    def officers(self) -> frozenset[UUID]:
        """Return the two who inspect."""
        return frozenset({self.opened_by, self.second})

    @property
    def may_run(self) -> bool:
        """Tell whether it may go on: with leave, or without it yet in an emergency. Source: 国办发〔2024〕54号."""
        return self.approved is True or self.emergency


def open_(command: c.OpenInspection, person: Person, second: Person | None) -> Inspection:
    """Open a case for two different licensed inspectors, or refuse.

    Source: 行政处罚法 art 42 and 安全生产法 art 67 (two, licensed). An emergency says what it is.
    """
    if second is None or not (person.licence_no and second.licence_no) or second.id == person.id:
        raise Refusal("second-inspector-needed")
    if command.emergency and not command.emergency_reason.strip():
        raise Refusal("reason-needed", step=command.kind)
    if command.ground is InspectionGround.REINSPECTION and command.follows is None:
        raise Refusal("inspection-follows", step=command.kind)
    return Inspection(
        id=command.inspection, opened_by=person.id, second=second.id, ground=command.ground,
        announced=command.announced, emergency=command.emergency,
    )  # fmt: skip


def licensed(officers: Mapping[UUID, Person | None], names: Mapping[UUID, str]) -> None:
    """Refuse to go on where one of the two has no licence on the day of the act, naming who.

    `officers` are as they were that day. Source: 国办发〔2024〕54号 (nobody without a licence); 行政处罚法 art 42.
    """
    for own, officer in officers.items():
        if officer is None or not officer.licence_no:
            raise Refusal("licence-not-valid", name=names[own])


def decide(now: Inspection, command: c.DecideInspection, person: Person, at: datetime) -> Inspection:
    """Give or refuse leave; nobody decides on an inspection of their own. Source: 国办发〔2024〕54号."""
    if person.id in now.officers:
        raise Refusal("inspection-own", step=command.kind)
    if now.approved is not None or now.state not in LIVE:
        raise Refusal("inspection-state", step=command.kind, state=now.state.value)
    if not command.approved and not command.opinion.strip():
        raise Refusal("reason-needed", step=command.kind)
    begun = now.state is InspectionState.UNDER_WAY
    state = InspectionState.APPROVED if command.approved else InspectionState.REFUSED
    return replace(now, approved=command.approved, decided_at=at, state=now.state if begun else state)


def start(now: Inspection, person: Person, at: datetime, step: str) -> Inspection:
    """Let the inspectors of a case go in: with leave, or without it yet in an emergency.

    `at` is when the device says they went in; deadlines count from it. Source: 国办发〔2024〕54号.
    """
    _open_to(now, person, step)
    _may_run(now, step)
    if now.started_at is not None:
        return now
    return replace(now, started_at=at, state=InspectionState.UNDER_WAY)


def close(now: Inspection, command: c.CloseInspection, person: Person, *, recorded: bool) -> Inspection:
    """End a case: done once it has its record; withdrawn, with a reason, before it began."""
    _open_to(now, person, command.kind)
    if command.withdrawn:
        if now.state is InspectionState.UNDER_WAY:
            raise Refusal("inspection-state", step=command.kind, state=now.state.value)
        if not command.reason.strip():
            raise Refusal("reason-needed", step=command.kind)
        return replace(now, state=InspectionState.WITHDRAWN)
    if not recorded:
        raise Refusal("inspection-no-record", step=command.kind)
    if now.approved is None:
        raise Refusal("inspection-not-approved", step=command.kind)
    return replace(now, state=InspectionState.CLOSED)


def write(now: Inspection, kind: DocumentKind, person: Person, step: str) -> None:
    """Let an inspector of the case write a form, or refuse."""
    _open_to(now, person, step)
    if kind in BY_OTHERS:
        raise Refusal("inspection-form-by", form=kind.value, other=BY_OTHERS[kind])
    if kind is DocumentKind.NOTICE and not now.announced:
        raise Refusal("inspection-unannounced", step=step)
    _may_run(now, step)


def order(now: Inspection, person: Person, step: str) -> None:
    """Let an inspector of the case issue its order, once the inspection may run."""
    _open_to(now, person, step)
    _may_run(now, step)


def lacking(kind: DocumentKind, said: Said) -> tuple[str, ...]:
    """Name what is missing on a form, in the order of the form.

    A record is signed for by somebody of the unit, or it says why not. Source: 安全生产法 art 68.

    >>> lacking(DocumentKind.MEASURE, Said(findings="a", basis="b"))
    ('handling',)
    """
    missing = [name for name in NEEDS[kind] if not _given(getattr(said, name))]
    if kind is DocumentKind.RECORD:
        if said.refused and not said.refusal.strip():
            missing.append("refusal")
        if not said.refused and not said.met.strip():
            missing.append("met")
        if said.began_at and said.ended_at and said.ended_at < said.began_at:
            missing.append("ended_at")
    if kind is DocumentKind.RECEIPT and not said.refused and not said.met.strip():
        missing.append("met")
    return tuple(dict.fromkeys(missing))


def check_form(kind: DocumentKind, said: Said) -> None:
    """Refuse a form that lacks something, naming what."""
    missing = lacking(kind, said)
    if missing:
        raise Refusal("inspection-form-lacks", form=kind.value, field=missing[0], n=len(missing))


def number(policy: InspectionPolicy, code: str, kind: DocumentKind, year: int, serial: int, again: int) -> str:
    """Write a document's number: the case's year and serial, and a count from its second document of the kind on.

    Source: docs/rules.md 2.5; tables/inspections.toml.

    >>> p = InspectionPolicy(emergency_approval_hours=24, number="（{code}）{word}〔{year}〕{serial}号",
    ...     again="（{code}）{word}〔{year}〕{serial}-{again}号", words={"record": "检记"})
    >>> number(p, "武", DocumentKind.RECORD, 2026, 12, 1), number(p, "武", DocumentKind.RECORD, 2026, 12, 2)
    ('（武）检记〔2026〕12号', '（武）检记〔2026〕12-2号')
    """
    form = policy.number if again == 1 else policy.again
    return form.format(code=code, word=policy.words[kind.value], year=year, serial=serial, again=again)


_DIVISIONS: Final = ("自治县", "自治旗", "开发区", "区", "县", "市", "旗", "镇", "街道")


def short_name(area: str) -> str:
    """Shorten a division's name for numbers, where its authority has entered no short form.

    >>> short_name("示范区"), short_name("区")
    ('示范', '区')
    """
    ending = next((each for each in _DIVISIONS if area.endswith(each) and len(area) > len(each)), "")
    return area.removesuffix(ending)


def approval_late(now: Inspection, hours: int, at: datetime) -> bool:
    """Tell whether an emergency was, or still is, without leave for longer than its hours.

    Unit: hours of the clock. Source: 国办发〔2024〕54号; tables/inspections.toml.
    """
    if not now.emergency or now.started_at is None:
        return False
    return (now.decided_at or at) > now.started_at + timedelta(hours=hours)


def entry_missing(now: Inspection, *, recorded: bool) -> bool:
    """Tell whether an inspection was recorded and nobody logged an entry: a flag, never a wall."""
    return recorded and not now.entered


def may_void(now: Inspection, kind: DocumentKind, person: Person, roles: frozenset[Role]) -> None:
    """Let an inspector of the case or the department say that a document does not count.

    The approval sheet is the leave itself, which nobody takes back by paper.
    """
    if kind is DocumentKind.SCHEME:
        raise Refusal("inspection-form-by", form=kind.value, other=BY_OTHERS[kind])
    if Role.DEPARTMENT not in roles and person.id not in now.officers:
        raise Refusal("not-yours", step="void-document")


def check_counts(state: str) -> None:
    """Refuse to go on with a document that does not count: a draft nobody was given, or a void one."""
    if state != "issued":
        raise Refusal("document-voided" if state == "voided" else "not-found", thing="document")


def may_sign(kind: DocumentKind, state: str) -> None:
    """Let the enterprise sign for a document that counts; the approval sheet is not its own.

    An order is signed for as the notice it is: that is when its hazards go into work.
    """
    if kind is DocumentKind.SCHEME:
        raise Refusal("not-found", thing="document")
    if kind is DocumentKind.ORDER:
        raise Refusal("inspection-order-signed")
    check_counts(state)


def _may_run(now: Inspection, step: str) -> None:
    if not now.may_run:
        raise Refusal("inspection-not-approved", step=step)


def _open_to(now: Inspection, person: Person, step: str) -> None:
    if person.id not in now.officers:
        raise Refusal("not-yours", step=step)
    if now.state not in LIVE:
        raise Refusal("inspection-state", step=step, state=now.state.value)


def _given(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)
