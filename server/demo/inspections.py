"""A handful of enforcement inspections in every state, with their documents: played by the product's own acts.

Unlike the rest of the demo these are few, and papers are frozen as acts freeze them, so the handlers are called with
the moments of the past; the ledger has none of it, as of nothing else in the demo.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from grids import commands as c
from grids.commands import DocumentKind, InspectionGround, Said
from grids.enterprises import POINTS
from grids.permissions import Person
from grids.policy import HERE, local_day
from server import entry_codes
from server.acts import hazards, notices, visits
from server.acts import inspection_papers as papers
from server.acts import inspections as cases
from server.acts.deed import Deed
from server.store import people
from server.store.policy import policy_on
from server.store.tables import (
    Enterprise,
    GrantRow,
    HazardEventRow,
    HazardRow,
    InspectionRow,
    NoticeRow,
    PersonRow,
    VisitRow,
)

_BASIS: Final = "《中华人民共和国安全生产法》第六十五条"
_PURPOSE: Final = "检查安全生产主体责任落实情况和现场事故隐患"
_CONTENT: Final = "安全生产责任制、教育培训、隐患排查治理台账；作业现场设备设施、用电、消防通道"
_METHOD: Final = "查阅资料、现场查看、询问有关人员"
_FOUND: Final = (
    ("冲压车间", "S02", "2 号冲床光电保护装置失灵，未停用", "修复保护装置，验收合格前停用该冲床"),
    ("配电房", "S06", "配电柜前堆放纸箱，箱门缺失", "清空配电柜前一米范围，补装箱门"),
    ("危废间", "S03", "废油桶无盖，未设泄漏收集盘", "加盖并设收集盘，张贴标志"),
)  # fmt: skip
_NO_PROBLEM: Final = "查阅 2026 年教育培训记录和隐患台账，齐全；现场查看两个车间，未发现事故隐患。"


@dataclass(slots=True)
class Stage:
    """Who plays, where, and the chance that makes the ids."""

    session: Session
    morning: datetime
    one: UUID
    two: UUID
    department: UUID
    owner: UUID
    firms: Sequence[Enterprise]
    picture: str
    chance: Random = field(default_factory=lambda: Random("inspections"))  # noqa: S311 - a story, no secret

    def id(self) -> UUID:
        """Make an id."""
        return UUID(int=self.chance.getrandbits(128), version=4)

    def deed(self, who: UUID, at: datetime) -> Deed:
        """Let somebody act at a moment of the past."""
        person: Person | None = people.person_at(self.session, who, at)
        if person is None:
            raise LookupError(f"nobody of the demo is {who}")
        return Deed(
            session=self.session, person=person, act_id=self.id(), device=UUID(int=0), at=at, act_at=at,
            policy=policy_on(local_day(at)),
        )  # fmt: skip

    def ago(self, days: float) -> datetime:
        """Return a moment, counted back from ten in the morning of the last full day: people work by day."""
        return self.morning - timedelta(days=days)


def write(session: Session, until: datetime, picture: str) -> None:
    """Play the cases; nothing where the demo is too small to have the firms for them."""
    named = {
        name: session.scalars(select(PersonRow.id).where(PersonRow.username == name)).one()
        for name in ("inspector", "inspector2", "department", "enterprise")
    }
    firms = _firms(session, named["enterprise"])
    if len(firms) < _NEEDED:
        return
    stage = Stage(
        session=session, morning=_morning(until), one=named["inspector"], two=named["inspector2"], picture=picture,
        department=named["department"], owner=named["enterprise"], firms=firms,
    )  # fmt: skip
    event.listen(session, "before_flush", _of_no_act)
    try:
        _play(stage, firms)
        session.flush()
    finally:
        event.remove(session, "before_flush", _of_no_act)


def _morning(until: datetime) -> datetime:
    here = until.astimezone(HERE).replace(hour=10, minute=0, second=0, microsecond=0)
    return here if here <= until else here - timedelta(days=1)


def _of_no_act(session: Session, *_: object) -> None:
    """Let events of hazards name no act, as all of the demo's: there is no entry of the ledger to look for."""
    for row in session.new:
        if isinstance(row, HazardEventRow):
            row.act_id = None


def _play(stage: Stage, firms: Sequence[Enterprise]) -> None:
    _closed(stage, firms[0])
    _ordered(stage, firms[0])
    _approved(stage, firms[1], unannounced=False)
    _approved(stage, firms[2], unannounced=True)
    _opened(stage, firms[3], 0.05, ground=InspectionGround.COMPLAINT, purpose="核查群众举报：夜间违规动火")
    _emergency(stage, firms[4])
    _refused(stage, firms[5])
    _corrected(stage, firms[6])
    _measure(stage, firms[7])


_NEEDED: Final = 8


def _firms(session: Session, owner: UUID) -> list[Enterprise]:
    """Take the firm of `enterprise`, and some whose place is known, by id."""
    granted = select(GrantRow.enterprise_id).where(GrantRow.person_id == owner, GrantRow.enterprise_id.is_not(None))
    own = session.scalars(select(Enterprise).where(Enterprise.id.in_(granted))).one()
    others = select(Enterprise).where(
        Enterprise.is_demo, Enterprise.status == "active", Enterprise.id != own.id,
        Enterprise.position_quality.in_([quality.value for quality in POINTS]), Enterprise.legal_rep.is_not(None),
        Enterprise.unit_id.is_not(None), Enterprise.supervision_class == "industry",
    )  # fmt: skip
    return [own, *session.scalars(others.order_by(Enterprise.id).limit(_NEEDED - 1))]


def _opened(
    stage: Stage, firm: Enterprise, days: float, ground: InspectionGround = InspectionGround.PLAN, **more: object
) -> UUID:
    case = stage.id()
    said: dict[str, Any] = {
        "announced": False, "purpose": _PURPOSE, "basis": _BASIS, "content": _CONTENT, "method": _METHOD,
        "planned_on": local_day(stage.ago(days - 1)), **more,
    }  # fmt: skip
    command = c.OpenInspection(inspection=case, enterprise=firm.id, ground=ground, second_inspector=stage.two, **said)
    cases.open_(stage.deed(stage.one, stage.ago(days)), command)
    stage.session.flush()
    stage.session.execute(update(InspectionRow).where(InspectionRow.id == case).values(is_demo=True))
    return case


def _leave(stage: Stage, case: UUID, days: float, opinion: str = "同意。注意检查文明，做好记录。") -> None:
    deed = stage.deed(stage.department, stage.ago(days))
    cases.decide(deed, c.DecideInspection(inspection=case, approved=True, opinion=opinion))


def _visit(stage: Stage, case: UUID, firm: Enterprise, days: float, *, entered: bool = True) -> UUID:
    visit, at = stage.id(), stage.ago(days)
    deed = stage.deed(stage.one, at)
    began = c.StartVisit(visit=visit, enterprise=firm.id, visit_kind=c.VisitKind.INSPECTION, started_at=at)
    visits.start(deed, began)
    stage.session.flush()
    stage.session.execute(update(VisitRow).where(VisitRow.id == visit).values(is_demo=True))
    if entered:
        code = entry_codes.code_of(stage.session, firm.id)
        entry = c.EnterInspection(inspection=case, entered_at=at, method=c.EntryMethod.CODE, code=code, visit=visit)
        cases.enter(stage.deed(stage.one, at), entry)
    else:
        stage.session.execute(update(InspectionRow).where(InspectionRow.id == case).values(visit_id=visit))
    return visit


def _left(stage: Stage, case: UUID, firm: Enterprise, visit: UUID, days: float) -> None:
    at = stage.ago(days)
    ended = c.FinishVisit(
        visit=visit, outcome=c.VisitOutcome.SUSPENDED, finished_at=at, person_met=firm.principal or "",
        second_inspector=stage.two,
    )  # fmt: skip
    visits.finish(stage.deed(stage.one, at), ended)
    cases.leave(stage.deed(stage.one, at), c.LeaveInspection(inspection=case, left_at=at))


def _paper(stage: Stage, case: UUID, kind: DocumentKind, said: Said, days: float, replaces: UUID | None = None) -> UUID:
    document = stage.id()
    command = c.IssueDocument(inspection=case, document=document, document_kind=kind, said=said, replaces=replaces)
    papers.issue(stage.deed(stage.one, stage.ago(days)), command)
    return document


def _record(stage: Stage, firm: Enterprise, days: float, findings: str, handling: str, **more: object) -> Said:
    began = stage.ago(days)
    said: dict[str, Any] = {
        "place": "生产车间、配电房、危废间", "began_at": began, "ended_at": began + timedelta(minutes=55),
        "met": firm.principal or "现场负责人", "post": "主要负责人", "phone": firm.principal_phone or "",
        "findings": findings, "handling": handling, **more,
    }  # fmt: skip
    return Said(**said)


def _found(stage: Stage, firm: Enterprise, visit: UUID, days: float, n: int) -> list[UUID]:
    found = []
    for place, category, description, demand in _FOUND[:n]:
        at, hazard = stage.ago(days), stage.id()
        command = c.RecordHazard(
            hazard=hazard, enterprise=firm.id, visit=visit, found_at=at, place=place, description=description,
            category=category, suggestion=demand, photos=(c.Photo(sha256=stage.picture, taken_at=at),),
        )  # fmt: skip
        hazards.record(stage.deed(stage.one, at), command)
        stage.session.flush()
        stage.session.execute(update(HazardRow).where(HazardRow.id == hazard).values(is_demo=True))
        found.append(hazard)
    return found


def _order(stage: Stage, case: UUID, firm: Enterprise, found: Sequence[UUID], days: float) -> UUID:
    notice, due = stage.id(), local_day(stage.ago(days - 15))
    items = tuple(c.NoticeItem(hazard=hazard, due_on=due, demand=_FOUND[n][3]) for n, hazard in enumerate(found))
    command = c.IssueNotice(
        notice=notice, enterprise=firm.id, notice_kind=c.NoticeKind.RECTIFICATION_ORDER, items=items,
        second_inspector=stage.two, inspection=case,
    )  # fmt: skip
    notices.issue(stage.deed(stage.one, stage.ago(days)), command)
    stage.session.flush()
    stage.session.execute(update(NoticeRow).where(NoticeRow.id == notice).values(is_demo=True))
    return notice


def _listed(n: int) -> str:
    return "\n".join(f"{number}. {place}：{what}。" for number, (place, _, what, _) in enumerate(_FOUND[:n], start=1))


def _closed(stage: Stage, firm: Enterprise) -> None:
    """Play a case from its notice to its receipt: three hazards, two rectified, one not."""
    case = _opened(stage, firm, 40, announced=True)
    _leave(stage, case, 39.9)
    _paper(stage, case, DocumentKind.NOTICE, Said(content=_CONTENT), 39.85)
    visit = _visit(stage, case, firm, 38)
    found = _found(stage, firm, visit, 37.98, 3)
    record = _paper(stage, case, DocumentKind.RECORD, _record(stage, firm, 38, _listed(3), "责令限期整改。"), 37.9)
    order = _order(stage, case, firm, found, 37.9)
    _left(stage, case, firm, visit, 37.88)
    receipt = Said(
        documents=(order, record), mode=c.ServiceMode.DIRECT, place="厂区办公室", began_at=stage.ago(37.88),
        met=firm.principal or "负责人",
    )  # fmt: skip
    _paper(stage, case, DocumentKind.RECEIPT, receipt, 37.87)
    signed = c.AcknowledgeNotice(notice=order, signed_by=firm.principal or "负责人")
    notices.acknowledge(stage.deed(stage.owner, stage.ago(37.8)), signed)
    for hazard in found:
        _rectified(stage, hazard, 25)
    for n, hazard in enumerate(found):
        passed = n < len(found) - 1
        step = c.ReinspectHazard(
            hazard=hazard, passed=passed, opinion="已整改" if passed else "收集盘未到位", second_inspector=stage.two,
            inspected_at=stage.ago(22), new_due_on=None if passed else local_day(stage.ago(18)),
        )  # fmt: skip
        hazards.step(stage.deed(stage.one, stage.ago(22)), step)
    items = tuple(
        c.OpinionItem(hazard=hazard, passed=n < 2, opinion="已按要求整改到位" if n < 2 else "已加盖，收集盘未到位")  # noqa: PLR2004 - two of three
        for n, hazard in enumerate(found)
    )
    _paper(stage, case, DocumentKind.OPINION, Said(items=items), 21.9)
    cases.close(stage.deed(stage.one, stage.ago(21)), c.CloseInspection(inspection=case))


def _rectified(stage: Stage, hazard: UUID, days: float) -> None:
    at = stage.ago(days)
    step = c.SubmitRectification(
        hazard=hazard, done="已按要求整改", done_on=local_day(at), done_by="设备科",
        photos=(c.Photo(sha256=stage.picture, taken_at=at),),
    )  # fmt: skip
    hazards.step(stage.deed(stage.owner, at), step)


def _ordered(stage: Stage, firm: Enterprise) -> None:
    """Play a case under way: recorded and ordered, not yet signed for."""
    case = _opened(stage, firm, 5)
    _leave(stage, case, 4.9)
    visit = _visit(stage, case, firm, 4)
    found = _found(stage, firm, visit, 3.98, 2)
    _paper(stage, case, DocumentKind.RECORD, _record(stage, firm, 4, _listed(2), "责令限期整改。"), 3.9)
    _order(stage, case, firm, found, 3.9)
    _left(stage, case, firm, visit, 3.88)


def _approved(stage: Stage, firm: Enterprise, *, unannounced: bool) -> None:
    case = _opened(stage, firm, 1, announced=not unannounced)
    _leave(stage, case, 0.9)
    if not unannounced:
        _paper(stage, case, DocumentKind.NOTICE, Said(content=_CONTENT), 0.85)


def _emergency(stage: Stage, firm: Enterprise) -> None:
    """Play one that began at once and has had no leave for more than a day."""
    case = _opened(
        stage, firm, 2, ground=InspectionGround.DIRECTED, emergency=True, emergency_reason="接报冷库液氨泄漏",
        planned_on=local_day(stage.ago(2)),
    )  # fmt: skip
    _visit(stage, case, firm, 1.95)


def _refused(stage: Stage, firm: Enterprise) -> None:
    case = _opened(stage, firm, 9)
    said = "该企业本年度行政检查次数已达上限，改由镇网格走访。"
    deed = stage.deed(stage.department, stage.ago(8.9))
    cases.decide(deed, c.DecideInspection(inspection=case, approved=False, opinion=said))


def _corrected(stage: Stage, firm: Enterprise) -> None:
    """Play one that nobody logged an entry of, whose record was voided and made again; signing was refused."""
    case = _opened(stage, firm, 30)
    _leave(stage, case, 29.9)
    _visit(stage, case, firm, 29, entered=False)
    said = _record(stage, firm, 29, _NO_PROBLEM, "继续保持。", place="一号仓库")
    wrong = _paper(stage, case, DocumentKind.RECORD, said, 28.9)
    papers.void(
        stage.deed(stage.one, stage.ago(28.85)), c.VoidDocument(document=wrong, reason="检查场所写错，应为二号仓库")
    )
    right = _record(
        stage, firm, 29, _NO_PROBLEM, "继续保持。", place="二号仓库", met="", refused=True,
        refusal="现场负责人以需请示为由拒绝签名，已现场录像",
    )  # fmt: skip
    _paper(stage, case, DocumentKind.RECORD, right, 28.8, replaces=wrong)
    cases.close(stage.deed(stage.one, stage.ago(28)), c.CloseInspection(inspection=case))


def _measure(stage: Stage, firm: Enterprise) -> None:
    """Play one that stopped a workplace on the spot."""
    case = _opened(stage, firm, 13, ground=InspectionGround.COMPLAINT)
    _leave(stage, case, 12.9)
    visit = _visit(stage, case, firm, 12)
    findings = "打磨车间干式除尘器未设置泄爆装置，地面、风管积尘明显，仍在作业。"
    _paper(stage, case, DocumentKind.RECORD, _record(stage, firm, 12, findings, "现场责令暂停打磨作业。"), 11.9)
    said = Said(
        findings=findings, basis=_BASIS, began_at=stage.ago(12),
        handling="1. 立即停止打磨车间作业，撤出作业人员。\n2. 清理积尘，排除隐患并经审查同意后，方可恢复。",
    )  # fmt: skip
    _paper(stage, case, DocumentKind.MEASURE, said, 11.9)
    _left(stage, case, firm, visit, 11.88)
