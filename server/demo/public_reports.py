"""Reports of the public in the demo: each state once in the first officer's town, some in others, names and a reward.

All of it is made up and marked as demo data; nobody has the code of any of these reports.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grids.commands import Channel, Finding, Reward, Subject
from grids.hazards import Source, State
from grids.policy import HERE, local_day
from grids.public_reports import ReportState
from server import public_reports as receiving
from server.demo.people import FIRST_UNIT, Member
from server.demo.story import Story
from server.public_reports import Told
from server.store.tables import (
    Enterprise,
    HazardRow,
    PublicReport,
    PublicReporter,
    PublicReporterReading,
    PublicReportEvent,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A report that came so many days ago, and how far it is."""

    ago: int
    words: str
    place: str
    state: ReportState = ReportState.RECEIVED
    finding: Finding | None = None
    feedback: str = ""
    reason: str = ""
    answered_after: int = 1
    reward_yuan: int = 0
    channel: Channel = Channel.PAGE
    external_id: str = ""
    subject: Subject = Subject.HAZARD
    is_employee: bool = False
    name: str = ""
    is_elsewhere: bool = False


_THANKS: Final = "已到现场核查，情况属实，已责成该单位限期整改。谢谢您的举报。"
SCENES: Final = (
    Scene(ago=0, words="厂区后门被叉车和货堆堵住，晚上还有人上班", place="厂区北侧后门"),
    Scene(
        ago=1, words="抛光车间粉尘很大，除尘器经常不开", place="二楼抛光车间", state=ReportState.ACCEPTED,
        is_employee=True, name="演示·举报人甲",
    ),
    Scene(
        ago=8, words="楼道里停了十几辆电动车，有人拉线充电", place="沿街商铺二楼楼道", state=ReportState.ACCEPTED,
        channel=Channel.HOTLINE, external_id="12345-演示-0917",
    ),
    Scene(
        ago=2, words="上周有人被机器压伤，厂里让大家不要说", place="冲压车间", subject=Subject.ACCIDENT,
        is_employee=True, name="演示·举报人乙",
    ),
    Scene(
        ago=12, words="仓库里用明火取暖", place="成品仓库", state=ReportState.SETTLED, finding=Finding.TRUE,
        feedback=_THANKS, reason="现场有煤炉一只，已移走", answered_after=2, reward_yuan=300, name="演示·举报人丙",
    ),
    Scene(
        ago=26, words="配电箱敞开，线头外露", place="一车间门口", state=ReportState.SETTLED, finding=Finding.PARTLY,
        feedback="配电箱门损坏属实，已要求更换；线头为停用线路，已断电。", reason="箱门脱落，线路停用",
        answered_after=3,
    ),
    Scene(
        ago=18, words="隔壁厂夜里偷偷生产危险化学品", place="村西厂房", state=ReportState.SETTLED,
        finding=Finding.UNTRUE,
        feedback="两次到现场核查，厂房内为包装材料仓储，没有生产装置和危险化学品。", reason="夜查、日查各一次",
        answered_after=5,
    ),
    Scene(
        ago=15, words="小区门口早餐店噪声扰民", place="小区东门", state=ReportState.DISCARDED,
        feedback="噪声问题请向生态环境部门反映，电话 12345。", reason="不属于安全生产举报", channel=Channel.PHONE,
    ),
    Scene(ago=3, words="工地塔吊没有人指挥", place="在建厂房", is_elsewhere=True),
    Scene(
        ago=22, words="饭店后厨液化气瓶放在灶台边", place="美食街 12 号", state=ReportState.SETTLED,
        finding=Finding.TRUE,
        feedback=_THANKS, reason="气瓶与灶台间距不足", is_elsewhere=True,
    ),
)  # fmt: skip


def write(session: Session, told: Story) -> None:
    """Put them in, with hazards of the story behind what was found true."""
    ground, until = told.world.ground, told.world.until
    first = ground.units[FIRST_UNIT].town.id
    second = next(town.id for town in ground.towns if town.id != first)
    for scene in SCENES:
        town = second if scene.is_elsewhere else first
        clerk = told.people.town_officers[town][0]
        came = (
            (until - timedelta(days=scene.ago))
            .astimezone(HERE)
            .replace(hour=8 + scene.ago % 9, minute=scene.ago * 7 % 60)
        )
        at = min(came, until - timedelta(hours=2))
        _write(session, scene, town, clerk, at)


def _write(session: Session, scene: Scene, town: int, clerk: Member, at: datetime) -> None:
    is_borne = scene.finding in {Finding.TRUE, Finding.PARTLY}
    hazard = _hazard(session, town, at) if is_borne else None
    row = receiving.write(session, _told(session, scene, town, hazard), scene.channel, at)
    row.is_demo, row.external_id = True, scene.external_id
    row.is_named = bool(scene.name)
    if scene.external_id:
        row.feedback_due_on = row.due_on + timedelta(days=2)
    if scene.name:
        session.add(PublicReporter(report_id=row.id, name=scene.name, contact="000-演示"))
    row.state = scene.state.value
    if scene.state is not ReportState.RECEIVED:
        _step(session, row, clerk, "report-accepted", at + timedelta(hours=3))
    if scene.state in {ReportState.SETTLED, ReportState.DISCARDED}:
        _answer(session, row, scene, clerk, at + timedelta(days=scene.answered_after))
        row.hazard_id = None if hazard is None else hazard.id
    if scene.reward_yuan:
        _reward(session, row, scene, clerk, at + timedelta(days=scene.answered_after, hours=5))


def _told(session: Session, scene: Scene, town: int, hazard: HazardRow | None) -> Told:
    near = select(Enterprise).where(Enterprise.town_id == town, Enterprise.status == "active")
    chosen = (
        near.where(Enterprise.id == hazard.enterprise_id)
        if hazard
        else near.order_by(func.md5(func.concat(Enterprise.name, scene.words)))
    )
    firm = session.scalars(chosen.limit(1)).first()
    point = None
    if firm is not None and firm.point is not None and scene.channel is Channel.PAGE:
        where = session.execute(select(func.ST_X(Enterprise.point), func.ST_Y(Enterprise.point)).where(
            Enterprise.id == firm.id
        )).one()  # fmt: skip
        point = (float(where[0]), float(where[1]))
    return Told(
        subject=scene.subject, words=scene.words, place=scene.place, point=point, town=town, name=scene.name,
        enterprise_named="" if firm is None else firm.name, is_employee=scene.is_employee, contact="", photos=(),
    )  # fmt: skip


def _hazard(session: Session, town: int, at: datetime) -> HazardRow | None:
    """Take a hazard of the town that was found shortly after the report came, and say that a report led to it."""
    free = ~select(PublicReport.id).where(PublicReport.hazard_id == HazardRow.id).exists()
    states = [State.OPEN.value, State.RECTIFYING.value, State.CLOSED.value]
    query = select(HazardRow).where(
        HazardRow.town_id == town, HazardRow.found_at >= at, HazardRow.state.in_(states), free,
        HazardRow.source == Source.GRID.value, HazardRow.level == "general",
    )  # fmt: skip
    found = session.scalars(query.order_by(HazardRow.found_at).limit(1)).first()
    if found is not None:
        found.source = Source.REPORT.value
    return found


def _answer(session: Session, row: PublicReport, scene: Scene, clerk: Member, at: datetime) -> None:
    row.finding = None if scene.finding is None else scene.finding.value
    row.reason, row.feedback, row.settled_on = scene.reason, scene.feedback, local_day(at)
    event = "report-discarded" if scene.state is ReportState.DISCARDED else "report-settled"
    _step(session, row, clerk, event, at, reason=scene.reason)


def _reward(session: Session, row: PublicReport, scene: Scene, clerk: Member, at: datetime) -> None:
    row.reward, row.reward_yuan = Reward.MONEY.value, scene.reward_yuan
    row.reward_decision = "演示奖励决定 1 号"
    _step(session, row, clerk, "report-rewarded", at, reason=row.reward_decision)
    session.add(
        PublicReporterReading(
            act_id=uuid4(), report_id=row.id, person_id=clerk.id, person_name=clerk.name, at=at, reason="发放奖金"
        )
    )


def _step(session: Session, row: PublicReport, clerk: Member, event: str, at: datetime, **body: str) -> None:
    made: UUID | None = None
    session.add(
        PublicReportEvent(
            report_id=row.id, event=event, act_id=made, at=at, person_id=clerk.id, person_name=clerk.name, body=body
        )
    )
    row.version += 1
