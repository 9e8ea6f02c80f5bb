"""What the demo's offices wrote: notices, tasks, reports. Made up, in the words of the trade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from grids.commands import CircularKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One circular of the demo: by whom, how long ago, due how many days later."""

    by: str = ""
    kind: CircularKind
    title: str
    body: str
    days_ago: int
    due_days: int | None = None
    period: str | None = None


DOWNWARD: Final = (
    Told(
        by="district", kind=CircularKind.TASK, title="关于开展岁末年初安全生产大检查的通知（演示）",
        body="请各镇街道、各部门对照清单组织检查，企业自查与镇街道巡查同步进行，重大隐患当日上报。请于期限前回复检查安排、责任人和检查企业数。",
        days_ago=6, due_days=10,
    ),
    Told(
        by="district", kind=CircularKind.TASK, title="关于报送有限空间作业企业排查情况的通知（演示）",
        body="请逐户核对有限空间作业企业底数，说明新增、注销企业和未辨识企业名单，于期限前回复。",
        days_ago=24, due_days=12,
    ),
    Told(
        by="district", kind=CircularKind.NOTICE, title="关于印发隐患排查治理工作考核办法的通知（演示）",
        body="考核办法自下一季度起执行，请组织学习。", days_ago=40,
    ),
    Told(
        by="department", kind=CircularKind.TASK, title="关于粉尘涉爆企业除尘系统专项检查的通知（演示）",
        body="请核查干式除尘系统泄爆、锁气卸灰和清灰记录，于期限前回复检查结果。", days_ago=11, due_days=9,
    ),
)  # fmt: skip
TO_ENTERPRISES: Final = (
    Told(
        kind=CircularKind.NOTICE, title="关于做好冬季用电、用气安全的提醒（演示）",
        body="请各企业检查配电箱、充电区和燃气报警装置，发现隐患在系统中登记并整改。", days_ago=4, due_days=6,
    ),
)  # fmt: skip
ANSWER: Final = "已召开会议部署，责任人、检查企业数和进度见系统；发现的隐患已登记并明确整改期限。"


def report(office: str, period: str, days_ago: int) -> Told:
    """Word a quarter's report."""
    return Told(
        kind=CircularKind.QUARTER_REPORT, title=f"{office}{period[:4]}年第{period[-1]}季度隐患排查治理工作报告（演示）",
        body="一、隐患清单收支平衡，数字见系统。\n\n二、存在问题：部分小微企业连续零报告。\n\n三、下一步：对零报告企业进行抽查。",
        days_ago=days_ago, period=period,
    )  # fmt: skip
