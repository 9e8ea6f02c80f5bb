"""Two assessments of the demo: towns over a quarter that is over, decided; departments over the same, still open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from grids import commands as c
from grids.circulars import code_of, span
from grids.commands import CircularKind, ObjectKind
from grids.indicators import Period
from grids.permissions import Person
from grids.policy import local_day
from server.demo.doing import Doing, named
from server.reads import assessments
from server.store.policy import assessment_standard
from server.store.tables import Area, AssessmentRow, AssessmentSheet

_OPENED, _SCORED, _APPEALED, _ANSWERED, _DECIDED = 24, 18, 15, 12, 9
"""Days before the moment of loading; the quarter is over by then."""
_SETTLED: Final = 30
_LACKS: Final = ("", "缺一次专题研究记录", "", "分工文件未更新", "培训签到不全", "", "考核记录缺第二季度")
_DEDUCTED: Final = (0.0, 2.0, 0.0, 1.5, 3.0, 0.0, 2.5)
_OWN: Final = "本季度专题研究两次，分工文件已印发，网格员和企业培训各一次，签到见附件。（演示）"
_OF_DEPARTMENT: Final = (
    "清单已公布，第三版更新晚两天。（演示）",
    "两个行业的排查标准已发布，企业使用情况见系统。（演示）",
)
_APPEAL: Final = "分工文件已于本季度更新，评分时未收到扫描件。（演示）"
_ANSWER: Final = "核对文件日期属实，予以采纳。（演示）"


def write(session: Session, district: int, until: datetime) -> None:
    """Assess as the district, its towns and its department would have done."""
    doing = Doing(session)
    last = span(code_of(CircularKind.QUARTER_REPORT, local_day(until - timedelta(days=_SETTLED))))
    code = code_of(CircularKind.QUARTER_REPORT, last.first - timedelta(days=1))
    period, name = span(code), f"{code[:4]}年第{code[-1]}季度"
    desk = doing.person("district", until)
    towns = session.scalars(
        select(Area.id).where(Area.district_id == district, Area.level == "town").order_by(Area.id)
    ).all()
    keys = [f"town:{town}" for town in towns]
    of_towns = _open(doing, desk, ObjectKind.TOWN, keys, period, f"{name}镇街道考核验收（演示）", until)
    _decided(doing, desk, of_towns, until)
    title = f"{name}部门考核验收（演示）"
    of_department = _open(doing, desk, ObjectKind.DEPARTMENT, [f"department:{district}"], period, title, until)
    _waiting(doing, desk, of_department, until)
    session.execute(update(AssessmentRow).values(is_demo=True))


def _open(
    doing: Doing, desk: Person, kind: ObjectKind, keys: Sequence[str], period: Period, title: str, until: datetime
) -> Sequence[AssessmentSheet]:
    """Open an assessment by the standard that ships; return its sheets."""
    at = until - timedelta(days=_OPENED)
    standard, own = assessment_standard(kind, local_day(at)), named(f"assessment {kind.value}")
    doing.does(
        desk,
        c.OpenAssessment(
            assessment=own, title=title, object_kind=kind, objects=tuple(keys), period_first=period.first,
            period_last=period.last, pass_percent=60, source=standard.source, items=standard.items,
        ),
        at,
    )  # fmt: skip
    query = select(AssessmentSheet).where(AssessmentSheet.assessment_id == own)
    return doing.session.scalars(query.order_by(AssessmentSheet.object)).all()


def _manual(kind: ObjectKind, at: datetime) -> list[c.AssessmentItem]:
    return [item for item in assessment_standard(kind, local_day(at)).items if item.automatic is None]


def _decided(doing: Doing, desk: Person, sheets: Sequence[AssessmentSheet], until: datetime) -> None:
    """Score every town, hear the appeal of the first office, decide, honour and criticise."""
    at = until - timedelta(days=_SCORED)
    office = doing.person("townoffice", until)
    own = next(sheet for sheet in sheets if sheet.object in {f"town:{grant.area}" for grant in office.grants})
    items = _manual(ObjectKind.TOWN, at)
    for item in items:
        doing.does(office, _of(c.AssessOwnWork, own, item, item.points, _OWN), at - timedelta(days=1))
    for n, sheet in enumerate(sheets):
        for m, item in enumerate(items):
            turn = (n * 2 + m + 1) % len(_LACKS)
            doing.does(desk, _of(c.ScoreAssessment, sheet, item, item.points - _DEDUCTED[turn], _LACKS[turn]), at)
    appeal = named("assessment appeal")
    heard = c.AppealAssessment(appeal=appeal, sheet=own.id, item=items[0].key, reason=_APPEAL)
    doing.does(office, heard, until - timedelta(days=_APPEALED))
    answer = c.AnswerAppeal(appeal=appeal, accepted=True, points=items[0].points, reason=_ANSWER)
    doing.does(desk, answer, until - timedelta(days=_ANSWERED))
    when = until - timedelta(days=_DECIDED)
    ranked = [
        row for row in assessments.one(doing.session, desk, own.assessment_id, local_day(when))["rows"] if row["rank"]
    ]
    first = c.Honour(honour_kind=c.HonourKind.TOWN, name=ranked[0]["name"], reason="得分率居首，按期整改扎实。（演示）")
    person = c.Honour(
        honour_kind=c.HonourKind.PERSON, name="周敏", unit=own.name, reason="隐患复查及时，台账齐全。（演示）"
    )
    decision = c.DecideAssessment(
        assessment=own.assessment_id, decision=named("assessment decision"), honours=(first, person),
        opinion="总体完成较好，自查自报和按期整改仍有差距。（演示）",
        criticisms=(
            c.Criticism(
                sheet=ranked[-1]["id"], reason="巡查频次未达到分级要求，限期补齐。（演示）",
                due_on=local_day(when) + timedelta(days=30),
            ),
        ),
    )  # fmt: skip
    doing.does(desk, decision, when)


def _waiting(doing: Doing, desk: Person, sheets: Sequence[AssessmentSheet], until: datetime) -> None:
    """Let the department assess itself and appeal; the district has scored one item and still owes the rest."""
    at, (sheet,) = until - timedelta(days=_SCORED), sheets
    department, items = doing.person("department", until), _manual(ObjectKind.DEPARTMENT, at)
    for item, words in zip(items, _OF_DEPARTMENT, strict=False):
        doing.does(department, _of(c.AssessOwnWork, sheet, item, item.points - 1, words), at)
    given = _of(c.ScoreAssessment, sheet, items[0], items[0].points - 4, "公布后新增企业未及时列入。（演示）")
    doing.does(desk, given, at + timedelta(days=1))
    appeal = c.AppealAssessment(
        appeal=named("assessment appeal open"), sheet=sheet.id, item=items[0].key,
        reason="新增企业为评分次日登记，不在考核期内。（演示）",
    )  # fmt: skip
    doing.does(department, appeal, until - timedelta(days=2))


def _of(
    kind: type[c.ScoreAssessment | c.AssessOwnWork], sheet: AssessmentSheet, item: c.AssessmentItem, points: float,
    reason: str,
) -> c.ScoreAssessment | c.AssessOwnWork:  # fmt: skip
    entry = named(f"{kind.__name__} {sheet.object} {item.key}")
    return kind(sheet=sheet.id, item=item.key, entry=entry, points=points, reason=reason)
