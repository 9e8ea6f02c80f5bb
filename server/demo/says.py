"""What people of the demo write in their opinions and reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import Final

from grids.commands import RecordHazard

REJECTED: Final = "现场核实，所述情况与实际不符，照片为整改后旧物，不构成隐患。"
MERGED: Final = "与同一企业此前登记的隐患为同一处，合并办理。"
TRANSFERRED: Final = "涉及部门监管事项，镇里无处置权限，移送区级主管部门。"
RETURNED: Final = "经核对属镇级日常监管事项，退回镇安监办办理。"
RAISED: Final = "现场复核，符合重大事故隐患判定标准，提级督办。"
RAISED_BY: Final = "工贸企业重大事故隐患判定标准（部令第10号）"
VOIDED: Final = "企业已停产搬离，现场设备清空，条目作废。"
REOPENED: Final = "抽查发现整改后反弹，与销号照片不符，重新整改。"
EXTENSION: Final = "设备部件采购周期较长，厂家确认供货日期晚于期限。"
EXTENSION_MEASURES: Final = "停用该部位并设警戒，班组每班检查，专人负责。"
EXTENSION_REFUSED: Final = "所述理由不足，现有条件可按期完成，期限不变。"
PLAN_RETURNED: Final = "治理措施缺少验收标准和应急预案，请补充后重报。"
PLAN_APPROVED: Final = "方案可行，按期治理，治理期间落实临时措施。"
STOPPED: Final = "存在隐患的工段及其配套设备"
STOP_BASIS: Final = "《中华人民共和国安全生产法》第六十五条第一款第三项"
RESUME: Final = "隐患已按方案治理完毕，申请恢复生产。"
RESUMED: Final = "现场审查，隐患已消除，同意恢复生产。"
AGENCY: Final = "示范安全技术服务有限公司"
EVALUATED: Final = "治理后符合国家和行业标准要求，隐患已消除。"
LISTED: Final = "重大事故隐患，治理周期较长，建议区级挂牌督办。"
LISTING_OPINION: Final = "同意挂牌，逐月报告进展。"
LEADER: Final = "示范·分管副区长"
PROGRESS: Final = "按方案推进，设备改造完成一部分，临时措施落实。"
ACCEPTED: Final = "现场验收合格，同意摘牌并公布。"
_PASSED: Final = (
    "现场复查，已按要求整改，同意销号。",
    "照片与现场一致，整改到位，予以销号。",
    "逐项核对，隐患已消除。",
)
_FAILED: Final = (
    "只整改了一部分，剩余部位仍不符合要求。",
    "整改后又恢复原状，未建立日常检查。",
    "更换的部件规格不符，请重新整改。",
)


def passed(chance: Random) -> str:
    """Say that it is mended."""
    return chance.choice(_PASSED)


def failed(chance: Random) -> str:
    """Say that it is not."""
    return chance.choice(_FAILED)


def intention(name: str) -> str:
    """Say what the enterprise means to do."""
    return f"由{name}负责，按期整改并报告。"


def causes(description: str, criterion: str) -> str:
    """Say what a major hazard is, which criterion it meets, and how it came about."""
    met = f"符合判定情形：{criterion}。" if criterion else ""
    return f"{description}{met}原因为管理制度未落实、设施投入不足。"


def with_due(command: RecordHazard, due_on: date) -> RecordHazard:
    """Give a finding its date, as those may who decide themselves."""
    return replace(command, due_on=due_on)
