"""What two spellings of a company's name have in common: its own name and trade, without form, place and typing.

Source: 企业名称登记管理规定 (国务院令第734号) articles 6 to 10: a name is division, own name, trade or feature, and
form of organisation. Which differences do not count is ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from grids.provinces import PROVINCES, PROVINCES_SHORT

_SHORTEST: Final = 2
_UNSEEN: Final = re.compile(r"[\s\u200b-\u200d\u2060\ufeff\u00ad]+")
_IN_BRACKETS: Final = re.compile(
    r"[(\[{<〔【《「『](?:有限合伙|普通合伙|特殊普通合伙|个体工商户|个体|个人独资|集团|筹)[)\]}>〕】》」』]"
)
_MARKS: Final = re.compile(r"[^\w]|_")
_FORM: Final = re.compile(r"(?:股份合作|股份|责任)?有限(?:责任)?公司|集团公司|总公司")
_LAST: Final = re.compile(r"(?<!分)公司$")
_COUNTRY: Final = ("中华人民共和国", "中国", *PROVINCES, *PROVINCES_SHORT)
_ENDING: Final = re.compile(r"(?:自治州|自治区|自治县|特别行政区|省|市|区|县|街道|镇|乡)$")


def core(name: str, places: Collection[str] = ()) -> str:
    """Reduce a name to what makes it one: equal cores are the same name written differently, not proof of one unit.

    `places` are the names of the divisions around, whose mention at the beginning says nothing. A branch stays apart
    from its company; what would be left with less than two characters keeps its place.

    >>> core("常州市武进区华丰机械有限公司", ["常州市", "武进区"]), core("华丰机械（武进）有限责任公司", ["武进区"])
    ('华丰机械', '华丰机械')
    >>> core("ＡＢＣ 电子股份有限公司"), core("华丰机械有限公司洛阳分公司")
    ('ABC电子', '华丰机械洛阳分公司')
    """
    known = _spellings(places)
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", name)).upper()
    text = _without_place_in_brackets(_IN_BRACKETS.sub("", text), known)
    bare = _MARKS.sub("", text)
    short = _LAST.sub("", _FORM.sub("", bare))
    own = _without_places(short if len(short) >= _SHORTEST else bare, known)
    return own or text or name.strip()


def phone_key(text: str) -> frozenset[str]:
    """Give the numbers of a cell by their digits, so that two spellings of one number meet; short ones are none.

    >>> sorted(phone_key("138-0000 0000、0519-86310000")), phone_key("无")
    (['051986310000', '13800000000'], frozenset())
    """
    parts = re.split(r"[、,，;；/\n]+", unicodedata.normalize("NFKC", text))
    digits = {re.sub(r"\D", "", part).removeprefix("86") for part in parts}
    return frozenset(each for each in digits if len(each) >= _PHONE_DIGITS)


_PHONE_DIGITS: Final = 7


def _spellings(places: Collection[str]) -> list[str]:
    """Give places with and without their ending, the longest first."""
    bare = {_ENDING.sub("", place) for place in places}
    return sorted({each for each in {*places, *bare, *_COUNTRY} if len(each) >= _SHORTEST}, key=lambda p: (-len(p), p))


def _without_place_in_brackets(text: str, known: Collection[str]) -> str:
    for place in known:
        text = re.sub(rf"[(\[〔【]{re.escape(place.upper())}[)\]〕】]", "", text)
    return text


def _without_places(text: str, known: Collection[str]) -> str:
    """Take places off the beginning, one after another, as long as a name is left."""
    while place := next((p for p in known if text.startswith(p) and len(text) - len(p) >= _SHORTEST), None):
        text = text[len(place) :]
    return text
