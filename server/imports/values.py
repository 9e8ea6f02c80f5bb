"""What people write in a cell, as the value it means; what can't be one is refused with its reason."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from stdnum.cn import uscc as registry
from stdnum.exceptions import InvalidChecksum, ValidationError

from grids.enterprises import PositionQuality, Status
from server.imports.report import Fact

_USCC_LENGTH: Final = 18
_OLD: Final = re.compile(r"\d{15}|\d{6}NA\d{6}[\dX]")
"""A company's number; a farmers' cooperative has NA in the middle."""
_DMS: Final = re.compile(
    r"""(\d{1,3})[°度]\s*(\d{1,2})['′分]\s*(\d{1,2}(?:\.\d+)?)\s*["″秒]?\s*([NSEWnsew东西南北]?)"""
)
_COUNT: Final = re.compile(r"约?(\d{1,6})(?:人|名|个)?(?:左右|余人|多人)?")
_LONGEST_PHONE: Final = 80

CLASSES: Final = MappingProxyType({
    "industry": ("工矿", "工矿商贸", "工业", "工贸", "冶金等工贸", "制造业"),
    "hazardous_chemicals": ("危化", "危险化学品", "化工", "危化品"),
    "fireworks": ("烟花", "烟花爆竹"),
    "construction": ("建筑", "建筑施工", "建设施工"),
    "transport": ("交通", "交通运输", "道路运输"),
    "commerce": ("商贸", "商业", "服务业", "商贸服务"),
    "crowded_place": ("人员密集", "人员密集场所"),
    "other": ("其他", "其它"),
})  # fmt: skip
"""Supervision classes and the words for them. Source: docs/rules.md 3.8."""
_QUALITIES: Final = MappingProxyType({
    PositionQuality.SITE: ("现场", "现场核实", "厂区", "gps"),
    PositionQuality.ADDRESS: ("地址", "门址", "门牌", "geocode", "point"),
    PositionQuality.VILLAGE: ("村", "社区", "村居"),
    PositionQuality.TOWN: ("镇", "街道", "乡镇"),
    PositionQuality.DISTRICT: ("区", "县", "区县"),
    PositionQuality.NONE: ("无", "未知", "unknown"),
})  # fmt: skip
_STATUSES: Final = MappingProxyType({
    Status.ACTIVE: ("存续", "在业", "正常", "营业", "开业", "在营", "存续（在营、开业、在册）", "生产"),
    Status.SUSPENDED: ("停产", "停业", "歇业"),
    Status.DEREGISTERED: ("注销", "已注销", "吊销"),
    Status.MOVED_OUT: ("迁出", "搬迁"),
    Status.SHUT_DOWN: ("关闭", "取缔"),
})  # fmt: skip
_COLOURS: Final = MappingProxyType({
    "red": ("红", "红色", "重大", "重大风险"), "orange": ("橙", "橙色", "较大", "较大风险"),
    "yellow": ("黄", "黄色", "一般", "一般风险"), "blue": ("蓝", "蓝色", "低", "低风险"),
})  # fmt: skip
_GRADES: Final = MappingProxyType({
    "A": ("a级", "一级", "a类"), "B": ("b级", "二级", "b类"), "C": ("c级", "三级", "c类"), "D": ("d级", "四级", "d类"),
})  # fmt: skip
CHOICES: Final = MappingProxyType({
    "supervision_class": CLASSES, "position_quality": _QUALITIES, "status": _STATUSES, "risk_colour": _COLOURS,
    "grade": _GRADES,
})  # fmt: skip
_MEANINGS: Final = {
    of: {word: str(value) for value, words in choices.items() for word in (str(value).lower(), *words)}
    for of, choices in CHOICES.items()
}


class BadValueError(ValueError):
    """A cell that can't be what its column says; carries the reason's code and facts."""

    def __init__(self, code: str, **facts: Fact) -> None:
        """Keep the code of the reason."""
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, Fact] = facts


def credit_code(text: str) -> tuple[str | None, str | None]:
    """Tell a unified social credit code from an old registration number; the first is checked.

    Source: GB 32100 (check digit, by python-stdnum); 15-digit numbers were issued until 2015.

    >>> credit_code("320412000012345")
    (None, '320412000012345')
    """
    code = re.sub(r"[\s-]", "", text).upper()
    if not code:
        return None, None
    if _OLD.fullmatch(code):
        return None, code
    if len(code) != _USCC_LENGTH:
        raise BadValueError("uscc-length", value=text, length=len(code))
    try:
        return registry.validate(code), None
    except InvalidChecksum as wrong:
        raise BadValueError("uscc-check-digit", value=text, expected=registry.calc_check_digit(code)) from wrong
    except ValidationError as wrong:
        raise BadValueError("uscc-format", value=text) from wrong


def degrees(text: str) -> float:
    """Read a coordinate: a plain number, or degrees, minutes and seconds.

    >>> degrees("119.95"), round(degrees("119°57′00.0″E"), 4)
    (119.95, 119.95)
    """
    parts = _DMS.fullmatch(text.strip())
    if parts:
        whole = int(parts[1]) + int(parts[2]) / 60 + float(parts[3]) / 3600
        return -whole if parts[4].upper() in {"S", "W", "南", "西"} else whole
    try:
        number = float(text)
    except ValueError as wrong:
        raise BadValueError("not-a-number", value=text) from wrong
    if not math.isfinite(number):
        raise BadValueError("not-a-number", value=text)
    return number


def pair(text: str) -> tuple[str, str]:
    """Cut `119.95,31.7` into its two numbers."""
    parts = [part for part in re.split(r"[,，;；\s]+", text.strip()) if part]
    if len(parts) != 2:  # noqa: PLR2004 - east and north
        raise BadValueError("not-a-pair", value=text)
    return parts[0], parts[1]


def count(text: str) -> int:
    """Read a number of people as people write it.

    >>> count("120"), count("约50人")
    (120, 50)
    """
    found = _COUNT.fullmatch(re.sub(r"[\s,，]", "", text))
    if found is None:
        raise BadValueError("not-a-count", value=text)
    return int(found[1])


def choice(of: str, text: str) -> str:
    """Find the value a word means.

    >>> choice("status", "注销"), choice("risk_colour", "红色")
    ('deregistered', 'red')
    """
    meaning = _MEANINGS[of].get(text.strip().lower())
    if meaning is None:
        raise BadValueError("not-a-choice", value=text, choices="、".join(words[0] for words in CHOICES[of].values()))
    return meaning


def phones(text: str) -> str:
    r"""Put several numbers in a cell on one line.

    >>> phones("13800000000\n0519-86310000")
    '13800000000、0519-86310000'
    """
    joined = "、".join(part for part in re.split(r"[\n;；/、]+", text) if part.strip())
    if len(joined) > _LONGEST_PHONE:
        raise BadValueError("too-long", length=len(joined), limit=_LONGEST_PHONE)
    return joined


def line(text: str, limit: int) -> str:
    """Put a text on one line and keep it within a limit; it is never cut in silence."""
    joined = " ".join(text.split())
    if len(joined) > limit:
        raise BadValueError("too-long", length=len(joined), limit=limit)
    return joined


def words(text: str) -> list[str]:
    """Cut a list in a cell into its words."""
    return [part.strip() for part in re.split(r"[、,，;；/\n]+", text) if part.strip()]
